package dev.evodb.lance.text;

/// The rows that a full text search found, best first; rows of equal score in the order of the index.
/// `rowIds[i]` has the BM25 score `scores[i]`.
public record TextHits(long[] rowIds, float[] scores) {
    public int size() {
        return rowIds.length;
    }
}
