package dev.evodb.lance.filter;

import dev.evodb.type.DataType.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates and times as texts, in the forms of ISO 8601.
final class Calendar {
    /// Far more than a date or time has.
    private static final int MAX_LENGTH = 64;

    private static final Pattern DATE = Pattern.compile("([+-]?\\d{4,9})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?");
    private static final Pattern OFFSET = Pattern.compile("([+-])(\\d{2}):?(\\d{2})");
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Calendar() {}

    /// A point in time. `hasOffset` tells that the text had an offset from UTC, which is taken off:
    /// without one it is a local time of wherever the reader means.
    record Moment(long seconds, long nanos, boolean hasOffset) {
        /// In units of which `perDay` are a day; a part of a unit is kept as a fraction.
        BigDecimal in(Unit unit) {
            BigDecimal exact = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
            return exact.multiply(BigDecimal.valueOf(Order.perDay(unit) / SECONDS_PER_DAY));
        }
    }

    /// The days since 1970-01-01 of a date like `2024-02-29`.
    static Optional<Long> day(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(number(date.group(1)), number(date.group(2)), number(date.group(3)))
                    .toEpochDay());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// A date, a `T` or a space, a time, and perhaps `Z` or an offset; a date alone is its midnight.
    static Optional<Moment> moment(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int separator = Math.max(text.indexOf('T'), text.indexOf(' '));
        Optional<Long> day = day(separator < 0 ? text : text.substring(0, separator));
        if (day.isEmpty() || separator < 0) {
            return day.map(days -> new Moment(days * SECONDS_PER_DAY, 0, false));
        }
        String rest = text.substring(separator + 1).strip();
        long offset = 0;
        boolean hasOffset = false;
        int sign = Math.max(rest.indexOf('+'), rest.indexOf('-'));
        if (rest.endsWith("Z") || rest.endsWith("z")) {
            rest = rest.substring(0, rest.length() - 1).strip();
            hasOffset = true;
        } else if (sign >= 0) {
            Matcher zone = OFFSET.matcher(rest.substring(sign));
            if (!zone.matches()) {
                return Optional.empty();
            }
            offset = 3600L * number(zone.group(2)) + 60L * number(zone.group(3));
            offset = zone.group(1).equals("-") ? -offset : offset;
            rest = rest.substring(0, sign).strip();
            hasOffset = true;
        }
        Optional<Long> nanos = nanosOfDay(rest);
        if (nanos.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Moment(
                day.get() * SECONDS_PER_DAY + nanos.get() / NANOS_PER_SECOND - offset,
                nanos.get() % NANOS_PER_SECOND,
                hasOffset));
    }

    /// The nanoseconds since midnight of a time like `23:59:59.999`.
    static Optional<Long> nanosOfDay(String text) {
        Matcher time = TIME.matcher(text);
        if (text.length() > MAX_LENGTH || !time.matches()) {
            return Optional.empty();
        }
        int hours = number(time.group(1));
        int minutes = number(time.group(2));
        int seconds = time.group(3) == null ? 0 : number(time.group(3));
        if (hours > 23 || minutes > 59 || seconds > 59) {
            return Optional.empty();
        }
        String fraction = time.group(4) == null ? "" : time.group(4);
        long nanos = number((fraction + "000000000").substring(0, 9));
        return Optional.of((hours * 3600L + minutes * 60L + seconds) * NANOS_PER_SECOND + nanos);
    }

    /// `2024-02-29`
    static String dayText(long day) {
        // All days of 32 bits are within what LocalDate counts.
        return LocalDate.ofEpochDay(day).toString();
    }

    /// `2024-02-29T23:59:59.500` with the digits of the fraction in threes and none if it is zero; empty
    /// beyond the years of nine digits.
    static Optional<String> momentText(long value, Unit unit) {
        long perDay = Order.perDay(unit);
        long day = Math.floorDiv(value, perDay);
        if (day < LocalDate.MIN.toEpochDay() || day > LocalDate.MAX.toEpochDay()) {
            return Optional.empty();
        }
        return Optional.of(LocalDate.ofEpochDay(day) + "T" + timeText(Math.floorMod(value, perDay), unit));
    }

    /// `23:59:59.500` as in [#momentText].
    static String timeText(long value, Unit unit) {
        long perSecond = Order.perDay(unit) / SECONDS_PER_DAY;
        long seconds = value / perSecond;
        long nanos = value % perSecond * (NANOS_PER_SECOND / perSecond);
        StringBuilder text = new StringBuilder();
        two(text, seconds / 3600).append(':');
        two(text, seconds / 60 % 60).append(':');
        two(text, seconds % 60);
        if (nanos != 0) {
            String digits = Long.toString(NANOS_PER_SECOND + nanos).substring(1);
            int length = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
            text.append('.').append(digits, 0, length);
        }
        return text.toString();
    }

    private static StringBuilder two(StringBuilder text, long number) {
        return number < 10 ? text.append('0').append(number) : text.append(number);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
