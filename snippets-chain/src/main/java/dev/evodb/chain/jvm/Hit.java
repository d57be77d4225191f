package dev.evodb.chain.jvm;

/// A row that was found: `rowId` in `[0, 2^53)`, `distance` lower is nearer, `payload` whatever the shard
/// keeps with the row.
public record Hit<P>(long rowId, double distance, P payload) {}
