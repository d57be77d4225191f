package dev.evodb.lance.index;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.roaring.PortableRoaring;
import java.util.OptionalLong;
import org.roaringbitmap.RoaringBitmap;

/// Sets of rows as index files store them. Fragments that the table has not are passed over; rows that
/// their fragment has not are an error.
final class RowSetFormat {
    private RowSetFormat() {}

    /// A set of BITMAP and LABEL_LIST: a count of fragments (u32), then for each its id (u32), a size in
    /// bytes (u32) and a roaring bitmap of that size; size 0 stands for every row of the fragment.
    static RowSet parseFragments(ByteSlice bytes, RowSpace space) {
        long fragments = bytes.readUnsignedIntLE(0, "row set");
        RowSet.Builder rows = new RowSet.Builder();
        long at = 4;
        for (long i = 0; i < fragments; i++) {
            long fragment = bytes.readUnsignedIntLE(at, "fragment of a row set");
            long size = bytes.readUnsignedIntLE(at + 4, "fragment of a row set");
            ByteSlice bitmap = bytes.slice(at + 8, size, "bitmap of a row set");
            OptionalLong allowed = space.rows(fragment);
            if (allowed.isPresent() && size == 0) {
                rows.addRange(fragment, 0, allowed.getAsLong());
            } else if (allowed.isPresent()) {
                rows.add(fragment, checked(PortableRoaring.parse(bitmap, "row set"), fragment, bitmap, space));
            }
            at += 8 + size;
        }
        if (at != bytes.length()) {
            throw new CorruptFileException(bytes.at(at), "row set has " + (bytes.length() - at) + " bytes too many");
        }
        return rows.build();
    }

    /// A set of NGRAM: a 64-bit roaring bitmap in the portable format, that is a count (u64), then for
    /// each upper half its value (u32) and a roaring bitmap of the lower halves.
    static RowSet parseTreemap(ByteSlice bytes, RowSpace space) {
        long uppers = bytes.readCountLE(0, "posting list");
        RowSet.Builder rows = new RowSet.Builder();
        long at = 8;
        for (long i = 0; i < uppers; i++) {
            long upper = bytes.readUnsignedIntLE(at, "posting list");
            ByteSlice rest = bytes.slice(at + 4, "posting list");
            ByteSlice bitmap = rest.slice(0, PortableRoaring.length(rest, "posting list"), "posting list");
            if (space.rows(upper).isPresent()) {
                rows.add(upper, checked(PortableRoaring.parse(bitmap, "posting list"), upper, bitmap, space));
            }
            at += 4 + bitmap.length();
        }
        if (at != bytes.length()) {
            throw new CorruptFileException(
                    bytes.at(at), "posting list has " + (bytes.length() - at) + " bytes too many");
        }
        return rows.build();
    }

    private static RoaringBitmap checked(RoaringBitmap bitmap, long upper, ByteSlice bytes, RowSpace space) {
        long allowed = space.rows(upper).orElse(0);
        if (!bitmap.isEmpty() && Integer.toUnsignedLong(bitmap.last()) >= allowed) {
            throw space.outside(upper << 32 | Integer.toUnsignedLong(bitmap.last()), bytes.at());
        }
        return bitmap;
    }
}
