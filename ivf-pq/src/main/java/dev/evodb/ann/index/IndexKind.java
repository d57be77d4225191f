package dev.evodb.ann.index;

/// How an index finds candidates: what a partition of an inverted file is scanned by, or that there is a
/// graph.
public enum IndexKind {
    /// 4-bit product-quantised residuals; the nearest of them are compared by their rows.
    IVF_PQ(1, "ivf_pq"),
    /// The rows themselves.
    IVF_FLAT(2, "ivf_flat"),
    /// One byte a dim; the nearest of them are compared by their rows.
    IVF_SQ(3, "ivf_sq"),
    /// RaBitQ codes of residuals, the signs first; the nearest of them are compared by their rows.
    IVF_RQ(4, "ivf_rq"),
    /// A navigable small world graph over the rows, no partitions.
    HNSW(5, "hnsw");

    private final int code;
    private final String wireName;

    IndexKind(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /// The number in files.
    int code() {
        return code;
    }

    /// The name in options and JSON.
    public String wireName() {
        return wireName;
    }

    /// Whether rows are found by walking a graph.
    public boolean isGraph() {
        return this == HNSW;
    }

    /// @throws IllegalArgumentException if no kind has that name
    public static IndexKind ofWireName(String name) {
        for (IndexKind kind : values()) {
            if (kind.wireName.equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("index type must be ivf_pq, ivf_flat, ivf_sq, ivf_rq or hnsw, got " + name);
    }
}
