package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.FastLanes;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Integers of `uncompressedBits` (8, 16, 32 or 64) in chunks of 1024, packed to `compressedBits` in
/// FastLanes order, see [FastLanes]. The last chunk is padded.
record BitpackedForNonNeg(int compressedBits, int uncompressedBits, BufferRef buffer) implements ArrayEncoding {
    @Override
    public String kind() {
        return "bitpacked_for_non_neg";
    }

    /// Reads no chunk twice, and none without a wanted item.
    ///
    /// @throws CorruptFileException if the buffer has fewer chunks
    Values.Fixed readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        int count = page.count(ranges);
        int width = uncompressedBits >>> 3;
        int chunkBytes = FastLanes.packedBytes(compressedBits);
        byte[] unpacked = new byte[page.budget().checkArray((long) count * width, 1, page.at())];
        if (chunkBytes == 0) {
            return new Values.Fixed(unpacked, 0, uncompressedBits, count);
        }
        PageBuffers.Stored stored = page.buffer(buffer, Optional.empty());
        ItemRanges chunks = chunksOf(ranges);
        if (chunks.end() > stored.size() / chunkBytes) {
            throw new CorruptFileException(
                    stored.at(),
                    buffer + " has " + stored.size() + " bytes, " + chunks.end() + " chunks of " + chunkBytes
                            + " bytes need more");
        }
        ByteSlice[] parts = page.read(stored, chunks.times(chunkBytes));
        byte[] chunk = new byte[FastLanes.VALUES * width];
        long unpackedChunk = -1;
        int part = 0;
        int to = 0;
        for (int i = 0; i < ranges.runs(); i++) {
            for (long item = ranges.starts()[i]; item < ranges.ends()[i]; ) {
                long wanted = item / FastLanes.VALUES;
                while (wanted >= chunks.ends()[part]) {
                    part++;
                }
                if (wanted != unpackedChunk) {
                    int from = parts[part].from() + (int) (wanted - chunks.starts()[part]) * chunkBytes;
                    FastLanes.unpack(uncompressedBits, parts[part].array(), from, compressedBits, chunk, 0);
                    unpackedChunk = wanted;
                }
                int inChunk = (int) (item % FastLanes.VALUES);
                int n = (int) Math.min(FastLanes.VALUES - inChunk, ranges.ends()[i] - item);
                System.arraycopy(chunk, inChunk * width, unpacked, to, n * width);
                to += n * width;
                item += n;
            }
        }
        return new Values.Fixed(unpacked, 0, uncompressedBits, count);
    }

    /// The chunks with wanted items, neighbours in one run.
    private static ItemRanges chunksOf(ItemRanges ranges) {
        long[] starts = new long[ranges.runs()];
        long[] ends = new long[ranges.runs()];
        int runs = 0;
        for (int i = 0; i < ranges.runs(); i++) {
            long start = ranges.starts()[i] / FastLanes.VALUES;
            long end = (ranges.ends()[i] - 1) / FastLanes.VALUES + 1;
            if (runs > 0 && start <= ends[runs - 1]) {
                ends[runs - 1] = end;
            } else {
                starts[runs] = start;
                ends[runs++] = end;
            }
        }
        return new ItemRanges(Arrays.copyOf(starts, runs), Arrays.copyOf(ends, runs));
    }
}
