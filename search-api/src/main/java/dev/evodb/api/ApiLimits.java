package dev.evodb.api;

import java.time.Duration;

/// How much one request may ask for. Checked before anything is allocated or read.
///
/// `bodyBytes` bounds the body of a query, `maxK` the neighbours of one vector (with the offset),
/// `maxCandidates` these times the refine factor, `maxVectors` the vectors of one request, `scanRows` and
/// `answerBytes` the rows and the bytes of one answer, `timeout` the time that a request may take. A scan
/// that asks for more than `scanRows` gets so many, and a header that says so; everything else beyond its
/// limit is refused.
public record ApiLimits(
        int bodyBytes, int maxK, int maxCandidates, int maxVectors, long scanRows, long answerBytes, Duration timeout) {
    /// Most nesting of a JSON body.
    public static final int JSON_DEPTH = 32;

    /// Most characters of a number in JSON.
    public static final int NUMBER_CHARS = 64;

    /// Most characters of a text in JSON.
    public static final int TEXT_CHARS = 1 << 20;

    /// 8 MiB, k of 10,000, 100,000 candidates, 256 vectors, 1,000,000 rows, 256 MiB,
    /// one minute.
    public static final ApiLimits DEFAULT =
            new ApiLimits(8 << 20, 10_000, 100_000, 256, 1_000_000, 256L << 20, Duration.ofSeconds(60));

    public ApiLimits {
        if (bodyBytes < 1
                || maxK < 1
                || maxCandidates < maxK
                || maxVectors < 1
                || scanRows < 1
                || answerBytes < 1
                || timeout.isNegative()
                || timeout.isZero()) {
            throw new IllegalArgumentException("limits must be positive, and candidates at least k: " + bodyBytes
                    + ", " + maxK + ", " + maxCandidates + ", " + maxVectors + ", " + scanRows
                    + ", " + answerBytes + ", " + timeout);
        }
    }

    public ApiLimits withTimeout(Duration newTimeout) {
        return new ApiLimits(bodyBytes, maxK, maxCandidates, maxVectors, scanRows, answerBytes, newTimeout);
    }

    public ApiLimits withAnswers(long newScanRows, long newAnswerBytes) {
        return new ApiLimits(bodyBytes, maxK, maxCandidates, maxVectors, newScanRows, newAnswerBytes, timeout);
    }
}
