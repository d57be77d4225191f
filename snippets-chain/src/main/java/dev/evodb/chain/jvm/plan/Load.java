package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Cost;
import java.util.OptionalLong;

/// What one invocation needs at most, whichever way conditions fall: its own cost and, on top, what
/// calling other steps takes.
///
/// `ownSubrequests` are those that its cost states, `calls` those to steps that it calls, `extraRequests`
/// the retries and hedged requests that policies allow it. Times in microseconds, sizes in bytes; empty
/// if the cost does not state them.
public record Load(
        int ownSubrequests,
        int calls,
        int extraRequests,
        OptionalLong cpuMicros,
        OptionalLong wallMicros,
        OptionalLong memoryBytes,
        OptionalLong packageBytes) {
    /// An invocation that costs `cost` and makes `calls` calls.
    static Load of(Cost cost, int calls, int extraRequests) {
        long perCallMicros = cost.perCall().cpuMicros() * calls;
        return new Load(
                cost.subrequests(),
                calls,
                extraRequests,
                plus(cost.cpuMicros(), perCallMicros),
                plus(cost.wallMicros(), perCallMicros),
                plus(cost.memoryBytes(), cost.perCall().memoryBytes() * calls),
                cost.packageBytes());
    }

    /// All fetches that the invocation may start.
    public int subrequests() {
        return ownSubrequests + calls + extraRequests;
    }

    private static OptionalLong plus(OptionalLong figure, long more) {
        return figure.isEmpty() ? figure : OptionalLong.of(figure.getAsLong() + more);
    }
}
