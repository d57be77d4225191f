package dev.evodb.lance.blob;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.schema.StructStorage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Where the bytes of one blob are: `[position, position + size)` of some file.
public sealed interface BlobPlace {
    /// First byte, from the start of the file.
    long position();

    /// Number of bytes.
    long size();

    /// In the data file that holds the description.
    record InDataFile(long position, long size) implements BlobPlace {}

    /// In the file with the number `id` among those that lie in the folder beside the data file, which is
    /// named like it.
    record InSidecar(long id, long position, long size) implements BlobPlace {
        private static final String SUFFIX = ".blob";
        private static final int DIGITS = 32;

        /// The name of the file: the 32 binary digits of `id`, the lowest first, and `.blob`.
        public String fileName() {
            StringBuilder name = new StringBuilder(DIGITS + SUFFIX.length());
            for (int bit = 0; bit < DIGITS; bit++) {
                name.append((char) ('0' + (id >>> bit & 1)));
            }
            return name.append(SUFFIX).toString();
        }
    }

    /// At a URI that the writer was given. Never fetched: what a file says is no reason to ask anybody
    /// for anything.
    record Elsewhere(String uri, long position, long size) implements BlobPlace {}

    /// Row `row` of a description column, [StructStorage#BLOB] or [StructStorage#BLOB_V2]; nothing for a
    /// null.
    ///
    /// @throws IllegalArgumentException if the column is no description
    /// @throws CorruptFileException if the description cannot be of any file
    /// @throws UnsupportedFeatureException for a kind of place that is not known
    static Optional<BlobPlace> of(Column descriptions, int row, Location at) {
        if (!(descriptions instanceof Column.StructColumn(var _, List<Column> parts))) {
            throw new IllegalArgumentException("not a column of blob descriptions");
        }
        if (!descriptions.isValid(row)) {
            return Optional.empty();
        }
        boolean isV2 = parts.size() == StructStorage.BLOB_V2.fields().size();
        if (!isV2 && parts.size() != StructStorage.BLOB.fields().size()) {
            throw new IllegalArgumentException("not a column of blob descriptions");
        }
        int first = isV2 ? 1 : 0;
        long position = count("position", parts.get(first), row, at);
        long size = count("size", parts.get(first + 1), row, at);
        if (position > Long.MAX_VALUE - size) {
            throw new CorruptFileException(at, "blob of " + size + " bytes is said to start at " + position);
        }
        if (!isV2) {
            // Of no bytes, those at 0 are empty, and all others null.
            return size == 0 && position != 0 ? Optional.empty() : Optional.of(new InDataFile(position, size));
        }
        int kind = ((Column.ByteColumn) parts.get(0)).values()[row] & 0xFF;
        long id = ((Column.IntColumn) parts.get(3)).values()[row] & 0xFFFFFFFFL;
        return Optional.of(
                switch (kind) {
                    case 0 -> new InDataFile(position, size);
                    case 1, 2 -> new InSidecar(id, position, size);
                    case 3 -> new Elsewhere(text((Column.BytesColumn) parts.get(4), row), position, size);
                    default -> throw new UnsupportedFeatureException("blob kind", Integer.toString(kind), "0..3", at);
                });
    }

    private static long count(String what, Column column, int row, Location at) {
        long value = ((Column.LongColumn) column).values()[row];
        if (value < 0) {
            throw new CorruptFileException(at, "blob " + what + " is " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static String text(Column.BytesColumn column, int row) {
        int from = column.offsets()[row];
        return new String(column.data(), from, column.offsets()[row + 1] - from, StandardCharsets.UTF_8);
    }
}
