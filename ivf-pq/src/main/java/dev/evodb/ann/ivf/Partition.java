package dev.evodb.ann.ivf;

import dev.evodb.ann.hnsw.HnswGraph;
import org.jspecify.annotations.Nullable;

/// The rows of one partition. `rowIds` has one entry a row of `codes`. Bit `i` of `live` (of word `i / 64`,
/// least significant first) tells whether row `i` is still in the table; null stands for all of them.
/// `graph`, if there is one, has the rows as its nodes. Immutable.
public record Partition(
        long[] rowIds,
        long @Nullable [] live,
        PartitionCodes codes,
        @Nullable HnswGraph graph) {
    public Partition {
        if (rowIds.length != codes.rows() || (graph != null && graph.nodes() != codes.rows())) {
            throw new IllegalArgumentException(rowIds.length + " row ids for " + codes.rows() + " codes");
        }
    }

    /// Rows that are all in the table, without a graph.
    public Partition(long[] rowIds, PartitionCodes codes) {
        this(rowIds, null, codes, null);
    }

    public int rows() {
        return rowIds.length;
    }

    boolean isLive(int row) {
        return live == null || (live[row >>> 6] >>> row & 1) != 0;
    }
}
