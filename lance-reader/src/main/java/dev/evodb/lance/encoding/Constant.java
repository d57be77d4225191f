package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;

/// One value for all, in the description: the bytes of a value of fixed width. Takes no bytes of a block.
public record Constant(ByteSlice value) implements Encoding {
    /// Most bytes of the value, those of the widest decimal.
    static final int MAX_BYTES = 32;

    public Constant {
        if (value.length() < 1 || value.length() > MAX_BYTES) {
            throw new IllegalArgumentException("value must have 1..=" + MAX_BYTES + " bytes, got " + value.length());
        }
    }

    @Override
    public String kind() {
        return "constant";
    }

    Values.Fixed unpackBlock(ByteSlice block, int count, DecodeBudget budget) {
        if (block.length() > 0) {
            throw new CorruptFileException(block.at(), "constant block has " + block.length() + " bytes, expected 0");
        }
        int width = value.length();
        // No bytes of the file pay for these values, so that they count for good.
        byte[] out = new byte[budget.checkArray((long) count * width, 1, block.at())];
        budget.charge(out.length, block.at());
        for (int i = 0; i < count; i++) {
            System.arraycopy(value.array(), value.from(), out, i * width, width);
        }
        return new Values.Fixed(out, 0, width * 8, count);
    }
}
