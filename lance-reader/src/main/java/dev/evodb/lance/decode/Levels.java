package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Encoding;
import dev.evodb.lance.encoding.OutOfLineBitpacking;
import dev.evodb.lance.encoding.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Repetition and definition levels: unsigned 16-bit numbers, plain or as a block of some encoding.
final class Levels {
    static final short[] NONE = {};

    private Levels() {}

    /// The `count` levels that fill `block`.
    ///
    /// @throws CorruptFileException if it does not hold so many 16-bit numbers
    static short[] decode(Encoding encoding, ByteSlice block, int count, DecodeBudget budget) {
        budget.check(count * 2L, block.at());
        if (encoding.decodeBlock(block, count, budget) instanceof Values.Fixed(byte[] bytes, int from, int bits, var _)
                && bits == 16) {
            return numbers(bytes, from, count);
        }
        throw new CorruptFileException(block.at(), "levels of encoding " + encoding.kind() + " are not 16 bits wide");
    }

    /// The levels `picks` of the `count` that fill `block`.
    static short[] pick(Encoding encoding, ByteSlice block, int count, int[] picks, DecodeBudget budget) {
        if (encoding instanceof OutOfLineBitpacking packed && packed.uncompressedBits() == 16) {
            return numbers(packed.pick(block, count, picks, budget).bytes(), 0, picks.length);
        }
        short[] all = decode(encoding, block, count, budget);
        short[] picked = new short[picks.length];
        for (int i = 0; i < picks.length; i++) {
            picked[i] = all[picks[i]];
        }
        return picked;
    }

    /// All levels of `bytes`, which are plain 16-bit numbers.
    static short[] plain(ByteSlice bytes, DecodeBudget budget) {
        if ((bytes.length() & 1) != 0) {
            throw new CorruptFileException(bytes.at(), "levels have " + bytes.length() + " bytes, an odd number");
        }
        budget.check(bytes.length(), bytes.at());
        return numbers(bytes.array(), bytes.from(), bytes.length() >>> 1);
    }

    private static short[] numbers(byte[] bytes, int from, int count) {
        short[] levels = new short[count];
        ByteBuffer.wrap(bytes, from, 2 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(levels);
        return levels;
    }
}
