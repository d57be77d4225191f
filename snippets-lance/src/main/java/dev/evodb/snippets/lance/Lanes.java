package dev.evodb.snippets.lance;

/// Scores coded vectors: the one loop over all rows of a query, behind an interface because an isolate
/// whose compiler has not seen it yet must not run it in interpreted code.
///
/// Codes lie in *planes*. A plane has one big-endian 16-bit word a vector, in order; word `j` of a vector
/// holds its values `j * 16 / bits` and following, lowest bits first. For L2 one more plane follows whose
/// low byte is the vector's bias. Read as one big-endian integer a plane is a vector of 16-bit lanes:
/// `(plane & mask) * weight` computes one dimension of all of them, which a JavaScript engine does for a
/// `BigInt` in its own machine code.
///
/// The score of a vector is `weights.values[d] * value[d]` over all values, plus `weights.bias` times its
/// bias, plus `weights.offset`: `0 ..= MAX_SUM`. All implementations answer the same bits.
public interface Lanes {
    /// Most that a lane can hold.
    int MAX_SUM = 65_535;

    /// The `keep` vectors (all, if there are fewer) with the highest scores of the `count` whose planes
    /// start at `bytes[from]`, ascending by key. The key of vector `i` is `score * 65536 + count - 1 - i`:
    /// of equal scores the earlier vector is higher. `count` is at most 65,536.
    double[] best(byte[] bytes, int from, int count, LaneWeights weights, int keep);

    /// Copies `count` bytes.
    void copy(byte[] from, int at, byte[] to, int toAt, int count);

    /// Sorts ascending. There is no NaN.
    void sort(double[] values);
}
