package dev.evodb.snippets.lance.jvm;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import dev.evodb.type.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Values of one payload column as JSON, without loss.
///
/// Booleans, and numbers with exactly the digits they have: integers of any width, decimals with their
/// scale, floats as the shortest decimal that reads back to the same bits, durations in their unit.
/// Dates, times of day and timestamps are ISO 8601 strings with as many decimals as the column's unit
/// has, so that they sort as strings do; timestamps with a zone are in UTC and end in `Z`. Binary values
/// are Base64, strings are strings.
final class PayloadJson {
    private static final String ACCEPTED = "booleans, numbers, strings, binary values, dates, times";

    private final Field field;
    private final Column column;
    private final boolean nanAsNull;

    PayloadJson(Field field, Column column, boolean nanAsNull) {
        this.field = field;
        this.column = column;
        this.nanAsNull = nanAsNull;
    }

    /// The value of row `row` of the batch, null if it is null.
    ///
    /// @throws IllegalArgumentException if JSON cannot say it
    /// @throws UnsupportedFeatureException if the column is not of a scalar type
    @Nullable
    String text(int row, long rowId) {
        if (!column.isValid(row)) {
            return null;
        }
        return switch (field.type()) {
            case DataType.Null _ -> null;
            case DataType.Bool _ -> Boolean.toString(((Column.BitColumn) column).get(row));
            case DataType.Int integer -> integer(integer, row);
            case DataType.FloatingPoint _ -> floating(row, rowId);
            case DataType.Decimal decimal -> decimal(decimal, (Column.FixedBytesColumn) column, row);
            case DataType.Duration _ -> Long.toString(number(row));
            case DataType.Date(Unit unit) ->
                temporal(() -> date(unit, number(row)).toString(), row, rowId);
            case DataType.Time(Unit unit) -> temporal(() -> time(unit, number(row)), row, rowId);
            case DataType.Timestamp(Unit unit, String zone) ->
                temporal(() -> timestamp(unit, zone, number(row)), row, rowId);
            case DataType.Utf8 _ -> {
                Column.BytesColumn bytes = (Column.BytesColumn) column;
                int from = bytes.offsets()[row];
                int count = bytes.offsets()[row + 1] - from;
                yield JsonText.quoted(new String(bytes.data(), from, count, StandardCharsets.UTF_8));
            }
            case DataType.Binary _ -> {
                Column.BytesColumn bytes = (Column.BytesColumn) column;
                yield base64(bytes.data(), bytes.offsets()[row], bytes.offsets()[row + 1]);
            }
            case DataType.FixedSizeBinary(int width) ->
                base64(((Column.FixedBytesColumn) column).values(), row * width, (row + 1) * width);
            case DataType.FixedSizeList _, DataType.Repeated _, DataType.Struct _ ->
                throw new UnsupportedFeatureException(
                        "payload column type",
                        field.type().getClass().getSimpleName(),
                        ACCEPTED,
                        Location.of("table").inColumn(field.name()));
        };
    }

    private static String base64(byte[] bytes, int from, int to) {
        byte[] value = new byte[to - from];
        System.arraycopy(bytes, from, value, 0, value.length);
        return '"' + Base64.getEncoder().encodeToString(value) + '"';
    }

    private String integer(DataType.Int type, int row) {
        if (type.bits() == 64) {
            long value = ((Column.LongColumn) column).values()[row];
            return type.isSigned() ? Long.toString(value) : Long.toUnsignedString(value);
        }
        int value = type.bits() == 8
                ? ((Column.ByteColumn) column).values()[row]
                : type.bits() == 16
                        ? ((Column.ShortColumn) column).values()[row]
                        : ((Column.IntColumn) column).values()[row];
        long mask = (1L << type.bits()) - 1;
        return Long.toString(type.isSigned() ? value : value & mask);
    }

    private @Nullable String floating(int row, long rowId) {
        if (column instanceof Column.DoubleColumn doubles) {
            double value = doubles.values()[row];
            return Double.isFinite(value) ? Double.toString(value) : notFinite(value, rowId);
        }
        float value = column instanceof Column.FloatColumn floats
                ? floats.values()[row]
                : Float.float16ToFloat(((Column.ShortColumn) column).values()[row]);
        return Float.isFinite(value) ? Float.toString(value) : notFinite(value, rowId);
    }

    private @Nullable String notFinite(double value, long rowId) {
        if (nanAsNull) {
            return null;
        }
        throw new IllegalArgumentException("payload column " + field.name() + " of row id " + rowId + " is " + value
                + ", which JSON cannot say; such values can be packed as null");
    }

    private static String decimal(DataType.Decimal type, Column.FixedBytesColumn column, int row) {
        byte[] bigEndian = new byte[column.width()];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = column.values()[row * bigEndian.length + i];
        }
        return new BigDecimal(new BigInteger(bigEndian), type.scale()).toPlainString();
    }

    private long number(int row) {
        return column instanceof Column.IntColumn ints
                ? ints.values()[row]
                : ((Column.LongColumn) column).values()[row];
    }

    private static LocalDate date(Unit unit, long value) {
        return unit == Unit.DAY
                ? LocalDate.ofEpochDay(value)
                : instant(unit, value).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static String time(Unit unit, long value) {
        long nanos = Math.multiplyExact(value, chrono(unit).getDuration().toNanos());
        int decimals = decimals(unit);
        DateTimeFormatterBuilder format = new DateTimeFormatterBuilder().appendPattern("HH:mm:ss");
        if (decimals > 0) {
            format.appendFraction(ChronoField.NANO_OF_SECOND, decimals, decimals, true);
        }
        return format.toFormatter(Locale.ROOT).format(LocalTime.ofNanoOfDay(nanos));
    }

    private static String timestamp(Unit unit, String zone, long value) {
        DateTimeFormatter format =
                new DateTimeFormatterBuilder().appendInstant(decimals(unit)).toFormatter(Locale.ROOT);
        String utc = format.format(instant(unit, value));
        return zone.isEmpty() ? utc.substring(0, utc.length() - 1) : utc;
    }

    private static Instant instant(Unit unit, long value) {
        return Instant.EPOCH.plus(value, chrono(unit));
    }

    private static int decimals(Unit unit) {
        return switch (unit) {
            case DAY, SECOND -> 0;
            case MILLISECOND -> 3;
            case MICROSECOND -> 6;
            case NANOSECOND -> 9;
        };
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

    private interface Formatting {
        String run();
    }

    /// Quoted.
    private String temporal(Formatting formatting, int row, long rowId) {
        try {
            return '"' + formatting.run() + '"';
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "payload column " + field.name() + " of row id " + rowId + " is " + number(row)
                            + ", which names no " + field.type().getClass().getSimpleName() + " that ISO 8601 can say",
                    e);
        }
    }
}
