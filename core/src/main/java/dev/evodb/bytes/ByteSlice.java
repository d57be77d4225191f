package dev.evodb.bytes;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;

/// A bounded, read-only window over bytes of a file, which knows where in the file it lies.
///
/// Every read is checked: outside of the window it throws [CorruptFileException] with the absolute offset. The
/// window is a view of `array`, which the creator must no longer change. Loops that have checked a region once with
/// [#require] may read `array()` from `from()` directly.
public final class ByteSlice {
    private final byte[] array;
    private final int from;
    private final int length;
    private final Location at;

    private ByteSlice(byte[] array, int from, int length, Location at) {
        this.array = array;
        this.from = from;
        this.length = length;
        this.at = at;
    }

    /// The whole of `array`, which starts in its file at `at.offset()` (0 if that is negative).
    public static ByteSlice of(byte[] array, Location at) {
        return new ByteSlice(array, 0, array.length, at.offset() < 0 ? at.atOffset(0) : at);
    }

    /// The bytes behind this window; only `[from(), from() + length())` belong to it.
    public byte[] array() {
        return array;
    }

    public int from() {
        return from;
    }

    public int length() {
        return length;
    }

    /// Where the window starts.
    public Location at() {
        return at;
    }

    /// The location of byte `index` of the window.
    public Location at(long index) {
        return at.atOffset(at.offset() + index);
    }

    /// The same bytes, reported as part of another column or page; the offset stays.
    public ByteSlice labelled(String column, int page) {
        return new ByteSlice(array, from, length, new Location(at.file(), column, page, at.offset()));
    }

    /// Checks that `[index, index + count)` lies inside, and answers the array position of `index`.
    ///
    /// @throws CorruptFileException naming `what` if it does not
    public int require(long index, long count, String what) {
        if (index < 0 || count < 0 || index > length || count > length - index) {
            throw new CorruptFileException(
                    at(Math.max(0, Math.min(index, length))),
                    what + " needs bytes [" + index + ", " + index + "+" + count + ") of " + length);
        }
        return from + (int) index;
    }

    /// The window `[index, index + count)` of this window.
    public ByteSlice slice(long index, long count, String what) {
        int start = require(index, count, what);
        return new ByteSlice(array, start, (int) count, at(index));
    }

    /// From `index` to the end.
    public ByteSlice slice(long index, String what) {
        return slice(index, length - index, what);
    }

    /// Unsigned byte, `0..=255`.
    public int readUnsignedByte(long index, String what) {
        return array[require(index, 1, what)] & 0xFF;
    }

    /// Unsigned little-endian 16-bit value, `0..=65535`.
    public int readUnsignedShortLE(long index, String what) {
        return LittleEndian.readUnsignedShort(array, require(index, 2, what));
    }

    public int readIntLE(long index, String what) {
        return LittleEndian.readInt(array, require(index, 4, what));
    }

    /// Unsigned little-endian 32-bit value.
    public long readUnsignedIntLE(long index, String what) {
        return readIntLE(index, what) & 0xFFFFFFFFL;
    }

    public long readLongLE(long index, String what) {
        return LittleEndian.readLong(array, require(index, 8, what));
    }

    /// Little-endian 64-bit value that must fit a non-negative `long`, as every offset and count of a real file does.
    public long readCountLE(long index, String what) {
        long value = readLongLE(index, what);
        if (value < 0) {
            throw new CorruptFileException(at(index), what + " is " + Long.toUnsignedString(value));
        }
        return value;
    }

    /// A copy, given away.
    public byte[] toBytes() {
        byte[] copy = new byte[length];
        System.arraycopy(array, from, copy, 0, length);
        return copy;
    }
}
