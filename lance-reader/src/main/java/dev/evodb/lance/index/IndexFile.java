package dev.evodb.lance.index;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.SchemaField;
import java.io.Closeable;
import java.io.IOException;

/// A file of an index segment: columns by name, and schema metadata. Thread-safe.
public final class IndexFile implements Closeable {
    private final LanceFile file;

    /// `file` is closed with this.
    public IndexFile(LanceFile file) {
        this.file = file;
    }

    /// Opens the files of one segment.
    public interface Folder {
        /// The file of that name, which the caller closes.
        LanceFile open(String name) throws IOException;
    }

    public Location at() {
        return Location.of(file.name());
    }

    /// Rows of every column, which a Java array can index.
    public int rows() {
        return rows(file);
    }

    private static int rows(LanceFile file) {
        if (file.rows() > Integer.MAX_VALUE - 16) {
            throw new LimitExceededException(
                    "rows of an index file", Integer.MAX_VALUE - 16, file.rows(), Location.of(file.name()));
        }
        return (int) file.rows();
    }

    public LanceFile file() {
        return file;
    }

    /// The schema metadata under `key`, or `absent`.
    public String metadata(String key, String absent) {
        return file.descriptor().schema().metadata().getOrDefault(key, absent);
    }

    /// The schema metadata under `key` as a number in `1..=Integer.MAX_VALUE`.
    public int positive(String key, int absent) {
        String text = metadata(key, String.valueOf(absent));
        boolean isNumber = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = isNumber ? Integer.parseInt(text) : 0;
        if (number < 1) {
            throw new CorruptFileException(at(), key + " is " + text + ", not a positive number");
        }
        return number;
    }

    /// The column of that name.
    ///
    /// @throws CorruptFileException if there is none
    public IndexColumn column(String name) {
        for (SchemaField field : file.descriptor().schema().fields()) {
            if (field.name().equals(name)) {
                return new IndexColumn(file, field);
            }
        }
        throw new CorruptFileException(at(), "index file has no column " + name);
    }

    public boolean hasColumn(String name) {
        return file.descriptor().schema().fields().stream()
                .anyMatch(field -> field.name().equals(name));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// One column of an index file.
    public static final class IndexColumn {
        private final LanceFile file;
        private final SchemaField field;

        private IndexColumn(LanceFile file, SchemaField field) {
            this.file = file;
            this.field = field;
        }

        public Location at() {
            return Location.of(file.name()).inColumn(field.name());
        }

        public Column read(long from, int rows) throws IOException {
            return file.read(field, from, rows);
        }

        /// Rows that ascend strictly.
        public Column take(long[] rows) throws IOException {
            return file.take(field, rows);
        }

        /// All rows of a column of 64-bit numbers without nulls.
        long[] readLongs() throws IOException {
            return longs(read(0, rows(file)));
        }

        /// `column`, read from this, as 64-bit numbers without nulls.
        public long[] longs(Column column) {
            if (column instanceof Column.LongColumn(var validity, long[] values) && !validity.hasNulls()) {
                return values;
            }
            throw other("64-bit numbers");
        }

        /// `column`, read from this, as 32-bit numbers without nulls.
        public int[] ints(Column column) {
            if (column instanceof Column.IntColumn(var validity, int[] values) && !validity.hasNulls()) {
                return values;
            }
            throw other("32-bit numbers");
        }

        /// `column`, read from this, as binaries without nulls.
        public Column.BytesColumn bytes(Column column) {
            if (column instanceof Column.BytesColumn bytes && !bytes.validity().hasNulls()) {
                return bytes;
            }
            throw other("binaries");
        }

        CorruptFileException other(String expected) {
            return new CorruptFileException(at(), "index column is not one of " + expected + " without nulls");
        }
    }
}
