package dev.evodb.snippets.lance.jvm;

import dev.evodb.error.LimitExceededException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The payload of all rows in a [ScratchFile], as a partition stores it: every value is JSON with a comma
/// behind it. Thread-safe to read.
final class PayloadFile implements Closeable {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final ScratchFile file;
    private final MemorySegment bytes;
    private final List<String> columns;
    private final long[] starts;

    private PayloadFile(ScratchFile file, MemorySegment bytes, List<String> columns, long[] starts) {
        this.file = file;
        this.bytes = bytes;
        this.columns = columns;
        this.starts = starts;
    }

    List<String> columns() {
        return columns;
    }

    /// Of all rows.
    long textBytes() {
        return bytes.byteSize();
    }

    /// Bytes of all values of a row.
    int textBytes(int row) {
        return columns.isEmpty() ? 0 : (int) (starts[row + 1] - starts[row]);
    }

    /// All values of a row, one after the other: a comma that ends a value is not told from one inside of
    /// it, see [#ends].
    byte[] text(int row) {
        return columns.isEmpty()
                ? new byte[0]
                : bytes.asSlice(starts[row], textBytes(row)).toArray(ValueLayout.JAVA_BYTE);
    }

    /// Where each value of such a text ends, its comma included: values are JSON, so that commas inside
    /// of them are inside of strings.
    int[] ends(byte[] text) {
        int[] ends = new int[columns.size()];
        int column = 0;
        boolean isString = false;
        for (int i = 0; i < text.length; i++) {
            if (isString && text[i] == '\\') {
                i++;
            } else if (text[i] == '"') {
                isString = !isString;
            } else if (!isString && text[i] == ',') {
                ends[column++] = i + 1;
            }
        }
        return ends;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// Takes rows one by one. Closing before [#finish] gives up what was written.
    static final class Writer implements Closeable {
        private final ScratchFile file;
        private final List<String> columns;
        private final int maxBytes;
        private long[] starts = new long[1024];
        private byte[] row = new byte[256];
        private int rows;
        private boolean isFinished;

        Writer(Path path, List<String> columns, int maxBytes) throws IOException {
            this.file = ScratchFile.create(path);
            this.columns = columns;
            this.maxBytes = maxBytes;
        }

        /// Appends row `i` of `payload` and answers its bytes.
        ///
        /// @throws LimitExceededException if they are more than the limit
        byte[] append(@Nullable String[][] payload, int i, long rowId) throws IOException {
            int size = 0;
            for (int c = 0; c < columns.size(); c++) {
                String json = payload[c][i];
                byte[] value = json == null ? NULL : json.getBytes(StandardCharsets.UTF_8);
                if (size + value.length > maxBytes) {
                    throw new LimitExceededException(
                            "payload bytes of row id " + rowId + " up to column " + columns.get(c),
                            maxBytes,
                            size + (long) value.length);
                }
                if (row.length < size + value.length + 1) {
                    row = Arrays.copyOf(row, Math.max(2 * row.length, size + value.length + 1));
                }
                if (!Json.isScalar(value, 0, value.length)) {
                    throw new IllegalArgumentException("payload column " + columns.get(c) + " of row id " + rowId
                            + " is " + json + ", which is no scalar in JSON");
                }
                System.arraycopy(value, 0, row, size, value.length);
                size += value.length;
                row[size++] = ',';
            }
            file.append(row, 0, size);
            if (!columns.isEmpty()) {
                rows++;
                if (rows == starts.length) {
                    starts = Arrays.copyOf(starts, Math.multiplyExact(rows, 2));
                }
                starts[rows] = file.length();
            }
            return Arrays.copyOf(row, size);
        }

        PayloadFile finish() throws IOException {
            PayloadFile finished = new PayloadFile(file, file.map(), columns, Arrays.copyOf(starts, rows + 1));
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
