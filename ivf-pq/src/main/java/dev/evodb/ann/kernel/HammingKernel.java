package dev.evodb.ann.kernel;

/// Numbers of differing bits between vectors of bytes. Arguments are trusted; arrays are borrowed for the
/// call.
public interface HammingKernel {
    /// Hamming distances of `query[queryFrom .. queryFrom + bytes)` to `count` consecutive rows, `(count,
    /// bytes)` row-major from `rows[rowsFrom]`, into `out[outFrom .. outFrom + count)`.
    void toRows(byte[] query, int queryFrom, byte[] rows, int rowsFrom, int bytes, int count, int[] out, int outFrom);
}
