package dev.evodb.lance.roaring;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.RoaringBitmap;

/// Sets of unsigned 32-bit numbers in the portable serialisation of Roaring bitmaps. Little endian:
///
/// ```
/// u32 12346 | u32 containers n                                   or, if some containers hold runs,
/// u16 12347 | u16 n - 1 | n bits, one a container: it holds runs
/// n x (u16 upper half of its numbers, ascending | u16 cardinality - 1)
/// n x u32 start of the container; left out with runs if n < 4
/// n containers: runs = u16 count, then (u16 start, u16 length - 1) each; else 8192 bytes of bits if
/// there are more than 4096 numbers; else their u16 lower halves, ascending
/// ```
///
/// Nothing is left for the library to stumble over: order, cardinalities, positions and lengths are
/// checked first. A few bytes can name four billion numbers, so sets are to be asked, not listed.
///
/// Source: RoaringFormatSpec.
public final class PortableRoaring {
    private static final int COOKIE = 12346;
    private static final int COOKIE_WITH_RUNS = 12347;
    private static final int MAX_CONTAINERS = 1 << 16;
    private static final int MAX_ARRAY = 4096;
    private static final int BITMAP_BYTES = 8192;
    private static final int MIN_OFFSETS_WITH_RUNS = 4;

    private final ByteSlice bytes;
    private final String what;
    private long at;

    private PortableRoaring(ByteSlice bytes, String what) {
        this.bytes = bytes;
        this.what = what;
    }

    /// The set that fills `bytes`; errors will call it `what`.
    ///
    /// @throws CorruptFileException if `bytes` are not exactly one set
    public static RoaringBitmap parse(ByteSlice bytes, String what) {
        long length = length(bytes, what);
        if (length != bytes.length()) {
            throw new CorruptFileException(
                    bytes.at(length), what + " ends at " + length + " of " + bytes.length() + " bytes");
        }
        RoaringBitmap set = new RoaringBitmap();
        try {
            set.deserialize(ByteBuffer.wrap(bytes.array(), bytes.from(), bytes.length()));
        } catch (IOException | InvalidRoaringFormat e) {
            throw new CorruptFileException(bytes.at(), what + " is broken", e);
        }
        return set;
    }

    /// How many bytes the set at the start of `bytes` has, after checking all of them.
    ///
    /// @throws CorruptFileException if there is none
    public static int length(ByteSlice bytes, String what) {
        PortableRoaring walk = new PortableRoaring(bytes, what);
        walk.check();
        return (int) walk.at;
    }

    private void check() {
        int cookie = bytes.readIntLE(0, what);
        boolean hasRuns = (cookie & 0xFFFF) == COOKIE_WITH_RUNS;
        if (!hasRuns && cookie != COOKIE) {
            throw corrupt("starts with " + cookie);
        }
        long containers = hasRuns ? (cookie >>> 16) + 1L : bytes.readUnsignedIntLE(4, what);
        if (containers > MAX_CONTAINERS) {
            throw corrupt("has " + containers + " containers");
        }
        int count = (int) containers;
        int runFlagBytes = hasRuns ? (count + 7) / 8 : 0;
        long runFlags = 4;
        long heads = hasRuns ? runFlags + runFlagBytes : 8;
        long offsets = heads + 4L * count;
        boolean hasOffsets = !hasRuns || count >= MIN_OFFSETS_WITH_RUNS;
        at = offsets + (hasOffsets ? 4L * count : 0);
        bytes.require(0, at, what + " header");
        int last = -1;
        for (int i = 0; i < count; i++) {
            int key = bytes.readUnsignedShortLE(heads + 4L * i, what);
            int cardinality = bytes.readUnsignedShortLE(heads + 4L * i + 2, what) + 1;
            if (key <= last) {
                throw corrupt("has container " + key + " after " + last);
            }
            last = key;
            if (hasOffsets && bytes.readUnsignedIntLE(offsets + 4L * i, what) != at) {
                throw corrupt("has container " + key + " at " + at + ", its header says "
                        + bytes.readUnsignedIntLE(offsets + 4L * i, what));
            }
            if (hasRuns && (bytes.readUnsignedByte(runFlags + i / 8, what) >> (i % 8) & 1) != 0) {
                checkRuns(key, cardinality);
            } else if (cardinality > MAX_ARRAY) {
                checkBits(key, cardinality);
            } else {
                checkArray(key, cardinality);
            }
        }
    }

    private void checkRuns(int key, int cardinality) {
        int runs = bytes.readUnsignedShortLE(at, what);
        at += 2;
        bytes.require(at, 4L * runs, what + " runs");
        int end = 0;
        int found = 0;
        for (int i = 0; i < runs; i++) {
            int start = bytes.readUnsignedShortLE(at + 4L * i, what);
            int more = bytes.readUnsignedShortLE(at + 4L * i + 2, what);
            if (start < end || start + more > 0xFFFF) {
                throw corrupt("has runs of container " + key + " that overlap");
            }
            end = start + more + 1;
            found += more + 1;
        }
        checkCardinality(key, cardinality, found);
        at += 4L * runs;
    }

    private void checkBits(int key, int cardinality) {
        bytes.require(at, BITMAP_BYTES, what + " bits");
        int found = 0;
        for (int i = 0; i < BITMAP_BYTES; i += Long.BYTES) {
            found += Long.bitCount(bytes.readLongLE(at + i, what));
        }
        checkCardinality(key, cardinality, found);
        at += BITMAP_BYTES;
    }

    private void checkArray(int key, int cardinality) {
        bytes.require(at, 2L * cardinality, what + " numbers");
        int last = -1;
        for (int i = 0; i < cardinality; i++) {
            int next = bytes.readUnsignedShortLE(at + 2L * i, what);
            if (next <= last) {
                throw corrupt("has " + next + " after " + last + " in container " + key);
            }
            last = next;
        }
        at += 2L * cardinality;
    }

    private void checkCardinality(int key, int cardinality, int found) {
        if (found != cardinality) {
            throw corrupt("has " + found + " numbers in container " + key + ", its header says " + cardinality);
        }
    }

    private CorruptFileException corrupt(String problem) {
        return new CorruptFileException(bytes.at(at), what + " " + problem);
    }
}
