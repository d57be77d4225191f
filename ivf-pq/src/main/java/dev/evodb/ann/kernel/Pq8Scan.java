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
}
