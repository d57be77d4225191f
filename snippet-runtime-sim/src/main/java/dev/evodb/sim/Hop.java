package dev.evodb.sim;

import java.util.Optional;

/// One subrequest of a snippet. Each hop of a redirect chain is one of its own.
///
/// @param status      of the answer, or 0 if there was none
/// @param bytes       length of the answer's body, read or not
/// @param error       why there was no answer; empty if there was one
/// @param invocation  what ran there, if the hostname belongs to a snippet
/// @param startMicros on the virtual clock, as is `endMicros`
public record Hop(
        String method,
        String url,
        int status,
        long bytes,
        String error,
        Optional<Invocation> invocation,
        long startMicros,
        long endMicros) {}
