package dev.evodb.bench.graph;

import java.io.Closeable;
import java.io.IOException;

/// A graph over the rows of a set, built and ready to be searched by one thread.
interface Contender extends Closeable {
    String name();

    /// Ordinals of the `k` nearest rows that a beam of `ef` finds.
    int[] search(float[] query, int k, int ef) throws IOException;
}
