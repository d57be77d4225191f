package dev.evodb.ann.pq;

import dev.evodb.ann.kernel.AssignKernel;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.Centroids;
import java.util.Objects;

/// Turns vectors into codes, a byte a subvector whether it has 16 codes or 256. Immutable, shared by all
/// threads.
public final class PqEncoder {
    private static final int TILE = AssignKernel.TILE;

    private final Codebook codebook;
    private final AssignKernel kernel;
    private final float[] offsets;

    public PqEncoder(Codebook codebook, KernelSet kernels) {
        this.codebook = codebook;
        this.kernel = kernels.assign();
        int width = codebook.width();
        this.offsets = new float[codebook.subvectors() * codebook.codes()];
        for (int i = 0; i < offsets.length; i++) {
            double squares = 0;
            for (int d = i * width; d < (i + 1) * width; d++) {
                squares += (double) codebook.centroids()[d] * codebook.centroids()[d];
            }
            offsets[i] = (float) (-squares / 2);
        }
    }

    /// Bytes of the codes of a row.
    public int subvectors() {
        return codebook.subvectors();
    }

    /// Writes the codes of `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into `codes`,
    /// `(count, subvectors)` row-major from `codesFrom` on. Answers the sum of the squared distances of
    /// the rows to what their codes stand for.
    ///
    /// @throws IndexOutOfBoundsException if an array is too short
    public double encode(float[] rows, int rowsFrom, int count, byte[] codes, int codesFrom) {
        Objects.checkFromIndexSize(rowsFrom, count * codebook.dims(), rows.length);
        Objects.checkFromIndexSize(codesFrom, count * codebook.subvectors(), codes.length);
        Columns columns = new Columns();
        double loss = 0;
        for (int first = 0; first < count; first += TILE) {
            int part = Math.min(TILE, count - first);
            columns.fill(rows, rowsFrom + first * codebook.dims(), part);
            loss += columns.encode(part, codes, codesFrom + first * codebook.subvectors());
        }
        return loss;
    }

    /// As [#encode], for what is left of each row when its centroid, `nearest[nearestFrom ..]` of
    /// `centroids`, is taken away.
    public double encodeResiduals(
            float[] rows,
            int rowsFrom,
            int count,
            Centroids centroids,
            int[] nearest,
            int nearestFrom,
            byte[] codes,
            int codesFrom) {
        Objects.checkFromIndexSize(rowsFrom, count * codebook.dims(), rows.length);
        Objects.checkFromIndexSize(codesFrom, count * codebook.subvectors(), codes.length);
        Columns columns = new Columns();
        float[] residuals = new float[TILE * codebook.dims()];
        double loss = 0;
        for (int first = 0; first < count; first += TILE) {
            int part = Math.min(TILE, count - first);
            subtract(
                    rows,
                    rowsFrom + first * codebook.dims(),
                    part,
                    centroids,
                    nearest,
                    nearestFrom + first,
                    residuals,
                    0);
            columns.fill(residuals, 0, part);
            loss += columns.encode(part, codes, codesFrom + first * codebook.subvectors());
        }
        return loss;
    }

    /// Each of `count` rows less its centroid, into `out` from `outFrom` on, which may be the same place.
    public static void subtract(
            float[] rows,
            int rowsFrom,
            int count,
            Centroids centroids,
            int[] nearest,
            int nearestFrom,
            float[] out,
            int outFrom) {
        int dims = centroids.dims();
        for (int i = 0; i < count; i++) {
            int centroid = nearest[nearestFrom + i] * dims;
            int row = rowsFrom + i * dims;
            int to = outFrom + i * dims;
            for (int d = 0; d < dims; d++) {
                out[to + d] = rows[row + d] - centroids.values()[centroid + d];
            }
        }
    }

    /// Scratch of one call: up to `TILE` rows side by side.
    private final class Columns {
        private final float[] values = new float[codebook.dims() * TILE];
        private final int[] nearest = new int[TILE];
        private final float[] scores = new float[TILE];
        private double squares;

        void fill(float[] rows, int from, int count) {
            int dims = codebook.dims();
            double sum = 0;
            for (int i = 0; i < count; i++) {
                float rowSum = 0;
                for (int d = 0; d < dims; d++) {
                    float value = rows[from + i * dims + d];
                    values[d * TILE + i] = value;
                    rowSum += value * value;
                }
                sum += rowSum;
            }
            squares = sum;
        }

        /// Answers the loss.
        double encode(int count, byte[] codes, int codesFrom) {
            int subvectors = codebook.subvectors();
            int width = codebook.width();
            double sum = 0;
            for (int m = 0; m < subvectors; m++) {
                kernel.nearestOfColumns(
                        values,
                        m * width * TILE,
                        width,
                        codebook.centroids(),
                        m * codebook.codes() * width,
                        offsets,
                        m * codebook.codes(),
                        codebook.codes(),
                        nearest,
                        scores,
                        0);
                for (int i = 0; i < count; i++) {
                    codes[codesFrom + i * subvectors + m] = (byte) nearest[i];
                    sum += scores[i];
                }
            }
            return Math.max(0, squares - 2 * sum);
        }
    }
}
