package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;

/// Ascending unsigned numbers of `bits`, 32 or 64: `base`, then the differences between neighbours, one
/// fewer than numbers, which fill the block.
///
/// Source: lance: `protos/encodings_v2_1.proto`, message `Delta`, file version 2.3.
public record Delta(int bits, long base, Encoding deltas) implements Encoding {
    public Delta {
        checkBits(bits);
    }

    @Override
    public String kind() {
        return "delta";
    }

    static void checkBits(int bits) {
        if (bits != 32 && bits != 64) {
            throw new IllegalArgumentException("bits must be 32 or 64, got " + bits);
        }
    }

    Values.Fixed unpackBlock(ByteSlice block, int count, DecodeBudget budget) {
        int width = bits >>> 3;
        byte[] out = new byte[budget.checkArray((long) count * width, 1, block.at())];
        if (count == 0) {
            return new Values.Fixed(out, 0, bits, 0);
        }
        Values differences = deltas.decodeBlock(block, count - 1, budget);
        if (!(differences instanceof Values.Fixed(byte[] bytes, int from, int found, var _)) || found != bits) {
            throw new CorruptFileException(block.at(), "differences are not " + bits + " bits wide");
        }
        long value = base;
        put(out, 0, bits, value);
        for (int i = 1; i < count; i++) {
            int at = from + (i - 1) * width;
            long difference =
                    bits == 32 ? LittleEndian.readInt(bytes, at) & 0xFFFFFFFFL : LittleEndian.readLong(bytes, at);
            value = add(value, difference, bits, i, block.at());
            put(out, i, bits, value);
        }
        return new Values.Fixed(out, 0, bits, count);
    }

    /// `value + difference`, unsigned. `index` names the sum in errors.
    static long add(long value, long difference, int bits, int index, Location at) {
        long sum = value + difference;
        if (Long.compareUnsigned(sum, value) < 0 || (bits == 32 && sum >>> 32 != 0)) {
            throw new CorruptFileException(at, "number " + index + " exceeds " + bits + " bits");
        }
        return sum;
    }

    static void put(byte[] out, int index, int bits, long value) {
        if (bits == 32) {
            Words.INT.set(out, index * 4, (int) value);
        } else {
            Words.LONG.set(out, index * 8, value);
        }
    }
}
