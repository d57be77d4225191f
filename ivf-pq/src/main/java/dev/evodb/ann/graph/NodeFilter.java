package dev.evodb.ann.graph;

/// Which nodes a search may answer.
@FunctionalInterface
public interface NodeFilter {
    boolean allows(int node);
}
