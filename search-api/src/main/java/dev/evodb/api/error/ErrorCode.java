package dev.evodb.api.error;

/// What went wrong, as Lance Namespace numbers it, and the HTTP status that goes with it. Clients of
/// LanceDB look at the status and the text, clients of Lance Namespace at the number.
///
/// Source: lance-namespace, `docs/src/spec.yaml`, schema `ErrorResponse`.
public enum ErrorCode {
    UNSUPPORTED(0, 406),
    NAMESPACE_NOT_FOUND(1, 404),
    TABLE_NOT_FOUND(4, 404),
    INDEX_NOT_FOUND(6, 404),
    TAG_NOT_FOUND(8, 404),
    VERSION_NOT_FOUND(11, 404),
    COLUMN_NOT_FOUND(12, 400),
    INVALID_INPUT(13, 400),
    PERMISSION_DENIED(15, 403),
    UNAUTHENTICATED(16, 401),
    SERVICE_UNAVAILABLE(17, 503),
    INTERNAL(18, 500);

    private final int number;
    private final int status;

    ErrorCode(int number, int status) {
        this.number = number;
        this.status = status;
    }

    /// The number in answers.
    public int number() {
        return number;
    }

    /// The usual HTTP status.
    public int status() {
        return status;
    }
}
