package dev.evodb.snippets.lance.jvm;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// Vectors in a [ScratchFile], by ordinal. Thread-safe to read.
final class VectorFile implements Closeable {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK_ROWS = 1024;

    private final ScratchFile file;
    private final MemorySegment values;
    private final int dims;
    private final int rows;

    private VectorFile(ScratchFile file, MemorySegment values, int dims, int rows) {
        this.file = file;
        this.values = values;
        this.dims = dims;
        this.rows = rows;
    }

    int dims() {
        return dims;
    }

    int rows() {
        return rows;
    }

    /// Copies vectors `row .. row + count` to `out[at ..)`.
    void copy(int row, int count, float[] out, int at) {
        MemorySegment.copy(values, FLOAT, (long) row * dims * Float.BYTES, out, at, count * dims);
    }

    /// Vectors of some rows, row-major.
    float[] take(int[] ordinals) {
        float[] taken = new float[Math.multiplyExact(ordinals.length, dims)];
        for (int i = 0; i < ordinals.length; i++) {
            copy(ordinals[i], 1, taken, i * dims);
        }
        return taken;
    }

    /// Half of each squared length.
    float[] halfSquares() {
        float[] halves = new float[rows];
        forEachChunk((from, count, vectors) -> {
            for (int i = 0; i < count; i++) {
                double squares = 0;
                for (int d = i * dims; d < (i + 1) * dims; d++) {
                    squares += (double) vectors[d] * vectors[d];
                }
                halves[from + i] = (float) (squares / 2);
            }
        });
        return halves;
    }

    /// The mean of all vectors. Summed in a fixed order.
    double[] mean() {
        double[] mean = new double[dims];
        float[] vector = new float[dims];
        for (int row = 0; row < rows; row++) {
            copy(row, 1, vector, 0);
            for (int d = 0; d < dims; d++) {
                mean[d] += vector[d];
            }
        }
        for (int d = 0; d < dims; d++) {
            mean[d] /= rows;
        }
        return mean;
    }

    /// Hands over all vectors in chunks, on all threads.
    private void forEachChunk(ChunkSink sink) {
        IntStream.range(0, (rows + CHUNK_ROWS - 1) / CHUNK_ROWS).parallel().forEach(chunk -> {
            int from = chunk * CHUNK_ROWS;
            int count = Math.min(CHUNK_ROWS, rows - from);
            float[] vectors = new float[count * dims];
            copy(from, count, vectors, 0);
            sink.accept(from, count, vectors);
        });
    }

    @FunctionalInterface
    private interface ChunkSink {
        void accept(int from, int count, float[] vectors);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// Takes vectors one by one. Closing before [#finish] gives up what was written.
    static final class Writer implements Closeable {
        private final ScratchFile file;
        private final int dims;
        private final byte[] bytes;
        private int rows;
        private boolean isFinished;

        Writer(Path path, int dims) throws IOException {
            this.file = ScratchFile.create(path);
            this.dims = dims;
            this.bytes = new byte[Float.BYTES * dims];
        }

        /// Appends `vectors[from .. from + dims)` and answers its bytes, valid until the next call.
        byte[] append(float[] vectors, int from) throws IOException {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(vectors, from, dims);
            file.append(bytes, 0, bytes.length);
            rows++;
            return bytes;
        }

        VectorFile finish() throws IOException {
            VectorFile finished = new VectorFile(file, file.map(), dims, rows);
            isFinished = true;
            return finished;
        }

        @Override
        public void close() throws IOException {
            if (!isFinished) {
                file.close();
            }
        }
    }
}
