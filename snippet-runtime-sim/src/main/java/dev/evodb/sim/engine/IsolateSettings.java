package dev.evodb.sim.engine;

import java.util.OptionalLong;

/// What an isolate is told about the world it is in.
///
/// @param randomSeed        of `Math.random`, `crypto.getRandomValues` and `crypto.randomUUID`, which
///     then give the same in each run; if empty, they differ in each
/// @param isCacheApiCounted whether each call of the Cache API is a subrequest
public record IsolateSettings(OptionalLong randomSeed, boolean isCacheApiCounted) {
    /// Real randomness; calls of the Cache API count.
    public static final IsolateSettings STANDARD = new IsolateSettings(OptionalLong.empty(), true);
}
