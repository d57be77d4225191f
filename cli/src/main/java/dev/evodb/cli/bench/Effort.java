package dev.evodb.cli.bench;

/// What a search is given more of to find more.
public enum Effort {
    /// Partitions of an inverted file.
    PROBES("nprobes", 1 << 20),
    /// Partitions in a row that bring nothing, before a search of an inverted file ends.
    PATIENCE("patience", 256),
    /// Nodes that a walk in a graph holds.
    BEAM("ef", 1 << 14);

    private final String wireName;
    private final int most;

    Effort(String wireName, int most) {
        this.wireName = wireName;
        this.most = most;
    }

    /// The name of options and JSON fields.
    public String wireName() {
        return wireName;
    }

    /// No more than this is tried.
    int most() {
        return most;
    }
}
