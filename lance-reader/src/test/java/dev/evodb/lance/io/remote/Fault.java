package dev.evodb.lance.io.remote;

/// What a server does instead of answering well.
enum Fault {
    NONE,
    /// 503, or 429, without and with `Retry-After`.
    BUSY,
    BUSY_RETRY_AFTER,
    TOO_MANY,
    TOO_MANY_RETRY_AFTER,
    /// Closes the connection with a reset before any answer.
    RESET,
    /// Announces the body and hangs up in its midst.
    CUT,
    /// Says nothing, or stops in the midst of the body, and keeps the connection.
    STALL,
    /// A range of the same length from elsewhere, and says so.
    WRONG_RANGE,
    /// The range that was asked for, says the header; the body is shorter.
    SHORT,
    /// The same with more bytes.
    EXTRA,
    /// 200 and the whole object.
    WHOLE,
    /// From now on the object is another one.
    REPLACED,
    /// 404 although it is there.
    MISSING,
    /// 403 as S3 refuses clocks that are wrong.
    SKEW,
    /// No HTTP at all.
    GARBAGE;
}
