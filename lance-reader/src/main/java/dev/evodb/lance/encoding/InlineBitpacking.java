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
        if (count > FastLanes.VALUES) {
            throw new CorruptFileException(
                    buffer.at(), "inline bit-packed chunk has " + count + " values, allowed 0.." + FastLanes.VALUES);
        }
        int wordBytes = uncompressedBits >>> 3;
        if (count == 0) {
            return new Values.Fixed(buffer.array(), buffer.from(), uncompressedBits, 0);
        }
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
        int packed = FastLanes.packedBytes((int) width);
        int from = buffer.require(wordBytes, packed, "bit-packed values of " + width + " bits");
        int bytes = FastLanes.VALUES * wordBytes;
        budget.check(bytes, buffer.at());
        byte[] out = new byte[bytes];
        FastLanes.unpack(uncompressedBits, buffer.array(), from, (int) width, out, 0);
        return new Values.Fixed(out, 0, uncompressedBits, count);
    }
}
