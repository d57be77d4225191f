package dev.evodb.ann.source;

/// Vectors in an array, `(rows, dims)` row-major. Row ids are the numbers of the rows.
public final class MemoryVectors implements VectorSource {
    private final float[] values;
    private final int dims;

    /// `values` is borrowed and must not change.
    ///
    /// @throws IllegalArgumentException if they are not rows of `dims` values, or one is not finite
    public MemoryVectors(float[] values, int dims) {
        if (dims < 1 || values.length % dims != 0) {
            throw new IllegalArgumentException(values.length + " values are not rows of " + dims + " dims");
        }
        int odd = Finite.firstOther(values, 0, values.length);
        if (odd >= 0) {
            throw new IllegalArgumentException("row " + odd / dims + " has the value " + values[odd] + " in place "
                    + odd % dims + ", values must be finite");
        }
        this.values = values;
        this.dims = dims;
    }

    @Override
    public int dims() {
        return dims;
    }

    @Override
    public long rows() {
        return values.length / dims;
    }

    @Override
    public VectorBlocks open() {
        return new Pass();
    }

    private final class Pass implements VectorBlocks {
        private int row;

        @Override
        public boolean read(VectorBlock block) {
            int count = Math.min(block.capacity(), (int) rows() - row);
            System.arraycopy(values, row * dims, block.values(), 0, count * dims);
            for (int i = 0; i < count; i++) {
                block.rowIds()[i] = (long) row + i;
            }
            block.set(row, count);
            row += count;
            return count > 0;
        }

        @Override
        public void skip(long rows) {
            row += (int) Math.min(rows, rows() - row);
        }

        @Override
        public void close() {}
    }
}
