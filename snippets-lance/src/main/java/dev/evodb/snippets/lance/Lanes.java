package dev.evodb.snippets.lance;

/// Scans packed codes: the one loop over all rows of a query, behind an interface because an isolate
/// without a warm compiler must not run it in interpreted code.
///
/// Codes lie in *planes*. A plane has one big-endian 16-bit word a row, in order of rows; word `j` of a
/// row holds its values `j * 16 / bits` and following, lowest bits first. Read as one big-endian integer
/// a plane is a vector of 16-bit lanes: `(plane & mask) * weight` computes one dimension of all rows,
/// which a JavaScript engine does for a `BigInt` in its own machine code. [ScalarLanes] is the
/// definition.
public interface Lanes {
    /// Most that a lane can hold.
    int MAX_SUM = 65_535;

    /// Planes of `rows` codes that start at `bytes[from]`: `planes` with values of `bits` (2 or 4) bits,
    /// and then, if `hasBias`, one whose low byte is the row's bias. The caller has checked the length
    /// `2 * rows * (planes + bias)`. `bytes` is shared and must not change.
    Code code(byte[] bytes, int from, int rows, int planes, int bits, boolean hasBias);

    /// Sorts ascending. There is no NaN.
    void sort(double[] values);

    /// Codes of some rows, at most 65,536.
    interface Code {
        /// The `keep` rows (all, if there are fewer) with the highest sums, ascending by key. The key of
        /// row `i` is `sum * 65536 + rows - 1 - i`: of equal sums the earlier row is higher.
        ///
        /// The sum of a row is `weights[d] * value[d]` over all values, plus `biasWeight` times its bias,
        /// plus an offset that makes it 0 at least: `2^bits - 1` times the sum of the absolute negative
        /// weights. `weights` has `planes * 16 / bits` entries, those behind the last dimension 0, and
        /// the caller bounds them so that no sum exceeds [#MAX_SUM].
        double[] best(int[] weights, int biasWeight, int keep);
    }
}
