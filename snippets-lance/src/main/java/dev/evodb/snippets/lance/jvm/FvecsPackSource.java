package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of an `.fvecs` file: each a little-endian i32 dimension and as many f32. Row ids are row
/// numbers; there is no
/// payload.
public final class FvecsPackSource implements PackSource {
    private static final int MAX_DIMS = 65_536;
    private static final int BATCH_ROWS = 1024;
    private final Path file;
    private final int dims;
    private final int rows;

    private FvecsPackSource(Path file, int dims, int rows) {
        this.file = file;
        this.dims = dims;
        this.rows = rows;
    }

    /// @throws CorruptFileException if the length of the file is not a whole number of rows of the first
    ///     row's dims
    public static FvecsPackSource open(Path file) throws IOException {
        long length = Files.size(file);
        int dims;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(4);
            dims = first.length < 4 ? 0 : LittleEndian.readInt(first, 0);
        }
        if (dims < 1 || dims > MAX_DIMS) {
            throw new CorruptFileException(
                    at(file, 0), "dims of the first row must be in 1..=" + MAX_DIMS + ", found " + dims);
        }
        long rowBytes = 4L + 4L * dims;
        if (length % rowBytes != 0 || length / rowBytes > Integer.MAX_VALUE) {
            throw new CorruptFileException(
                    at(file, length - length % rowBytes),
                    "file length " + length + " is not a whole number of rows of " + rowBytes + " bytes");
        }
        return new FvecsPackSource(file, dims, (int) (length / rowBytes));
    }

    private static Location at(Path file, long offset) {
        return Location.of(String.valueOf(file.getFileName())).atOffset(offset);
    }

    @Override
    public int dims() {
        return dims;
    }

    public int rows() {
        return rows;
    }

    @Override
    public List<String> payloadColumns() {
        return List.of();
    }

    @Override
    public void forEachBatch(BatchSink sink) throws IOException {
        int rowBytes = 4 + 4 * dims;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int first = 0; first < rows; first += BATCH_ROWS) {
                int count = Math.min(BATCH_ROWS, rows - first);
                float[] vectors = new float[count * dims];
                long[] rowIds = new long[count];
                for (int i = 0; i < count; i++) {
                    byte[] row = in.readNBytes(rowBytes);
                    if (row.length < rowBytes || LittleEndian.readInt(row, 0) != dims) {
                        throw new CorruptFileException(
                                at(file, (long) (first + i) * rowBytes),
                                "row " + (first + i) + " has not the " + dims + " dims of the first row");
                    }
                    rowIds[i] = (long) first + i;
                    for (int d = 0; d < dims; d++) {
                        vectors[i * dims + d] = LittleEndian.readFloat(row, 4 + 4 * d);
                    }
                }
                sink.accept(new Batch(rowIds, vectors, Validity.allValid(count), new @Nullable String[0][]));
            }
        }
    }
}
