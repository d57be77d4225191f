package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.column.Column;
import dev.evodb.lance.json.JsonValues;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// Column values for a person's eyes: dates as dates, long values cut off with an ellipsis.
public final class TextValues {
    /// Longest text of one value.
    public static final int MAX_LENGTH = 60;

    private static final JsonFactory JSON = new JsonFactory();

    private TextValues() {}

    /// Row `row` of `column` in one line of at most [#MAX_LENGTH] characters.
    public static String of(DataType type, Column column, int row) {
        if (!column.isValid(row)) {
            return "null";
        }
        String text = switch (type) {
            case DataType.Utf8 _ -> text((Column.BytesColumn) column, row);
            case DataType.Date(Unit unit) ->
                temporal(
                        () -> unit == Unit.DAY
                                ? LocalDate.ofEpochDay(number(column, row)).toString()
                                : instant(unit, number(column, row))
                                        .atZone(ZoneOffset.UTC)
                                        .toLocalDate()
                                        .toString(),
                        column,
                        row);
            case DataType.Time(Unit unit) ->
                temporal(
                        () -> LocalTime.MIN
                                .plus(number(column, row), chrono(unit))
                                .toString(),
                        column,
                        row);
            case DataType.Timestamp(Unit unit, String zone) ->
                temporal(
                        () -> zone.isEmpty()
                                ? instant(unit, number(column, row))
                                        .atZone(ZoneOffset.UTC)
                                        .toLocalDateTime()
                                        .toString()
                                : instant(unit, number(column, row)) + " " + zone,
                        column,
                        row);
            case DataType.Duration(Unit unit) ->
                number(column, row) + " " + chrono(unit).toString().toLowerCase(java.util.Locale.ROOT);
            default -> json(type, column, row);
        };
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .limit(MAX_LENGTH + 1L)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int length = line.codePointCount(0, line.length());
        return length <= MAX_LENGTH ? line : line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH - 1)) + "…";
    }

    private interface Formatting {
        String run();
    }

    /// The stored number where it names no date that Java can print.
    private static String temporal(Formatting formatting, Column column, int row) {
        try {
            return formatting.run();
        } catch (DateTimeException | ArithmeticException e) {
            return Long.toString(number(column, row));
        }
    }

    private static Instant instant(Unit unit, long value) {
        return Instant.EPOCH.plus(value, chrono(unit));
    }

    private static ChronoUnit chrono(Unit unit) {
        return switch (unit) {
            case DAY -> ChronoUnit.DAYS;
            case SECOND -> ChronoUnit.SECONDS;
            case MILLISECOND -> ChronoUnit.MILLIS;
            case MICROSECOND -> ChronoUnit.MICROS;
            case NANOSECOND -> ChronoUnit.NANOS;
        };
    }

    private static long number(Column column, int row) {
        return column instanceof Column.IntColumn ints
                ? ints.values()[row]
                : ((Column.LongColumn) column).values()[row];
    }

    private static String text(Column.BytesColumn column, int row) {
        int from = column.offsets()[row];
        return new String(column.data(), from, column.offsets()[row + 1] - from, StandardCharsets.UTF_8);
    }

    private static String json(DataType type, Column column, int row) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            JsonValues.write(json, type, column, row);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a string cannot be written to", e);
        }
        String text = out.toString();
        return text.length() > 1 && text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }
}
