package dev.evodb.ann.source;

import java.io.IOException;

/// The rows of another source brought to length 1, as cosine indices want them; rows of zeros stay.
public record UnitVectors(VectorSource source) implements VectorSource {
    @Override
    public int dims() {
        return source.dims();
    }

    @Override
    public long rows() {
        return source.rows();
    }

    @Override
    public VectorBlocks open() throws IOException {
        return new Pass(source.open());
    }

    /// Brings `values[from .. from + dims)` to length 1; zeros stay.
    public static void normalize(float[] values, int from, int dims) {
        double squares = 0;
        for (int d = from; d < from + dims; d++) {
            squares += (double) values[d] * values[d];
        }
        if (squares == 0) {
            return;
        }
        double scale = 1 / Math.sqrt(squares);
        for (int d = from; d < from + dims; d++) {
            values[d] = (float) (values[d] * scale);
        }
    }

    private record Pass(VectorBlocks blocks) implements VectorBlocks {
        @Override
        public boolean read(VectorBlock block) throws IOException {
            boolean hasRows = blocks.read(block);
            for (int i = 0; i < block.rows(); i++) {
                normalize(block.values(), i * block.dims(), block.dims());
            }
            return hasRows;
        }

        @Override
        public void skip(long rows) throws IOException {
            blocks.skip(rows);
        }

        @Override
        public void close() throws IOException {
            blocks.close();
        }
    }
}
