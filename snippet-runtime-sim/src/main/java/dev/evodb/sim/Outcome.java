package dev.evodb.sim;

import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.net.OriginResponse;
import java.util.HashMap;
import java.util.Map;

/// How a request to a snippet ended.
public sealed interface Outcome {
    /// What a snippet that fetched this one receives: its answer, or an error page as Cloudflare would put
    /// in its place.
    OriginResponse received();

    /// The snippet answered within its limits.
    ///
    /// @param headers lower-case names, one value each
    record Answered(int status, Map<String, String> headers, byte[] body) implements Outcome {
        @Override
        public OriginResponse received() {
            return new OriginResponse(status, headers, body);
        }
    }

    /// The simulator ended the request.
    ///
    /// @param allowed the limit, in the unit that `limit()` names; 0 for an uncaught exception
    /// @param used    what was used of it
    /// @param message says what was allowed, what was used and how that was found, or what was thrown
    record Refused(ErrorCode code, long allowed, long used, String message) implements Outcome {
        private static final int PAGE_STATUS = 500;

        /// Names the code in the page.
        private static final String ERROR_HEADER = "x-snippet-error";

        /// The budget that was spent, with its unit.
        public String limit() {
            return code.limit();
        }

        @Override
        public OriginResponse received() {
            OriginResponse page = OriginResponse.text(PAGE_STATUS, "error code: " + code.number());
            Map<String, String> headers = new HashMap<>(page.headers());
            headers.put(ERROR_HEADER, Integer.toString(code.number()));
            return new OriginResponse(page.status(), headers, page.body());
        }
    }
}
