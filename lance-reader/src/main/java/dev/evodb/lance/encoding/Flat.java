package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;

/// Values back to back, little endian; single bits least significant first. `bitsPerValue` is 1 or a multiple
/// of 8.
public record Flat(int bitsPerValue) implements Encoding {
    public Flat {
        if (bitsPerValue < 1 || (bitsPerValue != 1 && (bitsPerValue & 7) != 0)) {
            throw new IllegalArgumentException("bitsPerValue must be 1 or a multiple of 8, got " + bitsPerValue);
        }
    }

    @Override
    public String kind() {
        return "flat";
    }

    /// Bytes of `count` values.
    long byteLength(long count) {
        return bitsPerValue == 1 ? (count + 7) >>> 3 : count * (bitsPerValue >>> 3);
    }

    Values.Fixed decode(ByteSlice buffer, int count) {
        return new Values.Fixed(
                buffer.array(), buffer.require(0, byteLength(count), "flat values"), bitsPerValue, count);
    }

    /// `count` runs of `run` values: run `r` starts at `from + r * stride`.
    Values decodeRuns(ByteSlice bytes, long from, int stride, int run, int count) {
        long runBytes = byteLength(run);
        long need = count == 0 ? 0 : (long) (count - 1) * stride + runBytes;
        int start = bytes.require(from, need, "flat values");
        int values = Math.multiplyExact(run, count);
        return stride == runBytes && (bitsPerValue != 1 || (run & 7) == 0)
                ? new Values.Fixed(bytes.array(), start, bitsPerValue, values)
                : new Values.Strided(bytes.array(), start, stride, run, bitsPerValue, values);
    }
}
