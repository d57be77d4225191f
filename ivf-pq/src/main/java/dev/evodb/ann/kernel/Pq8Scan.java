package dev.evodb.ann.kernel;

/// Scans 8-bit PQ codes against a distance table, `(subvectors, 256)` row-major.
///
/// The sum of a row adds its table entries in `float`, in order of the subvectors, so that every kernel
/// gives the same bits. Arguments are trusted; arrays are borrowed for the call.
public interface Pq8Scan {
    /// The sums of all rows into `sums[0 .. rows)`.
    void sums(Pq8Block block, float[] table, float[] sums);

    /// Collects into `hits` the rows whose sum is at most `threshold`, with their sums, in ascending
    /// order of rows, in place of what was in it. A sum of NaN is no hit.
    void collect(Pq8Block block, float[] table, float threshold, ScanHits hits);

    /// Makes `bytes` ready for [#near] with a table, which it borrows.
    void prepare(float[] table, int subvectors, Pq8Bytes bytes);

    /// Rows' terms in the form that [#near] of this kernel wants; `terms` is borrowed for good.
    Pq8Terms terms(float[] terms);

    /// Collects into `hits` at least the rows whose sum plus term is at most `bound`, in ascending order,
    /// without sums and in place of what was in it: for tables that serve many blocks, whose rows the
    /// caller then compares otherwise. `terms` are as many as the block has rows.
    void near(Pq8Block block, Pq8Bytes bytes, Pq8Terms terms, double bound, ScanHits hits);
}
