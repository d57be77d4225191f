package dev.evodb.lance.text;

/// The rows that a full text search found, best first; rows of equal score in the order of the index, or
/// of their ids if several clauses were searched. `rowIds[i]` has the score `scores[i]`: BM25, or what the
/// clauses make of it.
public record TextHits(long[] rowIds, float[] scores) {
    public int size() {
        return rowIds.length;
    }
}
