package dev.evodb.ann.hnsw;

/// How far a graph's nodes are from a query.
@FunctionalInterface
public interface NodeDistance {
    float of(int node);
}
