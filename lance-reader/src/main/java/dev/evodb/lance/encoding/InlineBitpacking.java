package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;

/// Up to 1024 integers of `uncompressedBits` (8, 16, 32 or 64), bit-packed: one word with the packed width,
/// then always 1024 packed values in FastLanes order, see [FastLanes].
public record InlineBitpacking(int uncompressedBits) implements Encoding {
    public InlineBitpacking {
        FastLanes.checkWordBits(uncompressedBits);
    }

    @Override
    public String kind() {
        return "inline_bitpacking";
    }

    Values.Fixed decode(ByteSlice buffer, int count, DecodeBudget budget) {
        if (count == 0) {
            return new Values.Fixed(buffer.array(), buffer.from(), uncompressedBits, 0);
        }
        int width = width(buffer, count);
        int from = packedFrom(buffer, width);
        int bytes = FastLanes.VALUES * (uncompressedBits >>> 3);
        budget.check(bytes, buffer.at());
        byte[] out = new byte[bytes];
        FastLanes.unpack(uncompressedBits, buffer.array(), from, width, out, 0);
        return new Values.Fixed(out, 0, uncompressedBits, count);
    }

    /// The values `picks` of `count`.
    Values.Fixed pick(ByteSlice buffer, int count, int[] picks, DecodeBudget budget) {
        int width = width(buffer, count);
        int from = packedFrom(buffer, width);
        byte[] out = new byte[budget.checkArray((long) picks.length * (uncompressedBits >>> 3), 1, buffer.at())];
        FastLanes.pick(uncompressedBits, buffer.array(), from, width, picks, out);
        return new Values.Fixed(out, 0, uncompressedBits, picks.length);
    }

    /// Where the packed values start in the array of `buffer`.
    private int packedFrom(ByteSlice buffer, int width) {
        return buffer.require(
                uncompressedBits >>> 3, FastLanes.packedBytes(width), "bit-packed values of " + width + " bits");
    }

    /// The bits that each of `count` values is packed to.
    private int width(ByteSlice buffer, int count) {
        if (count > FastLanes.VALUES) {
            throw new CorruptFileException(
                    buffer.at(), "inline bit-packed chunk has " + count + " values, allowed 0.." + FastLanes.VALUES);
        }
        int wordBytes = uncompressedBits >>> 3;
        long width = switch (wordBytes) {
            case 1 -> buffer.readUnsignedByte(0, "packed width");
            case 2 -> buffer.readUnsignedShortLE(0, "packed width");
            case 4 -> buffer.readUnsignedIntLE(0, "packed width");
            default -> buffer.readLongLE(0, "packed width");
        };
        if (width < 0 || width > uncompressedBits) {
            throw new CorruptFileException(
                    buffer.at(),
                    "packed width is " + Long.toUnsignedString(width) + " bits, allowed 0.." + uncompressedBits);
        }
        return (int) width;
    }
}
