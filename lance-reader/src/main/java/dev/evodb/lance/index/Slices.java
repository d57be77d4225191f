package dev.evodb.lance.index;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.error.Location;

/// Values of a decoded column of binaries as windows with a place.
public final class Slices {
    private Slices() {}

    /// The value of the row, which is not null. Its place is counted within the decoded column at `at`,
    /// as the bytes of the file may be compressed.
    public static ByteSlice of(BytesColumn column, int row, Location at) {
        int from = column.offsets()[row];
        return ByteSlice.of(column.data(), at).slice(from, column.offsets()[row + 1] - from, "value");
    }
}
