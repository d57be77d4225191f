package dev.evodb.ann.ivf;

import java.io.IOException;

/// Where the partitions of an inverted file lie: in memory, in a file, behind a network. Thread-safe.
@FunctionalInterface
public interface Partitions {
    /// Partition `partition` in `[0, partitions)`; borrowed, not to be changed.
    Partition read(int partition) throws IOException;
}
