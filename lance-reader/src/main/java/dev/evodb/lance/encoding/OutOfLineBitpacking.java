package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;

/// Integers of `uncompressedBits`, bit-packed to `packedBits` in chunks of 1024 in FastLanes order, without
/// headers.
///
/// The tail of `n % 1024` values is one more padded chunk, or unpacked if exactly so many words are left.
public record OutOfLineBitpacking(int uncompressedBits, int packedBits) implements Encoding {
    public OutOfLineBitpacking {
        FastLanes.checkWordBits(uncompressedBits);
        if (packedBits < 0 || packedBits > uncompressedBits) {
            throw new IllegalArgumentException("packedBits must be in 0..=" + uncompressedBits + ", got " + packedBits);
        }
    }

    @Override
    public String kind() {
        return "out_of_line_bitpacking";
    }

    Values.Fixed decode(ByteSlice buffer, int count, DecodeBudget budget) {
        int wordBytes = uncompressedBits >>> 3;
        int chunkBytes = FastLanes.packedBytes(packedBits);
        int chunks = count / FastLanes.VALUES;
        int tail = count % FastLanes.VALUES;
        long packed = (long) chunks * chunkBytes;
        int from = buffer.require(0, packed, "bit-packed values of " + packedBits + " bits");
        boolean isTailPlain = tail > 0 && buffer.length() - packed == (long) tail * wordBytes;
        int tailFrom = tail == 0 || isTailPlain
                ? from + (int) packed
                : buffer.require(packed, chunkBytes, "last bit-packed values of " + packedBits + " bits");
        long valuesUnpacked = ((long) chunks + (tail > 0 ? 1 : 0)) * FastLanes.VALUES;
        byte[] out = new byte[budget.checkArray(valuesUnpacked * wordBytes, 1, buffer.at())];
        if (packedBits == 0) {
            // No bytes of the file pay for these values, so that they count for good: many such blocks must not add up.
            budget.charge(out.length, buffer.at());
        }
        for (int chunk = 0; chunk < chunks; chunk++) {
            FastLanes.unpack(
                    uncompressedBits,
                    buffer.array(),
                    from + chunk * chunkBytes,
                    packedBits,
                    out,
                    chunk * FastLanes.VALUES * wordBytes);
        }
        int tailTo = chunks * FastLanes.VALUES * wordBytes;
        if (isTailPlain) {
            System.arraycopy(buffer.array(), tailFrom, out, tailTo, tail * wordBytes);
        } else if (tail > 0) {
            FastLanes.unpack(uncompressedBits, buffer.array(), tailFrom, packedBits, out, tailTo);
        }
        return new Values.Fixed(out, 0, uncompressedBits, count);
    }
}
