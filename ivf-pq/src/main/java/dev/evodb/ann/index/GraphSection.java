package dev.evodb.ann.index;

/// The sections of a graph file, in the order in which they lie there.
enum GraphSection {
    /// uint32 a level: its nodes.
    LEVELS(1),
    /// `(2, dims)` float32: lower bounds, then steps.
    BYTE_BOUNDS(2),
    /// uint32 a chunk of [GraphHead#CHUNK_ROWS] rows: CRC-32C of its floats.
    FLOAT_CHECKSUMS(3),
    /// int64 a node.
    ROW_IDS(4),
    /// `(nodes, 2 * links)` int32, level 0.
    BASE_LISTS(5),
    /// `(nodes of the level, links)` int32, levels from 1 on.
    UPPER_LISTS(6),
    /// `dims` bytes a node.
    BYTE_ROWS(7),
    /// `dims` float32 a node.
    FLOAT_ROWS(8);

    private final int code;

    GraphSection(int code) {
        this.code = code;
    }

    /// The number in files.
    int code() {
        return code;
    }

    /// The number of sections before this one.
    int place() {
        return code - 1;
    }
}
