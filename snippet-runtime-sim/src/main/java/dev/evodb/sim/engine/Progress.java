package dev.evodb.sim.engine;

import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.net.OriginResponse;

/// Where a request stands after a turn.
public sealed interface Progress {
    /// The promise of the handler is pending.
    record Waiting() implements Progress {}

    /// The snippet has answered; the body is complete.
    record Answered(OriginResponse response) implements Progress {}

    /// The request has ended with an error.
    ///
    /// @param allowed the limit, in the unit that `code.limit()` names
    /// @param used    what was used of it, more than `allowed`
    record Stopped(ErrorCode code, long allowed, long used, String message) implements Progress {}
}
