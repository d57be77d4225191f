package dev.evodb.ann.kernel;

/// The definition of many-to-many distances: one query after the other.
final class PlainBlockDistance implements BlockDistance {
    private final DistanceKernel pairs = new PlainDistance();

    @Override
    public void squaredL2(
            float[] queries,
            int queriesFrom,
            int queryCount,
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] out,
            int outFrom) {
        for (int i = 0; i < queryCount; i++) {
            pairs.squaredL2ToRows(
                    queries, queriesFrom + i * dims, rows, rowsFrom, dims, count, out, outFrom + i * count);
        }
    }

    @Override
    public void dot(
            float[] queries,
            int queriesFrom,
            int queryCount,
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] out,
            int outFrom) {
        for (int i = 0; i < queryCount; i++) {
            pairs.dotWithRows(queries, queriesFrom + i * dims, rows, rowsFrom, dims, count, out, outFrom + i * count);
        }
    }
}
