package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Assignment with the Vector API: a blocked matrix product of as many rows and centroids as the
/// registers hold.
///
/// Each inner method is a few thousand operations and is called often, so that it is compiled on its own;
/// vectors leave it through an array, never as arguments, which could put them on the heap.
final class VectorAssign implements AssignKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /// Sums of 4 rows x 4 vectors of centroids fit in 32 registers of 512 bits, of 6 rows x 2 in 16
    /// narrower ones.
    private static final boolean IS_WIDE = LANES >= 16;

    /// Rows of one inner call.
    private static final int GROUP = IS_WIDE ? 4 : 6;

    /// Rows whose values stay in cache while all tiles pass.
    private static final int ROWS_A_BLOCK = 144;

    @Override
    public void nearest(
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] tiles,
            float[] offsets,
            int[] nearest,
            float[] scores,
            int outFrom) {
        float[] scratch = new float[GROUP * TILE];
        for (int block = 0; block < count; block += ROWS_A_BLOCK) {
            int end = Math.min(count, block + ROWS_A_BLOCK);
            for (int i = block; i < end; i++) {
                nearest[outFrom + i] = 0;
                scores[outFrom + i] = Float.NEGATIVE_INFINITY;
            }
            for (int first = 0; first < offsets.length; first += TILE) {
                for (int i = block; i < end; i += GROUP) {
                    int group = Math.min(GROUP, end - i);
                    tileScores(rows, rowsFrom + i * dims, group, dims, tiles, first, offsets, scratch, 0, TILE);
                    for (int r = 0; r < group; r++) {
                        keepBest(scratch, r * TILE, first, nearest, scores, outFrom + i + r);
                    }
                }
            }
        }
    }

    @Override
    public void scores(
            float[] rows, int rowsFrom, int count, int dims, float[] tiles, float[] offsets, float[] out, int outFrom) {
        int width = offsets.length;
        for (int block = 0; block < count; block += ROWS_A_BLOCK) {
            int end = Math.min(count, block + ROWS_A_BLOCK);
            for (int first = 0; first < width; first += TILE) {
                for (int i = block; i < end; i += GROUP) {
                    int group = Math.min(GROUP, end - i);
                    tileScores(
                            rows,
                            rowsFrom + i * dims,
                            group,
                            dims,
                            tiles,
                            first,
                            offsets,
                            out,
                            outFrom + i * width + first,
                            width);
                }
            }
        }
    }

    /// Scores of up to `GROUP` rows with one tile: row `r` at `out[outFrom + r * outStride]`.
    private static void tileScores(
            float[] rows,
            int row,
            int group,
            int dims,
            float[] tiles,
            int first,
            float[] offsets,
            float[] out,
            int outFrom,
            int outStride) {
        if (group < GROUP) {
            for (int r = 0; r < group; r++) {
                for (int lane = 0; lane < TILE; lane += LANES) {
                    oneRow(
                            rows,
                            row + r * dims,
                            dims,
                            tiles,
                            first * dims + lane,
                            offsets,
                            first + lane,
                            out,
                            outFrom + r * outStride + lane);
                }
            }
        } else if (IS_WIDE) {
            for (int lane = 0; lane < TILE; lane += 4 * LANES) {
                fourByFour(
                        rows,
                        row,
                        dims,
                        tiles,
                        first * dims + lane,
                        offsets,
                        first + lane,
                        out,
                        outFrom + lane,
                        outStride);
            }
        } else {
            for (int lane = 0; lane < TILE; lane += 2 * LANES) {
                sixByTwo(
                        rows,
                        row,
                        dims,
                        tiles,
                        first * dims + lane,
                        offsets,
                        first + lane,
                        out,
                        outFrom + lane,
                        outStride);
            }
        }
    }

    private static void oneRow(
            float[] rows,
            int row,
            int dims,
            float[] tiles,
            int tile,
            float[] offsets,
            int offset,
            float[] out,
            int outFrom) {
        FloatVector sum = FloatVector.fromArray(FLOATS, offsets, offset);
        for (int d = 0; d < dims; d++) {
            sum = FloatVector.broadcast(FLOATS, rows[row + d])
                    .fma(FloatVector.fromArray(FLOATS, tiles, tile + d * TILE), sum);
        }
        sum.intoArray(out, outFrom);
    }

    private static void sixByTwo(
            float[] rows,
            int row,
            int dims,
            float[] tiles,
            int tile,
            float[] offsets,
            int offset,
            float[] out,
            int outFrom,
            int outStride) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, offsets, offset);
        FloatVector s01 = FloatVector.fromArray(FLOATS, offsets, offset + LANES);
        FloatVector s10 = s00;
        FloatVector s11 = s01;
        FloatVector s20 = s00;
        FloatVector s21 = s01;
        FloatVector s30 = s00;
        FloatVector s31 = s01;
        FloatVector s40 = s00;
        FloatVector s41 = s01;
        FloatVector s50 = s00;
        FloatVector s51 = s01;
        for (int d = 0; d < dims; d++) {
            FloatVector c0 = FloatVector.fromArray(FLOATS, tiles, tile + d * TILE);
            FloatVector c1 = FloatVector.fromArray(FLOATS, tiles, tile + d * TILE + LANES);
            FloatVector x = FloatVector.broadcast(FLOATS, rows[row + d]);
            s00 = x.fma(c0, s00);
            s01 = x.fma(c1, s01);
            x = FloatVector.broadcast(FLOATS, rows[row + dims + d]);
            s10 = x.fma(c0, s10);
            s11 = x.fma(c1, s11);
            x = FloatVector.broadcast(FLOATS, rows[row + 2 * dims + d]);
            s20 = x.fma(c0, s20);
            s21 = x.fma(c1, s21);
            x = FloatVector.broadcast(FLOATS, rows[row + 3 * dims + d]);
            s30 = x.fma(c0, s30);
            s31 = x.fma(c1, s31);
            x = FloatVector.broadcast(FLOATS, rows[row + 4 * dims + d]);
            s40 = x.fma(c0, s40);
            s41 = x.fma(c1, s41);
            x = FloatVector.broadcast(FLOATS, rows[row + 5 * dims + d]);
            s50 = x.fma(c0, s50);
            s51 = x.fma(c1, s51);
        }
        s00.intoArray(out, outFrom);
        s01.intoArray(out, outFrom + LANES);
        s10.intoArray(out, outFrom + outStride);
        s11.intoArray(out, outFrom + outStride + LANES);
        s20.intoArray(out, outFrom + 2 * outStride);
        s21.intoArray(out, outFrom + 2 * outStride + LANES);
        s30.intoArray(out, outFrom + 3 * outStride);
        s31.intoArray(out, outFrom + 3 * outStride + LANES);
        s40.intoArray(out, outFrom + 4 * outStride);
        s41.intoArray(out, outFrom + 4 * outStride + LANES);
        s50.intoArray(out, outFrom + 5 * outStride);
        s51.intoArray(out, outFrom + 5 * outStride + LANES);
    }

    private static void fourByFour(
            float[] rows,
            int row,
            int dims,
            float[] tiles,
            int tile,
            float[] offsets,
            int offset,
            float[] out,
            int outFrom,
            int outStride) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, offsets, offset);
        FloatVector s01 = FloatVector.fromArray(FLOATS, offsets, offset + LANES);
        FloatVector s02 = FloatVector.fromArray(FLOATS, offsets, offset + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(FLOATS, offsets, offset + 3 * LANES);
        FloatVector s10 = s00;
        FloatVector s11 = s01;
        FloatVector s12 = s02;
        FloatVector s13 = s03;
        FloatVector s20 = s00;
        FloatVector s21 = s01;
        FloatVector s22 = s02;
        FloatVector s23 = s03;
        FloatVector s30 = s00;
        FloatVector s31 = s01;
        FloatVector s32 = s02;
        FloatVector s33 = s03;
        for (int d = 0; d < dims; d++) {
            FloatVector c0 = FloatVector.fromArray(FLOATS, tiles, tile + d * TILE);
            FloatVector c1 = FloatVector.fromArray(FLOATS, tiles, tile + d * TILE + LANES);
            FloatVector c2 = FloatVector.fromArray(FLOATS, tiles, tile + d * TILE + 2 * LANES);
            FloatVector c3 = FloatVector.fromArray(FLOATS, tiles, tile + d * TILE + 3 * LANES);
            FloatVector x = FloatVector.broadcast(FLOATS, rows[row + d]);
            s00 = x.fma(c0, s00);
            s01 = x.fma(c1, s01);
            s02 = x.fma(c2, s02);
            s03 = x.fma(c3, s03);
            x = FloatVector.broadcast(FLOATS, rows[row + dims + d]);
            s10 = x.fma(c0, s10);
            s11 = x.fma(c1, s11);
            s12 = x.fma(c2, s12);
            s13 = x.fma(c3, s13);
            x = FloatVector.broadcast(FLOATS, rows[row + 2 * dims + d]);
            s20 = x.fma(c0, s20);
            s21 = x.fma(c1, s21);
            s22 = x.fma(c2, s22);
            s23 = x.fma(c3, s23);
            x = FloatVector.broadcast(FLOATS, rows[row + 3 * dims + d]);
            s30 = x.fma(c0, s30);
            s31 = x.fma(c1, s31);
            s32 = x.fma(c2, s32);
            s33 = x.fma(c3, s33);
        }
        s00.intoArray(out, outFrom);
        s01.intoArray(out, outFrom + LANES);
        s02.intoArray(out, outFrom + 2 * LANES);
        s03.intoArray(out, outFrom + 3 * LANES);
        s10.intoArray(out, outFrom + outStride);
        s11.intoArray(out, outFrom + outStride + LANES);
        s12.intoArray(out, outFrom + outStride + 2 * LANES);
        s13.intoArray(out, outFrom + outStride + 3 * LANES);
        s20.intoArray(out, outFrom + 2 * outStride);
        s21.intoArray(out, outFrom + 2 * outStride + LANES);
        s22.intoArray(out, outFrom + 2 * outStride + 2 * LANES);
        s23.intoArray(out, outFrom + 2 * outStride + 3 * LANES);
        s30.intoArray(out, outFrom + 3 * outStride);
        s31.intoArray(out, outFrom + 3 * outStride + LANES);
        s32.intoArray(out, outFrom + 3 * outStride + 2 * LANES);
        s33.intoArray(out, outFrom + 3 * outStride + 3 * LANES);
    }

    /// Puts the best of one tile's scores, `scratch[from .. from + TILE)`, in place of the best so far if
    /// it is better.
    private static void keepBest(float[] scratch, int from, int first, int[] nearest, float[] scores, int at) {
        FloatVector most = FloatVector.fromArray(FLOATS, scratch, from);
        for (int lane = LANES; lane < TILE; lane += LANES) {
            most = most.max(FloatVector.fromArray(FLOATS, scratch, from + lane));
        }
        float best = most.reduceLanes(VectorOperators.MAX);
        if (best > scores[at]) {
            int lane = 0;
            while (scratch[from + lane] != best) {
                lane++;
            }
            scores[at] = scratch[from + lane];
            nearest[at] = first + lane;
        }
    }

    @Override
    public void nearestOfColumns(
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
            int outFrom) {
        for (int lane = 0; lane < TILE; lane += 2 * LANES) {
            switch (dims) {
                case 1 ->
                    ofOneColumn(
                            columns,
                            columnsFrom + lane,
                            centroids,
                            centroidsFrom,
                            offsets,
                            offsetsFrom,
                            count,
                            nearest,
                            scores,
                            outFrom + lane);
                case 2 ->
                    ofTwoColumns(
                            columns,
                            columnsFrom + lane,
                            centroids,
                            centroidsFrom,
                            offsets,
                            offsetsFrom,
                            count,
                            nearest,
                            scores,
                            outFrom + lane);
                case 4 ->
                    ofFourColumns(
                            columns,
                            columnsFrom + lane,
                            centroids,
                            centroidsFrom,
                            offsets,
                            offsetsFrom,
                            count,
                            nearest,
                            scores,
                            outFrom + lane);
                default ->
                    ofColumns(
                            columns,
                            columnsFrom + lane,
                            dims,
                            centroids,
                            centroidsFrom,
                            offsets,
                            offsetsFrom,
                            count,
                            nearest,
                            scores,
                            outFrom + lane);
            }
        }
    }

    private static void ofOneColumn(
            float[] columns,
            int at,
            float[] centroids,
            int centroidsFrom,
            float[] offsets,
            int offsetsFrom,
            int count,
            int[] nearest,
            float[] scores,
            int outFrom) {
        FloatVector x = FloatVector.fromArray(FLOATS, columns, at);
        FloatVector y = FloatVector.fromArray(FLOATS, columns, at + LANES);
        FloatVector bestX = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector bestY = bestX;
        IntVector atX = IntVector.zero(INTS);
        IntVector atY = atX;
        for (int c = 0; c < count; c++) {
            FloatVector offset = FloatVector.broadcast(FLOATS, offsets[offsetsFrom + c]);
            FloatVector value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + c]);
            FloatVector scoreX = x.fma(value, offset);
            FloatVector scoreY = y.fma(value, offset);
            VectorMask<Float> isBetterX = scoreX.compare(VectorOperators.GT, bestX);
            VectorMask<Float> isBetterY = scoreY.compare(VectorOperators.GT, bestY);
            bestX = bestX.max(scoreX);
            bestY = bestY.max(scoreY);
            atX = atX.blend(c, isBetterX.cast(INTS));
            atY = atY.blend(c, isBetterY.cast(INTS));
        }
        bestX.intoArray(scores, outFrom);
        bestY.intoArray(scores, outFrom + LANES);
        atX.intoArray(nearest, outFrom);
        atY.intoArray(nearest, outFrom + LANES);
    }

    private static void ofTwoColumns(
            float[] columns,
            int at,
            float[] centroids,
            int centroidsFrom,
            float[] offsets,
            int offsetsFrom,
            int count,
            int[] nearest,
            float[] scores,
            int outFrom) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, columns, at);
        FloatVector y0 = FloatVector.fromArray(FLOATS, columns, at + LANES);
        FloatVector x1 = FloatVector.fromArray(FLOATS, columns, at + TILE);
        FloatVector y1 = FloatVector.fromArray(FLOATS, columns, at + TILE + LANES);
        FloatVector bestX = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector bestY = bestX;
        IntVector atX = IntVector.zero(INTS);
        IntVector atY = atX;
        for (int c = 0; c < count; c++) {
            FloatVector offset = FloatVector.broadcast(FLOATS, offsets[offsetsFrom + c]);
            FloatVector value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + 2 * c]);
            FloatVector scoreX = x0.fma(value, offset);
            FloatVector scoreY = y0.fma(value, offset);
            value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + 2 * c + 1]);
            scoreX = x1.fma(value, scoreX);
            scoreY = y1.fma(value, scoreY);
            VectorMask<Float> isBetterX = scoreX.compare(VectorOperators.GT, bestX);
            VectorMask<Float> isBetterY = scoreY.compare(VectorOperators.GT, bestY);
            bestX = bestX.max(scoreX);
            bestY = bestY.max(scoreY);
            atX = atX.blend(c, isBetterX.cast(INTS));
            atY = atY.blend(c, isBetterY.cast(INTS));
        }
        bestX.intoArray(scores, outFrom);
        bestY.intoArray(scores, outFrom + LANES);
        atX.intoArray(nearest, outFrom);
        atY.intoArray(nearest, outFrom + LANES);
    }

    private static void ofFourColumns(
            float[] columns,
            int at,
            float[] centroids,
            int centroidsFrom,
            float[] offsets,
            int offsetsFrom,
            int count,
            int[] nearest,
            float[] scores,
            int outFrom) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, columns, at);
        FloatVector y0 = FloatVector.fromArray(FLOATS, columns, at + LANES);
        FloatVector x1 = FloatVector.fromArray(FLOATS, columns, at + TILE);
        FloatVector y1 = FloatVector.fromArray(FLOATS, columns, at + TILE + LANES);
        FloatVector x2 = FloatVector.fromArray(FLOATS, columns, at + 2 * TILE);
        FloatVector y2 = FloatVector.fromArray(FLOATS, columns, at + 2 * TILE + LANES);
        FloatVector x3 = FloatVector.fromArray(FLOATS, columns, at + 3 * TILE);
        FloatVector y3 = FloatVector.fromArray(FLOATS, columns, at + 3 * TILE + LANES);
        FloatVector bestX = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector bestY = bestX;
        IntVector atX = IntVector.zero(INTS);
        IntVector atY = atX;
        for (int c = 0; c < count; c++) {
            FloatVector offset = FloatVector.broadcast(FLOATS, offsets[offsetsFrom + c]);
            FloatVector value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + 4 * c]);
            FloatVector scoreX = x0.fma(value, offset);
            FloatVector scoreY = y0.fma(value, offset);
            value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + 4 * c + 1]);
            scoreX = x1.fma(value, scoreX);
            scoreY = y1.fma(value, scoreY);
            value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + 4 * c + 2]);
            scoreX = x2.fma(value, scoreX);
            scoreY = y2.fma(value, scoreY);
            value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + 4 * c + 3]);
            scoreX = x3.fma(value, scoreX);
            scoreY = y3.fma(value, scoreY);
            VectorMask<Float> isBetterX = scoreX.compare(VectorOperators.GT, bestX);
            VectorMask<Float> isBetterY = scoreY.compare(VectorOperators.GT, bestY);
            bestX = bestX.max(scoreX);
            bestY = bestY.max(scoreY);
            atX = atX.blend(c, isBetterX.cast(INTS));
            atY = atY.blend(c, isBetterY.cast(INTS));
        }
        bestX.intoArray(scores, outFrom);
        bestY.intoArray(scores, outFrom + LANES);
        atX.intoArray(nearest, outFrom);
        atY.intoArray(nearest, outFrom + LANES);
    }

    private static void ofColumns(
            float[] columns,
            int at,
            int dims,
            float[] centroids,
            int centroidsFrom,
            float[] offsets,
            int offsetsFrom,
            int count,
            int[] nearest,
            float[] scores,
            int outFrom) {
        FloatVector bestX = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector bestY = bestX;
        IntVector atX = IntVector.zero(INTS);
        IntVector atY = atX;
        for (int c = 0; c < count; c++) {
            FloatVector scoreX = FloatVector.broadcast(FLOATS, offsets[offsetsFrom + c]);
            FloatVector scoreY = scoreX;
            for (int d = 0; d < dims; d++) {
                FloatVector value = FloatVector.broadcast(FLOATS, centroids[centroidsFrom + c * dims + d]);
                scoreX = FloatVector.fromArray(FLOATS, columns, at + d * TILE).fma(value, scoreX);
                scoreY = FloatVector.fromArray(FLOATS, columns, at + d * TILE + LANES)
                        .fma(value, scoreY);
            }
            VectorMask<Float> isBetterX = scoreX.compare(VectorOperators.GT, bestX);
            VectorMask<Float> isBetterY = scoreY.compare(VectorOperators.GT, bestY);
            bestX = bestX.max(scoreX);
            bestY = bestY.max(scoreY);
            atX = atX.blend(c, isBetterX.cast(INTS));
            atY = atY.blend(c, isBetterY.cast(INTS));
        }
        bestX.intoArray(scores, outFrom);
        bestY.intoArray(scores, outFrom + LANES);
        atX.intoArray(nearest, outFrom);
        atY.intoArray(nearest, outFrom + LANES);
    }
}
