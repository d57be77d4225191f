package dev.evodb.lance.index;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;

/// A split-block Bloom filter as Parquet defines it: blocks of eight 32-bit words. A value's hash chooses
/// one block by its upper half and one bit in each word by its lower half.
///
/// Source: Parquet format, `BloomFilter.md`.
final class SplitBlockBloomFilter {
    private static final int BLOCK_BYTES = 32;
    private static final int[] SALTS = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private final ByteSlice blocks;
    private final int count;

    /// @throws CorruptFileException if `blocks` is not one or more whole blocks
    SplitBlockBloomFilter(ByteSlice blocks) {
        if (blocks.length() == 0 || blocks.length() % BLOCK_BYTES != 0) {
            throw new CorruptFileException(
                    blocks.at(), "Bloom filter has " + blocks.length() + " bytes, not blocks of " + BLOCK_BYTES);
        }
        this.blocks = blocks;
        this.count = blocks.length() / BLOCK_BYTES;
    }

    /// Whether a value of that hash may have been added; false only if it was not.
    boolean mayContain(long hash) {
        int block = (int) (((hash >>> 32) * count) >>> 32);
        int from = blocks.from() + block * BLOCK_BYTES;
        for (int i = 0; i < SALTS.length; i++) {
            int bit = ((int) hash * SALTS[i]) >>> 27;
            if ((LittleEndian.readInt(blocks.array(), from + 4 * i) >>> bit & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
