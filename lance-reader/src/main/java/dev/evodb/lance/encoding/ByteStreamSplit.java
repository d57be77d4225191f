package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;

/// Values of `bitsPerValue` (whole bytes), byte by byte: byte `j` of value `i` of `n` is at `j * n + i`.
public record ByteStreamSplit(int bitsPerValue) implements Encoding {
    public ByteStreamSplit {
        if (bitsPerValue < 8 || (bitsPerValue & 7) != 0) {
            throw new IllegalArgumentException("bitsPerValue must be a multiple of 8, got " + bitsPerValue);
        }
    }

    @Override
    public String kind() {
        return "byte_stream_split";
    }

    Values.Fixed decode(ByteSlice buffer, int count, DecodeBudget budget) {
        int width = bitsPerValue >>> 3;
        int from = buffer.require(0, (long) count * width, "byte stream split values");
        byte[] in = buffer.array();
        byte[] out = new byte[budget.checkArray((long) count * width, 1, buffer.at())];
        for (int j = 0; j < width; j++) {
            int stream = from + j * count;
            for (int i = 0; i < count; i++) {
                out[i * width + j] = in[stream + i];
            }
        }
        return new Values.Fixed(out, 0, bitsPerValue, count);
    }
}
