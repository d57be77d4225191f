package dev.evodb.ann.kernel;

/// Finds the best centroid of each of many rows: the greatest `offset + row . centroid`. With `-|c|^2 /
/// 2` as offsets that is the nearest by L2, and the squared distance is `|row|^2 - 2 score`; with 0 it is
/// the greatest inner product.
///
/// A score starts at its offset and takes one fused multiply-add a dim, in the order of dims; of equal
/// scores the smaller index wins. So every implementation answers the same bits. Arguments are trusted:
/// callers check shapes once per block, and values are so small that every score is finite.
public interface AssignKernel {
    /// Centroids of a tile, rows of a block of columns.
    int TILE = 64;

    /// The best centroids of `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into
    /// `nearest` and `scores` from `outFrom` on.
    ///
    /// Layout of `tiles`: `(tiles, dims, TILE)`, each tile with the values of its centroids side by side;
    /// `offsets` is `(tiles, TILE)`, minus infinity where the last tile has no centroid.
    void nearest(
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] tiles,
            float[] offsets,
            int[] nearest,
            float[] scores,
            int outFrom);

    /// All scores of `count` rows into `out` from `outFrom` on, `(count, offsets.length)` row-major.
    /// Other arguments as of [#nearest].
    void scores(
            float[] rows, int rowsFrom, int count, int dims, float[] tiles, float[] offsets, float[] out, int outFrom);

    /// The same for few dims or few centroids: rows lie side by side. `columns` is `(dims, TILE)` from
    /// `columns[columnsFrom]`, the values of `TILE` rows; `centroids` is `(count, dims)` row-major from
    /// `centroids[centroidsFrom]`, with their offsets from `offsets[offsetsFrom]`. Fills `TILE` places of
    /// `nearest` and `scores` from `outFrom` on.
    void nearestOfColumns(
            float[] columns,
            int columnsFrom,
            int dims,
            float[] centroids,
            int centroidsFrom,
            float[] offsets,
            int offsetsFrom,
            int count,
            int[] nearest,
            float[] scores,
            int outFrom);
}
