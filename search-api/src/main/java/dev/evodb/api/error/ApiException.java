package dev.evodb.api.error;

/// A request that is answered with an error. The message goes to the client: no path of this machine, no
/// credential, nothing of other tenants.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ErrorCode code;
    private final int status;
    private final int retryAfterSeconds;

    private ApiException(ErrorCode code, int status, int retryAfterSeconds, String message) {
        super(message);
        this.code = code;
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public ApiException(ErrorCode code, String message) {
        this(code, code.status(), 0, message);
    }

    /// With another status than the usual one of `code`.
    public static ApiException withStatus(int status, ErrorCode code, String message) {
        return new ApiException(code, status, 0, message);
    }

    /// The client's fault: 400.
    public static ApiException invalid(String message) {
        return new ApiException(ErrorCode.INVALID_INPUT, message);
    }

    /// What this server does not do: 406.
    public static ApiException unsupported(String message) {
        return new ApiException(ErrorCode.UNSUPPORTED, message);
    }

    /// Too much to do at the moment: 503 with `Retry-After`.
    public static ApiException overloaded(String message) {
        return new ApiException(ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.SERVICE_UNAVAILABLE.status(), 1, message);
    }

    public ErrorCode code() {
        return code;
    }

    public int status() {
        return status;
    }

    /// Seconds to wait before the same is tried again, 0 if that would not help.
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
