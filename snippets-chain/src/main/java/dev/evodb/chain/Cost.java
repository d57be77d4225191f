package dev.evodb.chain;

import java.util.OptionalLong;

/// What one invocation of a snippet needs at most, as measured or stated by whoever packed it.
///
/// `subrequests` counts the snippet's own fetches only (a shard's ranges); those to the steps that it
/// calls are counted by whoever plans the chain. `cpuMicros` is CPU time, `wallMicros` the time from
/// request to answer without that of called steps, both in microseconds; `memoryBytes` is live memory,
/// `packageBytes` the size of the deployed module. `perCall` comes on top for each step that the snippet
/// calls. An empty figure is unknown: nothing is checked against it, and sums with it are unknown too.
///
/// All figures are in `0..=MAX_FIGURE`.
public record Cost(
        int subrequests,
        OptionalLong cpuMicros,
        OptionalLong wallMicros,
        OptionalLong memoryBytes,
        OptionalLong packageBytes,
        PerCall perCall) {
    /// The largest figure, 2^40: above anything that runs, and sums over a whole chain stay below 2^63.
    public static final long MAX_FIGURE = 1L << 40;

    /// No subrequests of its own, and nothing else known.
    public static final Cost UNKNOWN = new Cost(
            0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), PerCall.NONE);

    /// What each answer that a snippet waits for adds to its CPU time and memory: reading and merging it.
    public record PerCall(long cpuMicros, long memoryBytes) {
        /// Nothing.
        public static final PerCall NONE = new PerCall(0, 0);

        public PerCall {
            Figure.requireInRange("perCall.cpuMicros", cpuMicros);
            Figure.requireInRange("perCall.memoryBytes", memoryBytes);
        }
    }

    public Cost {
        Figure.requireInRange("subrequests", subrequests);
        Figure.requireInRange("cpuMicros", cpuMicros.orElse(0));
        Figure.requireInRange("wallMicros", wallMicros.orElse(0));
        Figure.requireInRange("memoryBytes", memoryBytes.orElse(0));
        Figure.requireInRange("packageBytes", packageBytes.orElse(0));
    }

    /// Subrequests known, everything else not.
    public static Cost ofSubrequests(int subrequests) {
        return new Cost(
                subrequests,
                UNKNOWN.cpuMicros,
                UNKNOWN.wallMicros,
                UNKNOWN.memoryBytes,
                UNKNOWN.packageBytes,
                UNKNOWN.perCall);
    }

    public Cost withCpuMicros(long known) {
        return new Cost(subrequests, OptionalLong.of(known), wallMicros, memoryBytes, packageBytes, perCall);
    }

    public Cost withWallMicros(long known) {
        return new Cost(subrequests, cpuMicros, OptionalLong.of(known), memoryBytes, packageBytes, perCall);
    }

    public Cost withMemoryBytes(long known) {
        return new Cost(subrequests, cpuMicros, wallMicros, OptionalLong.of(known), packageBytes, perCall);
    }

    public Cost withPackageBytes(long known) {
        return new Cost(subrequests, cpuMicros, wallMicros, memoryBytes, OptionalLong.of(known), perCall);
    }

    public Cost withPerCall(PerCall known) {
        return new Cost(subrequests, cpuMicros, wallMicros, memoryBytes, packageBytes, known);
    }
}
