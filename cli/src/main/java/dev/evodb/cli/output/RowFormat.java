package dev.evodb.cli.output;

/// How rows are printed.
public enum RowFormat {
    /// Aligned columns for a person; long values are cut off.
    TABLE,
    /// One JSON object a row.
    JSONL,
    /// An Arrow IPC file.
    ARROW
}
