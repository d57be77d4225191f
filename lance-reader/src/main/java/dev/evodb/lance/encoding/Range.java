package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;

/// The unsigned numbers `start + step * i` of `bits`, 32 or 64. Takes no bytes of a block.
///
/// Source: lance: `protos/encodings_v2_1.proto`, message `Range`, file version 2.3.
public record Range(int bits, long start, long step) implements Encoding {
    public Range {
        Delta.checkBits(bits);
    }

    @Override
    public String kind() {
        return "range";
    }

    Values.Fixed unpackBlock(ByteSlice block, int count, DecodeBudget budget) {
        if (block.length() > 0) {
            throw new CorruptFileException(block.at(), "range block has " + block.length() + " bytes, expected 0");
        }
        // No bytes of the file pay for these values, so that they count for good.
        byte[] out = new byte[budget.checkArray((long) count * (bits >>> 3), 1, block.at())];
        budget.charge(out.length, block.at());
        long value = start;
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                value = Delta.add(value, step, bits, i, block.at());
            }
            Delta.put(out, i, bits, value);
        }
        return new Values.Fixed(out, 0, bits, count);
    }
}
