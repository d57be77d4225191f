package dev.evodb.lance.ref;

import java.time.Instant;
import java.util.Optional;

/// A line of versions of its own, which started from version `parentVersion`, unsigned, of another
/// branch; `parentBranch` is absent for the main one.
///
/// Source: files `_refs/branches/<name>.json`.
public record Branch(String name, Optional<String> parentBranch, long parentVersion, Instant createdAt) {}
