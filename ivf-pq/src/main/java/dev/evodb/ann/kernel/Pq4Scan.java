package dev.evodb.ann.kernel;

/// Scans rows that are product-quantised with 4 bits a subvector (André, Kermarrec, Le Scouarnec: "Cache
/// locality is not enough: high-performance nearest neighbor search with product quantization fast scan",
/// 2015): the sixteen entries of a table fit a vector register, and a look-up is a permutation of bytes.
///
/// Rows lie in blocks of [#BLOCK]; the last block of a partition is filled up. A block is `(pairs, 64)`
/// bytes row-major, a pair being two neighbouring subvectors: the low half of a byte is the code of the
/// even one, the high half that of the odd one. Within each run of 16 bytes, rows 0 to 7 have the even
/// places and rows 8 to 15 the odd ones (see [#place]): sums of even and odd bytes then come apart as
/// whole registers.
///
/// Sums are integers: every implementation gives the same. Arguments are trusted.
public interface Pq4Scan {
    /// Rows of a block.
    int BLOCK = 64;

    /// Codes that a subvector can have.
    int CODES = 16;

    /// Bytes of a subvector's table: its sixteen entries four times over, a register of 512 bits.
    int TABLE_BYTES = 64;

    /// Largest entry of a table: two of them fit an unsigned byte.
    int LARGEST_ENTRY = 127;

    /// Queries of [#sumFour].
    int FOUR = 4;

    /// Largest sum: results are unsigned 16-bit numbers.
    int LARGEST_SUM = 65_535;

    /// Place of row `row` of a block in each of its `(pairs, 64)` rows of bytes.
    static int place(int row) {
        int inRun = row & 15;
        return (row & ~15) + ((inRun & 7) << 1) + (inRun >>> 3);
    }

    /// Bytes of `blocks` blocks.
    static long bytes(long blocks, int pairs) {
        return blocks * pairs * BLOCK;
    }

    /// Writes the sum of table entries of each row of `blocks` consecutive blocks into `sums[0 .. 64 *
    /// blocks)`, as unsigned 16-bit numbers.
    ///
    /// `codes` holds the blocks from `codesFrom` on. `tables` is `(2 * pairs, 64)`, entries in `0..=127`,
    /// such that no sum exceeds [#LARGEST_SUM].
    void sum(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums);

    /// As [#sum] with the tables of four queries, whose sums go to an array each: codes are read once.
    default void sumFour(byte[] codes, int codesFrom, int blocks, int pairs, byte[][] tables, short[][] sums) {
        for (int query = 0; query < FOUR; query++) {
            sum(codes, codesFrom, blocks, pairs, tables[query], sums[query]);
        }
    }

    /// Appends those of `count` rows whose score is below `bound`, in order, and answers the new number
    /// of entries.
    ///
    /// The score of row `i` is `fma(scale, sums[i], biases[biasesFrom + i]) + offset`, in `float`. Row
    /// `i` is appended to `found`, which has `size` entries and room for `count` more, as [Ranked] with
    /// its score and the number `firstRow + i`.
    int filter(
            short[] sums,
            int count,
            float[] biases,
            int biasesFrom,
            float scale,
            float offset,
            float bound,
            int firstRow,
            long[] found,
            int size);
}
