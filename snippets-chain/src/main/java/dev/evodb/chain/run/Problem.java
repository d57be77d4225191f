package dev.evodb.chain.run;

/// What a driver found wrong with one request. `status` is that of the response, 0 if there was none;
/// `text` says what was found, at most [#MAX_TEXT] characters of what others wrote.
public record Problem(FailureKind kind, int status, String text) {
    /// Of the texts of others this much is shown.
    public static final int MAX_TEXT = 300;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int CONFLICT = 409;
    private static final String OUT_OF_TIME = "error code: 1203";

    /// The response has another status than 200; `text` is the member `error` of its JSON, or else its
    /// text.
    public static Problem status(int status, String text) {
        return new Problem(FailureKind.STATUS, status, shortened(text.isEmpty() ? "no text" : text));
    }

    /// No response.
    public static Problem network(String text) {
        return new Problem(FailureKind.NETWORK, 0, shortened(text));
    }

    /// A response of status 200 whose body ended early or cannot be read.
    public static Problem brokenBody(String text) {
        return new Problem(FailureKind.BROKEN_BODY, 200, shortened(text));
    }

    /// Whether the same request may fare better at once: 429, 503, no connection, no answer in time, a
    /// body that was cut, the platform's page on a snippet that ran out of CPU time (most do so while they
    /// grow warm). Other statuses are the snippet's word on this request.
    boolean isTransient() {
        return kind == FailureKind.NETWORK
                || kind == FailureKind.TIMEOUT
                || kind == FailureKind.BROKEN_BODY
                || (kind == FailureKind.STATUS
                        && (status == TOO_MANY_REQUESTS || status == UNAVAILABLE || text.equals(OUT_OF_TIME)));
    }

    /// Whether the pack was replaced while the snippet read it: once more, and it reads the new one.
    boolean isChangedPack() {
        return kind == FailureKind.STATUS && status == CONFLICT;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
