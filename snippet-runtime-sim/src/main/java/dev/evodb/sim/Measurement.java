package dev.evodb.sim;

import java.util.List;

/// What a workload did.
///
/// @param engine    name and version of the JavaScript engine
/// @param timed     every sample, in order: the invocations whose CPU time counts
/// @param collected invocations of the same requests with live memory measured; the same list unless the mode
///     is warm
public record Measurement(String engine, List<Invocation> timed, List<Invocation> collected) {
    public Measurement {
        timed = List.copyOf(timed);
        collected = List.copyOf(collected);
    }
}
