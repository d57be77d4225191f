package dev.evodb.chain.run;

/// Why a step has no output. Constants, compared by identity: an enum would cost a snippet a kilobyte.
public final class FailureKind {
    /// The snippet answered with another status than 200.
    public static final FailureKind STATUS = new FailureKind("status", 502);

    /// The snippet could not be reached, or the connection broke.
    public static final FailureKind NETWORK = new FailureKind("network", 502);

    /// An attempt took longer than its policy allows.
    public static final FailureKind TIMEOUT = new FailureKind("timeout", 502);

    /// The body ended early, or is no JSON.
    public static final FailureKind BROKEN_BODY = new FailureKind("broken-body", 502);

    /// The answer is not what the combiner of the step above needs.
    public static final FailureKind ANSWER = new FailureKind("answer", 502);

    /// Too few branches answered.
    public static final FailureKind QUORUM = new FailureKind("quorum", 502);

    /// The time of the run was over.
    public static final FailureKind DEADLINE = new FailureKind("deadline", 504);

    /// The run needs more subrequests than its invocation has; nothing was sent.
    public static final FailureKind SUBREQUESTS = new FailureKind("subrequests", 500);

    /// The request has passed this host, or too many hosts; nothing was sent.
    public static final FailureKind LOOP = new FailureKind("loop", 508);

    /// The input is not what the partitioner of the step needs.
    public static final FailureKind INPUT = new FailureKind("input", 400);

    private final String text;
    private final int status;

    private FailureKind(String text, int status) {
        this.text = text;
        this.status = status;
    }

    /// Makes the constants, if they are not there yet: one step, at a time of the caller's choice.
    public static void initialize() {}

    /// Its name in answers.
    public String text() {
        return text;
    }

    /// The status of the response of a coordinator whose run ended so.
    public int status() {
        return status;
    }
}
