package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Optional;

/// Integers of `uncompressedBits` (8, 16, 32 or 64), of which only the lower `compressedBits` are stored,
/// back to back, least significant bit first. Of signed ones the highest stored bit is the sign.
record Bitpacked(int compressedBits, int uncompressedBits, BufferRef buffer, boolean isSigned)
        implements ArrayEncoding {
    @Override
    public String kind() {
        return "bitpacked";
    }

    /// @throws CorruptFileException if the buffer has fewer values
    Values.Fixed readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        int count = page.count(ranges);
        int width = uncompressedBits >>> 3;
        byte[] unpacked = new byte[page.budget().checkArray((long) count * width, 1, page.at())];
        if (compressedBits == 0) {
            return new Values.Fixed(unpacked, 0, uncompressedBits, count);
        }
        PageBuffers.Stored stored = page.buffer(buffer, Optional.empty());
        if (ranges.end() > stored.size() * 8 / compressedBits) {
            throw new CorruptFileException(
                    stored.at(),
                    buffer + " has " + stored.size() + " bytes, " + ranges.end() + " values of " + compressedBits
                            + " bits need more");
        }
        ByteSlice[] parts = page.read(stored, ranges.bytes(compressedBits));
        int to = 0;
        for (int i = 0; i < parts.length; i++) {
            long bit = ((long) parts[i].from() << 3) + ((ranges.starts()[i] * compressedBits) & 7);
            for (long item = ranges.starts()[i]; item < ranges.ends()[i]; item++) {
                long value = bits(parts[i].array(), bit);
                for (int b = 0; b < width; b++) {
                    unpacked[to++] = (byte) (value >> (8 * b));
                }
                bit += compressedBits;
            }
        }
        return new Values.Fixed(unpacked, 0, uncompressedBits, count);
    }

    /// The value whose lowest bit is `at`, with its sign.
    private long bits(byte[] bytes, long at) {
        long value = 0;
        int have = 0;
        while (have < compressedBits) {
            int index = (int) ((at + have) >>> 3);
            int shift = (int) ((at + have) & 7);
            value |= ((bytes[index] & 0xFFL) >>> shift) << have;
            have += 8 - shift;
        }
        int unused = 64 - compressedBits;
        return isSigned ? (value << unused) >> unused : (value << unused) >>> unused;
    }
}
