package dev.evodb.ann.source;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The rows of an `.fvecs` file: each a little-endian int32, the dims, then as many float32. Row ids are
/// the numbers of the rows. Read through a buffer, not mapped: a file that shrinks meanwhile is an
/// exception and nothing worse.
public final class FvecsFile implements VectorSource {
    /// The most dims of a row.
    public static final int MAX_DIMS = 65_536;

    /// The largest file that is read whole, in bytes.
    public static final long MAX_BYTES = 1L << 30;

    private final Path file;
    private final int dims;
    private final long rows;

    private FvecsFile(Path file, int dims, long rows) {
        this.file = file;
        this.dims = dims;
        this.rows = rows;
    }

    /// Reads the head of the first row; the others are checked when they are read.
    ///
    /// @throws CorruptFileException if the dims are not in 1..=65536, or the length of the file is
    ///     not a whole number of rows
    public static FvecsFile open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            RowFormat format = RowFormat.read(channel, file, MAX_DIMS);
            return new FvecsFile(file, format.width(), format.rows());
        }
    }

    /// All rows of a file of at most [#MAX_BYTES], a file of queries as a rule.
    ///
    /// @throws CorruptFileException as [#open], and if a row has other dims or a value that is not finite
    /// @throws LimitExceededException if the file is larger
    public static float[][] read(Path file) throws IOException {
        FvecsFile vectors = open(file);
        RowFormat.requireReadable(vectors.rows * (4 + 4L * vectors.dims), MAX_BYTES, file);
        float[][] all = new float[(int) vectors.rows][];
        VectorBlock block = new VectorBlock(1, vectors.dims);
        try (VectorBlocks blocks = vectors.open()) {
            for (int row = 0; blocks.read(block); row++) {
                all[row] = block.values().clone();
            }
        }
        return all;
    }

    @Override
    public int dims() {
        return dims;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public VectorBlocks open() throws IOException {
        return new Pass(FileChannel.open(file, StandardOpenOption.READ));
    }

    private final class Pass implements VectorBlocks {
        private static final int BUFFER_BYTES = 1 << 18;

        private final FileChannel channel;
        private final int rowBytes = 4 + 4 * dims;
        private final ByteBuffer buffer = ByteBuffer.allocate(Math.max(1, BUFFER_BYTES / rowBytes) * rowBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
        private long row;

        Pass(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public boolean read(VectorBlock block) throws IOException {
            int count = (int) Math.min(block.capacity(), rows - row);
            block.set(row, count);
            for (int i = 0; i < count; i++) {
                readRow(block.values(), i * dims);
                block.rowIds()[i] = row;
                row++;
            }
            return count > 0;
        }

        private void readRow(float[] values, int at) throws IOException {
            if (!buffer.hasRemaining()) {
                RowFormat.fill(channel, file, row * rowBytes, buffer.clear().limit((int)
                        Math.min(buffer.capacity(), (rows - row) * rowBytes)));
            }
            int width = buffer.getInt();
            if (width != dims) {
                throw new CorruptFileException(
                        location(row * rowBytes),
                        "row " + row + " has " + width + " dims, the rows before it have " + dims);
            }
            buffer.asFloatBuffer().get(values, at, dims);
            buffer.position(buffer.position() + 4 * dims);
            int odd = Finite.firstOther(values, at, at + dims);
            if (odd >= 0) {
                throw new CorruptFileException(
                        location(row * rowBytes + 4 + 4L * (odd - at)),
                        "row " + row + " has the value " + values[odd] + " in place " + (odd - at)
                                + ", values must be finite");
            }
        }

        @Override
        public void skip(long count) {
            long passed = Math.min(count, rows - row);
            row += passed;
            long bytes = passed * rowBytes;
            buffer.position(bytes > buffer.remaining() ? buffer.limit() : buffer.position() + (int) bytes);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private Location location(long offset) {
        return RowFormat.location(file, offset);
    }
}
