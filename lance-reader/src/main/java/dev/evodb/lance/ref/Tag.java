package dev.evodb.lance.ref;

import java.util.Optional;

/// A name for one version, unsigned, of a branch; `branch` is absent for the main one. `manifestBytes` is the
/// size of that version's manifest, 0 where it was not recorded.
///
/// Source: files `_refs/tags/<name>.json`.
public record Tag(String name, Optional<String> branch, long version, long manifestBytes) {}
