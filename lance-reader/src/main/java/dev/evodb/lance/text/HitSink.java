package dev.evodb.lance.text;

/// Takes the rows that a search finds.
interface HitSink {
    /// Whether a row with that score, which comes after all that were offered, is of interest.
    boolean wants(float score);

    void offer(long rowId, float score);
}
