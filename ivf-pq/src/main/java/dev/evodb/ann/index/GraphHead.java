package dev.evodb.ann.index;

import dev.evodb.vector.Metric;

/// What the head of a graph file says, and the lengths that follow from it.
record GraphHead(Metric metric, RowStorage storage, int dims, int links, int beam, int levels, int nodes) {
    static final long MAGIC = 0x3147_4E4E_414F_5645L; // EVOANNG1
    static final int VERSION = 1;

    /// Rows whose floats have one checksum.
    static final int CHUNK_ROWS = 1024;

    /// Head and section table.
    static final int FRONT_BYTES =
            SegmentFormat.HEAD_BYTES + SegmentFormat.TABLE_ENTRY_BYTES * GraphSection.values().length;

    static final int AT_METRIC = 24;
    static final int AT_STORAGE = 25;
    static final int AT_LEVELS = 26;
    static final int AT_DIMS = 28;
    static final int AT_LINKS = 32;
    static final int AT_BEAM = 36;
    static final int AT_NODES = 40;

    /// Bytes of a section; `upperNodes` nodes are counted on each level above 0 that they are on.
    long length(GraphSection section, long upperNodes) {
        return switch (section) {
            case LEVELS -> 4L * levels;
            case BYTE_BOUNDS -> storage.hasBytes() ? 8L * dims : 0;
            case FLOAT_CHECKSUMS -> storage.hasFloats() ? 4L * chunks() : 0;
            case ROW_IDS -> 8L * nodes;
            case BASE_LISTS -> 8L * links * nodes;
            case UPPER_LISTS -> 4L * links * upperNodes;
            case BYTE_ROWS -> storage.hasBytes() ? (long) dims * nodes : 0;
            case FLOAT_ROWS -> storage.hasFloats() ? 4L * dims * nodes : 0;
        };
    }

    /// Chunks of floats.
    int chunks() {
        return (int) (((long) nodes + CHUNK_ROWS - 1) / CHUNK_ROWS);
    }

    /// Whether scores are squared L2, else 1 less the inner product.
    boolean isL2() {
        return metric == Metric.L2;
    }
}
