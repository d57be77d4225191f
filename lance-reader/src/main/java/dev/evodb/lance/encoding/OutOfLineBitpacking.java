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

    /// Where `count` values lie in an array: `chunks` whole chunks from `from` on, and behind them a tail
    /// of values which may be plain.
    private record Packed(int from, int chunks, int chunkBytes, int tail, boolean isTailPlain) {
        int tailFrom() {
            return from + chunks * chunkBytes;
        }
    }

    private Packed packed(ByteSlice buffer, int count) {
        int wordBytes = uncompressedBits >>> 3;
        int chunkBytes = FastLanes.packedBytes(packedBits);
        int chunks = count / FastLanes.VALUES;
        int tail = count % FastLanes.VALUES;
        long packed = (long) chunks * chunkBytes;
        int from = buffer.require(0, packed, "bit-packed values of " + packedBits + " bits");
        boolean isTailPlain = tail > 0 && buffer.length() - packed == (long) tail * wordBytes;
        if (tail > 0 && !isTailPlain) {
            buffer.require(packed, chunkBytes, "last bit-packed values of " + packedBits + " bits");
        }
        return new Packed(from, chunks, chunkBytes, tail, isTailPlain);
    }

    Values.Fixed decode(ByteSlice buffer, int count, DecodeBudget budget) {
        int wordBytes = uncompressedBits >>> 3;
        Packed packed = packed(buffer, count);
        int chunks = packed.chunks;
        int tail = packed.tail;
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
                    packed.from + chunk * packed.chunkBytes,
                    packedBits,
                    out,
                    chunk * FastLanes.VALUES * wordBytes);
        }
        int tailTo = chunks * FastLanes.VALUES * wordBytes;
        if (packed.isTailPlain) {
            System.arraycopy(buffer.array(), packed.tailFrom(), out, tailTo, tail * wordBytes);
        } else if (tail > 0) {
            FastLanes.unpack(uncompressedBits, buffer.array(), packed.tailFrom(), packedBits, out, tailTo);
        }
        return new Values.Fixed(out, 0, uncompressedBits, count);
    }

    /// The values `picks` of `count`.
    public Values.Fixed pick(ByteSlice buffer, int count, int[] picks, DecodeBudget budget) {
        Packed packed = packed(buffer, count);
        byte[] in = buffer.array();
        byte[] out = new byte[budget.checkArray((long) picks.length * (uncompressedBits >>> 3), 1, buffer.at())];
        for (int i = 0; i < picks.length; i++) {
            int chunk = picks[i] / FastLanes.VALUES;
            int inChunk = picks[i] % FastLanes.VALUES;
            long word = chunk == packed.chunks && packed.isTailPlain
                    ? FastLanes.word(uncompressedBits, in, packed.tailFrom(), inChunk)
                    : FastLanes.value(
                            uncompressedBits, in, packed.from + chunk * packed.chunkBytes, packedBits, inChunk);
            FastLanes.set(uncompressedBits, out, i, word);
        }
        return new Values.Fixed(out, 0, uncompressedBits, picks.length);
    }
}
