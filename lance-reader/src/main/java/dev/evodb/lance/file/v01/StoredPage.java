package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.Parts;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// A page: `entries` of one width, from `position` on, which is inside the file. `at` names it in errors.
record StoredPage(ByteSource source, long position, long entries, Location at) {
    /// The values `wanted`, of `bits` each (1 or whole bytes), of which each entry has `valuesEach`.
    ///
    /// @throws CorruptFileException if the page is not inside the file
    Values.Fixed readValues(ItemRanges wanted, int bits, int valuesEach) throws IOException {
        long left = source.length() - position;
        if (entries > left * 8 / bits / valuesEach) {
            throw new CorruptFileException(
                    at.atOffset(position),
                    "page of " + entries + " times " + valuesEach + " values of " + bits + " bits exceeds file length "
                            + source.length());
        }
        return Parts.values(Parts.read(source, position, wanted.bytes(bits), at), wanted, bits, at);
    }

    /// For each run of items the position where its first item starts and those where its items end.
    /// Entry `i` of the page is the start of item `i` and the end of item `i - 1`, 32 or 64 `bits` wide.
    ///
    /// @throws CorruptFileException if they do not ascend in `[least, most]`
    long[] readPositions(ItemRanges items, int bits, long least, long most) throws IOException {
        long[] ends = new long[items.runs()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = items.ends()[i] + 1;
        }
        Values.Fixed stored = readValues(new ItemRanges(items.starts(), ends), bits, 1);
        long[] positions = new long[stored.count()];
        long previous = least;
        for (int i = 0; i < positions.length; i++) {
            long next = bits == 64
                    ? LittleEndian.readLong(stored.bytes(), stored.from() + 8 * i)
                    : LittleEndian.readInt(stored.bytes(), stored.from() + 4 * i);
            if (next < previous || next > most) {
                throw new CorruptFileException(
                        at.atOffset(position), "page has position " + next + ", allowed " + previous + ".." + most);
            }
            positions[i] = next;
            previous = next;
        }
        return positions;
    }

    /// The bytes `wanted` of the file, which are inside it, in one piece.
    ByteSlice readBytes(ItemRanges wanted) throws IOException {
        return Parts.join(Parts.read(source, 0, wanted, at), at);
    }
}
