package dev.evodb.chain.run;

/// Why a step has no output.
public enum FailureKind {
    /// The snippet answered with another status than 200.
    STATUS("status", 502),
    /// The snippet could not be reached, or the connection broke.
    NETWORK("network", 502),
    /// An attempt took longer than its policy allows.
    TIMEOUT("timeout", 502),
    /// The body ended early, or is no JSON.
    BROKEN_BODY("broken-body", 502),
    /// The answer is not what the combiner of the step above needs.
    ANSWER("answer", 502),
    /// Too few branches answered.
    QUORUM("quorum", 502),
    /// The time of the run was over.
    DEADLINE("deadline", 504),
    /// The run needs more subrequests than its invocation has; nothing was sent.
    SUBREQUESTS("subrequests", 500),
    /// The request has passed this host, or too many hosts; nothing was sent.
    LOOP("loop", 508),
    /// The input is not what the partitioner of the step needs.
    INPUT("input", 400);

    private final String text;
    private final int status;

    FailureKind(String text, int status) {
        this.text = text;
        this.status = status;
    }

    /// Its name in answers.
    public String text() {
        return text;
    }

    /// The status of the response of a coordinator whose run ended so.
    public int status() {
        return status;
    }
}
