package dev.evodb.ann.kernel;

/// Products of 1-bit codes and a query of 4 bits a dimension, for RaBitQ (Gao, Long: "RaBitQ: Quantizing
/// High-Dimensional Vectors with a Theoretical Error Bound", 2024, section 3.3), numbers in two's
/// complement: `n(0) + 2 n(1) + 4 n(2) - 8 n(3)` with `n(b) = bitCount(code & planes[b])`.
///
/// Layout of `codes`: blocks of 8 rows, `(blocks, words, 8)` little-endian words of 64 bits, so that word
/// `w` of row `i` begins at byte `((i / 8) * words + w) * 64 + i % 8 * 8` and a scan reads one stream.
/// The last block is filled up. Layout of `planes`: `(4, words)`, the lowest bit first. Arguments are
/// trusted; arrays are borrowed for the call.
public interface RabitqScan {
    /// Rows of a block.
    int BLOCK = 8;

    /// The products of all rows of `blocks` blocks from `codes[codesFrom]` into `out[0 .. blocks * 8)`.
    void products(byte[] codes, int codesFrom, int blocks, int words, long[] planes, int[] out);
}
