package dev.evodb.ann.graph;

import dev.evodb.ann.kernel.GatherDistance;

/// A query in the form in which rows are compared with it. For one thread, used again and again.
public final class NodeQuery {
    /// Filled up with zeros for the kernels.
    final float[] values;

    final float[] vector;
    float offset;

    /// What [GatherDistance#touch] answered, kept so that it is not left out.
    int touched;

    public NodeQuery(int dims) {
        this.values = new float[GatherDistance.padded(dims)];
        this.vector = new float[GatherDistance.padded(dims)];
    }
}
