package dev.evodb.chain;

import java.util.OptionalLong;

/// What one invocation of a snippet needs at most, as measured or stated by whoever packed it. Units as in
/// [Budget].
///
/// `subrequests` counts the snippet's own fetches only (a shard's ranges); those to the steps below it are
/// counted by [ChainPlan]. An empty figure is unknown and is not checked.
public record Cost(int subrequests, OptionalLong cpuMicros, OptionalLong memoryBytes, OptionalLong packageBytes) {
    public Cost {
        Budget.requireNotNegative("subrequests", subrequests);
        Budget.requireNotNegative("cpuMicros", cpuMicros.orElse(0));
        Budget.requireNotNegative("memoryBytes", memoryBytes.orElse(0));
        Budget.requireNotNegative("packageBytes", packageBytes.orElse(0));
    }

    /// Subrequests known, everything else not.
    public static Cost ofSubrequests(int subrequests) {
        return new Cost(subrequests, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
