package dev.evodb.lance.rowid;

/// Takes the ids of consecutive rows in runs.
@FunctionalInterface
public interface RunSink {
    /// Rows `[position, position + count)` have the ids `[firstId, firstId + count)`, unsigned; `count`
    /// is positive.
    void accept(long position, long firstId, long count);
}
