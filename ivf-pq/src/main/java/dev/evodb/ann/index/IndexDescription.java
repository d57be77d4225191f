package dev.evodb.ann.index;

import dev.evodb.vector.Metric;
import org.jspecify.annotations.Nullable;

/// What an index is, for people and scripts.
///
/// `rows` can be answered, `deletedRows` are still in its files. `generation` counts its changes.
/// `fileBytes` are those of its segments; `memoryBytes` what its rows take at most in memory when all
/// partitions have been read (row ids below 2^32 take four bytes less each). `smallestPartition`, `medianPartition` and
/// `largestPartition` are counts of rows.
/// `graph` is null for inverted files; a graph is one partition.
public record IndexDescription(
        IndexKind kind,
        Metric metric,
        RowStorage storage,
        int dims,
        int partitions,
        int subvectors,
        int bits,
        long rows,
        long deletedRows,
        int segments,
        long generation,
        long fileBytes,
        long memoryBytes,
        int smallestPartition,
        int medianPartition,
        int largestPartition,
        @Nullable GraphShape graph) {}
