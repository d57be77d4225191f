package dev.evodb.lance.text;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;

/// Blocks of 128 unsigned numbers of `bits` bits each, as the Rust crate `bitpacking` (`BitPacker4x`)
/// lays them out: four lanes, of which number `i` goes to lane `i % 4`. A lane is a stream of bits, least
/// significant first, cut into 32-bit words; the words of the lanes take turns.
final class BitPacking {
    static final int BLOCK = 128;
    private static final int LANES = 4;
    private static final int MAX_BITS = 32;

    private BitPacking() {}

    /// Reads a byte with the width and then the block at `at` into `out`; answers where the block ends.
    static long read(ByteSlice bytes, long at, int[] out) {
        int bits = bytes.readUnsignedByte(at, "bit width");
        if (bits > MAX_BITS) {
            throw new CorruptFileException(bytes.at(at), "bit width is " + bits);
        }
        int length = bits * BLOCK / 8;
        int from = bytes.require(at + 1, length, "packed block");
        long mask = (1L << bits) - 1;
        for (int lane = 0; lane < LANES; lane++) {
            long buffer = 0;
            int buffered = 0;
            int word = from + 4 * lane;
            for (int i = lane; i < BLOCK; i += LANES) {
                if (buffered < bits) {
                    buffer |= (LittleEndian.readInt(bytes.array(), word) & 0xFFFF_FFFFL) << buffered;
                    buffered += 32;
                    word += 4 * LANES;
                }
                out[i] = (int) (buffer & mask);
                buffer >>>= bits;
                buffered -= bits;
            }
        }
        return at + 1 + length;
    }
}
