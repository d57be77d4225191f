package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;

/// One value for all, in the description: the bytes of a value of fixed width, or none, which is the form
/// of full-zip lists of nothing but nulls. Takes no bytes of a block.
public record Constant(ByteSlice value) implements Encoding {
    /// Most bytes of the value, those of the widest decimal.
    static final int MAX_BYTES = 32;

    public Constant {
        if (value.length() > MAX_BYTES) {
            throw new IllegalArgumentException("value must have 0..=" + MAX_BYTES + " bytes, got " + value.length());
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
        if (width == 0) {
            throw new UnsupportedFeatureException("constant block", "without a value", "one with a value", block.at());
        }
        // No bytes of the file pay for these values, so that they count for good.
        byte[] out = new byte[budget.checkArray((long) count * width, 1, block.at())];
        budget.charge(out.length, block.at());
        for (int i = 0; i < count; i++) {
            System.arraycopy(value.array(), value.from(), out, i * width, width);
        }
        return new Values.Fixed(out, 0, width * 8, count);
    }
}
