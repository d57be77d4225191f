package dev.evodb.snippets.lance.jvm;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Vectors in a [ScratchFile], by ordinal. Thread-safe to read.
final class VectorFile implements Vectors, Closeable {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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

    @Override
    public int dims() {
        return dims;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void copy(int row, int count, float[] out, int at) {
        MemorySegment.copy(values, FLOAT, (long) row * dims * Float.BYTES, out, at, count * dims);
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
