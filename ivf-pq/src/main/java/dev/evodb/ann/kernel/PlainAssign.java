package dev.evodb.ann.kernel;

/// The definition of the assignment: one score after the other.
final class PlainAssign implements AssignKernel {
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
        for (int i = 0; i < count; i++) {
            float best = Float.NEGATIVE_INFINITY;
            int bestAt = 0;
            for (int c = 0; c < offsets.length; c++) {
                float score = score(rows, rowsFrom + i * dims, dims, tiles, offsets, c);
                if (score > best) {
                    best = score;
                    bestAt = c;
                }
            }
            nearest[outFrom + i] = bestAt;
            scores[outFrom + i] = best;
        }
    }

    @Override
    public void scores(
            float[] rows, int rowsFrom, int count, int dims, float[] tiles, float[] offsets, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < offsets.length; c++) {
                out[outFrom + i * offsets.length + c] = score(rows, rowsFrom + i * dims, dims, tiles, offsets, c);
            }
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
        for (int i = 0; i < TILE; i++) {
            float best = Float.NEGATIVE_INFINITY;
            int bestAt = 0;
            for (int c = 0; c < count; c++) {
                float score = offsets[offsetsFrom + c];
                for (int d = 0; d < dims; d++) {
                    score = Math.fma(
                            columns[columnsFrom + d * TILE + i], centroids[centroidsFrom + c * dims + d], score);
                }
                if (score > best) {
                    best = score;
                    bestAt = c;
                }
            }
            nearest[outFrom + i] = bestAt;
            scores[outFrom + i] = best;
        }
    }

    private static float score(float[] rows, int row, int dims, float[] tiles, float[] offsets, int centroid) {
        int from = centroid / TILE * dims * TILE + centroid % TILE;
        float score = offsets[centroid];
        for (int d = 0; d < dims; d++) {
            score = Math.fma(rows[row + d], tiles[from + d * TILE], score);
        }
        return score;
    }
}
