package dev.evodb.snippets.lance;

/// What a search does in bulk: scores coded vectors, and the few loops over dims that follow. Behind an
/// interface because an isolate whose compiler has not seen a loop yet interprets it, so that each world
/// has the form that it runs best.
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

    /// `a[aFrom + i] * b[bFrom + i]` summed over `count` values in order.
    double dot(double[] a, int aFrom, double[] b, int bFrom, int count);

    /// Decodes the centroid whose words of four values lie `step` bytes apart from `bytes[from]` on:
    /// `out[at + d] = means[d] + steps[d] * (value[d] - 7.5)`. Of `out` what lies behind the centroid may
    /// change as well.
    void decode(byte[] bytes, int from, int step, float[] means, float[] steps, double[] out, int at);

    /// The products of the low code at `bytes[from]`, summed in order. `weights` are one a value, four a
    /// triple of bytes, each divided by what its place in the triple multiplies its value with.
    double low(byte[] bytes, int from, double[] weights);

    /// Copies `count` bytes.
    void copy(byte[] from, int at, byte[] to, int toAt, int count);

    /// Sorts ascending. There is no NaN.
    void sort(double[] values);
}
