package dev.evodb.ann.index;

/// The sections of a segment file, in the order in which they lie there.
enum Section {
    /// `(partitions, dims)` float32.
    CENTROIDS(1),
    /// `(subvectors, 16, dims / subvectors)` float32, or the signs of a rotation.
    CODEBOOK(2),
    /// `(2, dims)` float32: lower bounds, then steps.
    BYTE_BOUNDS(3),
    /// A [PartitionEntry] a partition.
    DIRECTORY(4),
    /// int64 a row.
    ROW_IDS(5),
    /// float32 a place of a block, or several, `(factors, places)`.
    BIASES(6),
    /// Bytes of a place of a block, see [dev.evodb.ann.kernel.Pq4Scan] and
    /// [dev.evodb.ann.rabitq.RabitqCodes].
    CODES(7),
    /// `dims` bytes a row.
    BYTE_ROWS(8),
    /// `dims` float32 a row.
    FLOAT_ROWS(9);

    private final int code;

    Section(int code) {
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

    /// Whether each partition has a checksum of its own in the directory, in place of one in the table.
    boolean isByPartition() {
        return compareTo(DIRECTORY) > 0;
    }
}
