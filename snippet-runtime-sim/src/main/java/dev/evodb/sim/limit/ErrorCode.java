package dev.evodb.sim.limit;

/// Why the simulator ended a request, with Cloudflare's number where there is one.
///
/// Source: Cloudflare Snippets documentation, "Errors" (1201 to 1206), and the Workers error 1019. 1205 (a
/// deployment is still propagating) has no cause in a simulator.
public enum ErrorCode {
    /// The package is larger than a deployment may be; nothing ran. Production refuses the deployment, so no
    /// number.
    PACKAGE(0, "package bytes"),
    /// A chain of snippets called on beyond the allowed depth, for example in a loop.
    DEPTH(1019, "snippets in a chain"),
    /// `fetch(request)` of the incoming request, more than once.
    ORIGIN_TWICE(1201, "fetches of the incoming request"),
    /// More subrequests than the plan allows; every hop of a redirect chain is one.
    SUBREQUESTS(1202, "subrequests"),
    /// More CPU time than a request may use.
    CPU(1203, "CPU microseconds"),
    /// More memory than an isolate may hold.
    MEMORY(1204, "memory bytes"),
    /// An uncaught exception, a rejected promise, or no `Response`.
    UNCAUGHT(1206, "uncaught exceptions");

    private final int number;
    private final String limit;

    ErrorCode(int number, String limit) {
        this.number = number;
        this.limit = limit;
    }

    /// The number on Cloudflare's error page, or 0 where the request could not have been made.
    public int number() {
        return number;
    }

    /// The budget that was spent, with its unit.
    public String limit() {
        return limit;
    }

    /// The code with `number`.
    ///
    /// @throws IllegalArgumentException if no code has it
    public static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        throw new IllegalArgumentException("no error code has the number " + number);
    }
}
