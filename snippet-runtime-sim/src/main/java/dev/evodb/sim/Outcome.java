package dev.evodb.sim;

import dev.evodb.sim.limit.ErrorCode;
import java.util.Map;

/// How a request to a snippet ended.
public sealed interface Outcome {
    /// The snippet answered within its limits.
    ///
    /// @param headers lower-case names, one value each
    record Answered(int status, Map<String, String> headers, byte[] body) implements Outcome {}

    /// The simulator ended the request.
    ///
    /// @param allowed the limit, in the unit that `limit()` names; 0 for an uncaught exception
    /// @param used    what was used of it
    /// @param message says what was allowed, what was used and how that was found, or what was thrown
    record Refused(ErrorCode code, long allowed, long used, String message) implements Outcome {
        /// The budget that was spent, with its unit.
        public String limit() {
            return code.limit();
        }
    }
}
