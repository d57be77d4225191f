package dev.evodb.lance.io.remote;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// The header `Retry-After` of an answer.
public final class RetryAfter {
    private static final int MOST_CHARACTERS = 40;

    private RetryAfter() {}

    /// The pause that `value` asks for, in seconds or as a date after `now`; zero if it makes no sense.
    public static Duration pause(String value, Instant now) {
        String text = value.strip();
        if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
            return Duration.ZERO;
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.length() > 9 ? Duration.ofDays(365) : Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration pause = Duration.between(now, until);
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException _) {
            return Duration.ZERO;
        }
    }
}
