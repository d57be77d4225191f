package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;

/// Byte strings of varying length behind offsets of `offsetBits`, 32 or 64.
///
/// Chunk: `n + 1` offsets relative to the start of the buffer, then the bytes, then padding. Block: the
/// offset width in bits and the position of the bytes, both as wide as an offset, then `n + 1` offsets
/// from 0, then the bytes. Writers before version 2.1 was final put the offset width in one byte, and the
/// number of values, as wide as an offset, after it.
public record Variable(int offsetBits) implements Encoding {
    public Variable {
        if (offsetBits != 32 && offsetBits != 64) {
            throw new IllegalArgumentException("offsetBits must be 32 or 64, got " + offsetBits);
        }
    }

    @Override
    public String kind() {
        return "variable";
    }

    Values.Variable unpackChunk(ByteSlice buffer, int count, DecodeBudget budget) {
        int width = offsetBits >>> 3;
        long bytesFrom = (count + 1L) * width;
        return decode(buffer, 0, 0, bytesFrom, count, budget);
    }

    /// The values `picks` of the `count` of a chunk; offsets of others are not looked at.
    Values.Spans pickOfChunk(ByteSlice buffer, int count, int[] picks, DecodeBudget budget) {
        int width = offsetBits >>> 3;
        long bytesFrom = (count + 1L) * width;
        int at = buffer.require(0, bytesFrom, "offsets of " + count + " values");
        budget.check(8L * picks.length, buffer.at());
        int[] starts = new int[picks.length];
        int[] ends = new int[picks.length];
        for (int i = 0; i < picks.length; i++) {
            long start = checked(buffer, at, picks[i], bytesFrom);
            starts[i] = buffer.from() + (int) start;
            ends[i] = buffer.from() + (int) checked(buffer, at, picks[i] + 1, start);
        }
        return new Values.Spans(buffer.array(), starts, ends);
    }

    /// Offset `index` of those that lie at `at`, which is between `least` and the end of the chunk.
    private long checked(ByteSlice buffer, int at, int index, long least) {
        long offset = offsetBits == 32
                ? (int) Words.INT.get(buffer.array(), at + index * 4) & 0xFFFFFFFFL
                : (long) Words.LONG.get(buffer.array(), at + index * 8);
        if (offset < least || offset > buffer.length()) {
            throw new CorruptFileException(
                    buffer.at((long) index * (offsetBits >>> 3)),
                    "offset " + index + " points at byte " + Long.toUnsignedString(offset) + ", allowed " + least + ".."
                            + buffer.length());
        }
        return offset;
    }

    Values.Variable unpackBlock(ByteSlice block, int count, DecodeBudget budget) {
        int width = offsetBits >>> 3;
        int header = header(block, count);
        int bytesFromAt = header - width;
        long bytesFrom = readOffset(block, bytesFromAt);
        long least = header + (count + 1L) * width;
        if (bytesFrom < least || bytesFrom > block.length()) {
            throw new CorruptFileException(
                    block.at(bytesFromAt),
                    "variable block has its bytes at " + bytesFrom + ", allowed " + least + ".." + block.length());
        }
        return decode(block, header, bytesFrom, bytesFrom, count, budget);
    }

    /// Bytes before the offsets; the last of them are the position of the bytes.
    private int header(ByteSlice block, int count) {
        int width = offsetBits >>> 3;
        long found = block.readUnsignedIntLE(0, "variable block header");
        if (found == offsetBits) {
            return 2 * width;
        }
        if ((found & 0xFF) == offsetBits && readOffset(block, 1) == count) {
            return 1 + 2 * width;
        }
        throw new UnsupportedFeatureException(
                "variable block header", Long.toString(found), Integer.toString(offsetBits), block.at());
    }

    private long readOffset(ByteSlice block, long at) {
        return offsetBits == 32
                ? block.readUnsignedIntLE(at, "variable block header")
                : block.readCountLE(at, "variable block header");
    }

    /// Offsets at `offsetsAt`, counted from `base`; the first value may start at `least`, both in
    /// `buffer`.
    private Values.Variable decode(
            ByteSlice buffer, int offsetsAt, long base, long least, int count, DecodeBudget budget) {
        int width = offsetBits >>> 3;
        int at = buffer.require(offsetsAt, (count + 1L) * width, "offsets of " + count + " values");
        budget.check((count + 1L) * 4, buffer.at());
        byte[] bytes = buffer.array();
        int[] offsets = new int[count + 1];
        long previous = least;
        for (int i = 0; i <= count; i++) {
            long offset = width == 4
                    ? (int) Words.INT.get(bytes, at + i * 4) & 0xFFFFFFFFL
                    : (long) Words.LONG.get(bytes, at + i * 8);
            long end = base + offset;
            if (offset < 0 || end < previous || end > buffer.length()) {
                throw new CorruptFileException(
                        buffer.at(offsetsAt + (long) i * width),
                        "offset " + i + " points at byte " + Long.toUnsignedString(end) + ", allowed " + previous + ".."
                                + buffer.length());
            }
            offsets[i] = buffer.from() + (int) end;
            previous = end;
        }
        return new Values.Variable(bytes, offsets);
    }
}
