package dev.evodb.sim.engine;

import java.util.OptionalLong;

/// What an isolate is told about the world it is in.
///
/// @param randomSeed        of `Math.random`, `crypto.getRandomValues` and `crypto.randomUUID`, which
///     then give the same in each run; if empty, they differ in each
/// @param isCacheApiCounted whether each call of the Cache API is a subrequest
/// @param isCheckedEachTurn whether a turn that ends above the memory limit is collected at once, so
///     that what is live decides. Otherwise garbage may pile up as V8 lets it, and is looked into
///     between requests when there is a lot of it: every full collection throws machine code away,
///     which costs the next requests several times their CPU time
public record IsolateSettings(OptionalLong randomSeed, boolean isCacheApiCounted, boolean isCheckedEachTurn) {
    /// Real randomness; calls of the Cache API count; memory is checked at the end of each turn.
    public static final IsolateSettings STANDARD = new IsolateSettings(OptionalLong.empty(), true, true);
}
