package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Bits;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// Bytes of several ranges, read together and made one.
public final class Parts {
    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private Parts() {}

    /// Checks that an array of something at `at` can be so long.
    ///
    /// @throws LimitExceededException if it cannot
    public static int arrayLength(long length, Location at) {
        if (length > LONGEST) {
            throw new LimitExceededException("elements of one array", LONGEST, length, at);
        }
        return (int) length;
    }

    /// Bytes `ranges` of what starts at `offset`, labelled as `at` is.
    public static ByteSlice[] read(ByteSource source, long offset, ItemRanges ranges, Location at) throws IOException {
        long[] offsets = new long[ranges.runs()];
        int[] lengths = new int[ranges.runs()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = offset + ranges.starts()[i];
            lengths[i] = arrayLength(ranges.ends()[i] - ranges.starts()[i], at);
        }
        ByteSlice[] parts = source.readAll(offsets, lengths);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].labelled(at.column(), at.page());
        }
        return parts;
    }

    /// All of `parts`, one behind the other; a view if there is only one.
    public static ByteSlice join(ByteSlice[] parts, Location at) {
        if (parts.length == 1) {
            return parts[0];
        }
        long length = 0;
        for (ByteSlice part : parts) {
            length += part.length();
        }
        byte[] joined = new byte[arrayLength(length, at)];
        int to = 0;
        for (ByteSlice part : parts) {
            System.arraycopy(part.array(), part.from(), joined, to, part.length());
            to += part.length();
        }
        return ByteSlice.of(joined, parts.length == 0 ? at : parts[0].at());
    }

    /// The values `ranges`, of `bits` each (1 or whole bytes), whose bytes are `parts`.
    public static Values.Fixed values(ByteSlice[] parts, ItemRanges ranges, int bits, Location at) {
        int count = arrayLength(ranges.count(), at);
        boolean startsInByte = parts.length > 0 && bits == 1 && (ranges.starts()[0] & 7) != 0;
        if (bits > 1 || (parts.length <= 1 && !startsInByte)) {
            ByteSlice bytes = join(parts, at);
            return new Values.Fixed(bytes.array(), bytes.from(), bits, count);
        }
        byte[] joined = new byte[(count + 7) >>> 3];
        long to = 0;
        for (int i = 0; i < parts.length; i++) {
            long start = ranges.starts()[i];
            long n = ranges.ends()[i] - start;
            Bits.copy(parts[i].array(), ((long) parts[i].from() << 3) + (start & 7), joined, to, n);
            to += n;
        }
        return new Values.Fixed(joined, 0, 1, count);
    }
}
