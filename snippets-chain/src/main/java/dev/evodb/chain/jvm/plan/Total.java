package dev.evodb.chain.jvm.plan;

import java.util.OptionalLong;

/// Sums over one run of a chain in which nothing is retried or hedged and conditions take their dearer
/// side. CPU time is in microseconds, and empty unless every invocation states its own.
public record Total(long invocations, long subrequests, OptionalLong cpuMicros) {
    static final Total NONE = new Total(0, 0, OptionalLong.of(0));

    Total plus(Total other) {
        return new Total(
                invocations + other.invocations,
                subrequests + other.subrequests,
                cpuMicros.isPresent() && other.cpuMicros.isPresent()
                        ? OptionalLong.of(cpuMicros.getAsLong() + other.cpuMicros.getAsLong())
                        : OptionalLong.empty());
    }

    /// The larger of both, figure by figure.
    Total max(Total other) {
        return new Total(
                Math.max(invocations, other.invocations),
                Math.max(subrequests, other.subrequests),
                cpuMicros.isPresent() && other.cpuMicros.isPresent()
                        ? OptionalLong.of(Math.max(cpuMicros.getAsLong(), other.cpuMicros.getAsLong()))
                        : OptionalLong.empty());
    }
}
