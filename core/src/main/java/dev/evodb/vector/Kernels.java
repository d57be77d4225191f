package dev.evodb.vector;

/// Hot loops. Arguments are trusted: callers check shapes once per query, not once per vector.
///
/// Sums of floats are accumulated in `double`: JavaScript has no other arithmetic, so that the same source gives
/// the same bits on the JVM and inside a snippet.
public interface Kernels {
    /// Squared L2 distance of `a[aFrom .. aFrom + dims)` to `b[bFrom .. bFrom + dims)`.
    double squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims);

    /// Inner product of `a[aFrom .. aFrom + dims)` and `b[bFrom .. bFrom + dims)`.
    double dot(float[] a, int aFrom, float[] b, int bFrom, int dims);

    /// Sums table entries of 8-bit PQ codes into `sums[0 .. rows)`.
    ///
    /// `codes` holds one partition column-major: the code of subvector `m` of row `i` is `codes[codesFrom + m *
    /// rows + i]`. `table` is `(subvectors, 256)` row-major. Sums run in `float`, in order of `m`, as the writer of
    /// Lance's indices does.
    void scanPq8(byte[] codes, int codesFrom, int rows, int subvectors, float[] table, float[] sums);

    /// Sums integer table entries of row-major codes into `sums[0 .. rows)`.
    ///
    /// Byte `j` of row `i` is `codes[codesFrom + i * codeBytes + j]`; `table` is `(codeBytes, 256)` row-major.
    /// Exact: the caller sizes the entries so that a sum cannot overflow.
    void scanCodes(byte[] codes, int codesFrom, int rows, int codeBytes, int[] table, int[] sums);

    /// Inner product of signed bytes `a[aFrom .. aFrom + dims)` and integers `query[0 .. dims)`. Exact: the caller
    /// bounds `query` so that the sum cannot overflow.
    int dotInt8(byte[] a, int aFrom, int[] query, int dims);

    /// `scalar` or e.g. `vector-256`; printed by every benchmark and test run.
    String name();
}
