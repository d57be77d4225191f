package dev.evodb.ann.ivf;

import java.io.IOException;

/// Where the partitions of an IVF-PQ index lie: in memory, in a file, behind a network. Thread-safe.
public interface PqPartitions {
    /// Partition `partition` in `[0, partitions)`; borrowed, not to be changed.
    PqPartition read(int partition) throws IOException;
}
