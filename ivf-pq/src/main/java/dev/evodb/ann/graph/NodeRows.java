package dev.evodb.ann.graph;

/// The rows of a graph's nodes, as they are compared in the graph: a score for each, the smaller the
/// nearer. Scores are squared L2 distances, or 1 less the inner product. Thread-safe once filled.
public sealed interface NodeRows permits ByteRows, FloatRows {
    /// Makes `query` ready for a vector `vector[0 .. dims)`.
    void prepare(NodeQuery query, float[] vector);

    /// Makes `query` ready for the row of a node.
    void prepareNode(NodeQuery query, int node);

    /// Fills `out[0 .. count)` with the scores of `nodes[0 .. count)`.
    void score(NodeQuery query, int[] nodes, int count, float[] out);

    /// Bytes in memory.
    long bytes();
}
