package dev.evodb.vector;

/// How far two vectors are apart. Lower is nearer, always.
public enum Metric {
    /// Squared Euclidean distance.
    L2("l2"),
    /// `1 - a.b / (|a| |b|)`; 1 if either vector is zero.
    COSINE("cosine"),
    /// `1 - a.b`.
    DOT("dot");

    private final String wireName;

    Metric(String wireName) {
        this.wireName = wireName;
    }

    /// The name in files, options and JSON.
    public String wireName() {
        return wireName;
    }

    /// @throws IllegalArgumentException if no metric has that name
    public static Metric ofWireName(String name) {
        for (Metric metric : values()) {
            if (metric.wireName.equals(name)) {
                return metric;
            }
        }
        throw new IllegalArgumentException("metric must be l2, cosine or dot, got " + name);
    }
}
