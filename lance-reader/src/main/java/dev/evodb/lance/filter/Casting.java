package dev.evodb.lance.filter;

import dev.evodb.lance.filter.Vector.Bytes;
import dev.evodb.lance.filter.Vector.Decimals;
import dev.evodb.lance.filter.Vector.Doubles;
import dev.evodb.lance.filter.Vector.Longs;
import dev.evodb.lance.filter.Vector.Truths;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;

/// Changes the type of a vector, row by row. For one cast of one batch.
///
/// A row that cannot be cast is an error if it is active, or null if the cast is one that tries. Floats
/// and decimals become integers by cutting, decimals of fewer digits by rounding half away from zero.
/// With `isOfResult` nobody wrote the cast: it brings a result to its type.
final class Casting {
    private final Scalar.Cast node;
    private final Vector operand;
    private final DataType from;
    private final int rows;
    private final long[] open;
    private final long[] nulls;
    private final ByteBudget budget;
    private final boolean isOfResult;

    Casting(Scalar.Cast node, Vector operand, long[] active, int rows, ByteBudget budget, boolean isOfResult) {
        this.node = node;
        this.operand = operand;
        this.from = node.operand().type();
        this.rows = rows;
        this.open = Bitmap.without(active, operand.nulls());
        this.nulls = operand.nulls().length == 0
                ? new long[Bitmap.words(rows)]
                : operand.nulls().clone();
        this.budget = budget;
        this.isOfResult = isOfResult;
    }

    /// Casts one row and keeps the result; false if that cannot be done.
    private interface RowCast {
        boolean cast(int row);
    }

    Vector cast() {
        if (operand instanceof Vector.Nothing) {
            return Vectors.nothing(node.type(), rows);
        }
        return switch (node.type()) {
            case DataType.Bool _ -> toTruths();
            case DataType.Int to -> toIntegers(to);
            case DataType.Date(Unit unit) -> toDates(unit);
            case DataType.Time(Unit unit) -> toTimes(unit);
            case DataType.Timestamp(Unit unit, var _) -> toTimestamps(unit);
            case DataType.FloatingPoint(int bits) -> toDoubles(bits);
            case DataType.Decimal to -> toDecimals(to);
            case DataType.Utf8 _ -> toTexts();
            case DataType.Binary _ -> new Bytes(bytes().offsets(), bytes().stride(), bytes().data(), nulls);
            case DataType.Null _,
                    DataType.Duration _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ -> throw new IllegalArgumentException("no cast to " + SqlTypes.name(node.type()));
        };
    }

    /// Whether there is a cast from one type to another at all.
    static boolean isPossible(DataType from, DataType to) {
        if (from instanceof DataType.Null) {
            return true;
        }
        return switch (to) {
            case DataType.Bool _ ->
                from instanceof DataType.Bool
                        || from instanceof DataType.Int
                        || from instanceof DataType.FloatingPoint
                        || from instanceof DataType.Utf8;
            case DataType.Int _ ->
                from instanceof DataType.Bool
                        || Types.isNumber(from)
                        || Vectors.isCounted(from)
                        || from instanceof DataType.Utf8;
            case DataType.FloatingPoint _ ->
                from instanceof DataType.Bool || Types.isNumber(from) || from instanceof DataType.Utf8;
            case DataType.Decimal _ -> Types.isNumber(from) || from instanceof DataType.Utf8;
            case DataType.Date _ ->
                from instanceof DataType.Int
                        || from instanceof DataType.Date
                        || from instanceof DataType.Timestamp
                        || from instanceof DataType.Utf8;
            case DataType.Timestamp _ ->
                from instanceof DataType.Int
                        || from instanceof DataType.Date
                        || from instanceof DataType.Timestamp
                        || from instanceof DataType.Utf8;
            case DataType.Time _ -> from instanceof DataType.Time || from instanceof DataType.Utf8;
            case DataType.Utf8 _ -> !(from instanceof DataType.Duration) && !Types.isNested(from);
            case DataType.Binary _ ->
                from instanceof DataType.Utf8
                        || from instanceof DataType.Binary
                        || from instanceof DataType.FixedSizeBinary;
            case DataType.Null _,
                    DataType.Duration _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ -> false;
        };
    }

    private void each(RowCast rowCast) {
        for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
            if (!rowCast.cast(row)) {
                if (!node.isTrying()) {
                    String type = SqlTypes.name(node.type());
                    throw new FilterException(
                            node.position(),
                            isOfResult
                                    ? described(row) + " is beyond " + type + ", the type of the result"
                                    : "cannot cast " + described(row) + " to " + type);
                }
                Bitmap.add(nulls, row);
            }
        }
    }

    private String described(int row) {
        return switch (operand) {
            case Longs(long[] values, var _) -> Order.integer(values[row], from).toString();
            case Doubles(double[] values, var _) -> NumberText.of(values[row], 64);
            case Decimals _ -> Arithmetic.decimal(operand, from, row).toPlainString();
            case Bytes _ when from instanceof DataType.Utf8 -> "'" + Token.shorten(text(row)) + "'";
            case Bytes _, Truths _, Vector.Lists _, Vector.Nothing _ -> "a value of type " + SqlTypes.name(from);
        };
    }

    private Vector toTruths() {
        long[] yes = new long[Bitmap.words(rows)];
        each(
                switch (operand) {
                    case Truths(long[] truths, var _) -> row -> set(yes, row, Bitmap.has(truths, row));
                    case Longs(long[] values, var _) -> row -> set(yes, row, values[row] != 0);
                    case Doubles(double[] values, var _) -> row -> set(yes, row, values[row] != 0);
                    case Bytes _ ->
                        row -> NumberText.truth(text(row))
                                .map(truth -> set(yes, row, truth))
                                .orElse(false);
                    case Decimals _, Vector.Lists _, Vector.Nothing _ -> throw impossible();
                });
        return new Truths(yes, nulls);
    }

    private static boolean set(long[] yes, int row, boolean value) {
        if (value) {
            Bitmap.add(yes, row);
        }
        return true;
    }

    private Longs toIntegers(DataType.Int to) {
        long[] values = new long[rows];
        each(
                switch (operand) {
                    case Truths(long[] truths, var _) ->
                        row -> {
                            values[row] = Bitmap.has(truths, row) ? 1 : 0;
                            return true;
                        };
                    case Longs(long[] numbers, var _) -> {
                        boolean isUnsignedLong = Vectors.isUnsignedLong(from);
                        yield row -> {
                            values[row] = numbers[row];
                            return fits(numbers[row], isUnsignedLong, to);
                        };
                    }
                    case Doubles(double[] numbers, var _) -> row -> put(values, row, numbers[row], to);
                    case Decimals _ ->
                        row -> put(
                                values,
                                row,
                                Arithmetic.decimal(operand, from, row).toBigInteger(),
                                to);
                    case Bytes _ ->
                        row -> NumberText.integer(text(row))
                                .map(number -> put(values, row, number.toBigInteger(), to))
                                .orElse(false);
                    case Vector.Lists _, Vector.Nothing _ -> throw impossible();
                });
        return new Longs(values, nulls);
    }

    /// Whether the integer is one of the type: `isUnsigned` tells how its bits are to be read.
    private static boolean fits(long value, boolean isUnsigned, DataType.Int to) {
        if (to.bits() == 64) {
            return to.isSigned() == !isUnsigned || value >= 0;
        }
        if (value < 0 && (isUnsigned || !to.isSigned())) {
            return false;
        }
        int magnitudeBits = to.isSigned() ? to.bits() - 1 : to.bits();
        return value >> magnitudeBits == 0 || (to.isSigned() && value >> magnitudeBits == -1);
    }

    private static boolean put(long[] values, int row, double number, DataType.Int to) {
        if (number > -0x1p63 && number < 0x1p63) {
            values[row] = (long) number;
            return fits(values[row], false, to);
        }
        return Double.isFinite(number) && put(values, row, new BigDecimal(number).toBigInteger(), to);
    }

    private static boolean put(long[] values, int row, BigInteger number, DataType.Int to) {
        values[row] = number.longValue();
        if (number.bitLength() < 64) {
            return fits(values[row], false, to);
        }
        return number.bitLength() == 64 && number.signum() > 0 && fits(values[row], true, to);
    }

    private Longs toDates(Unit unit) {
        long[] values = new long[rows];
        long perDay = Order.perDay(unit);
        if (operand instanceof Longs(long[] numbers, var _)) {
            if (from instanceof DataType.Int) {
                each(row -> {
                    values[row] = numbers[row];
                    return unit != Unit.DAY || numbers[row] == (int) numbers[row];
                });
            } else {
                long perDayWas = Order.perDay(Comparing.unit(from));
                LocalTimes local = new LocalTimes(Comparing.zone(from), perDayWas);
                each(row -> putDay(values, row, Math.floorDiv(local.toLocal(numbers[row]), perDayWas), perDay));
            }
        } else {
            each(row -> Calendar.day(text(row))
                    .map(day -> putDay(values, row, day, perDay))
                    .orElse(false));
        }
        return new Longs(values, nulls);
    }

    private static boolean putDay(long[] values, int row, long day, long perDay) {
        values[row] = day * perDay;
        return perDay == 1 ? day == (int) day : Math.multiplyHigh(day, perDay) == values[row] >> 63;
    }

    private Longs toTimes(Unit unit) {
        long[] values = new long[rows];
        long perDay = Order.perDay(unit);
        long perDayNanos = Order.perDay(Unit.NANOSECOND);
        each(
                operand instanceof Longs(long[] numbers, var _)
                        ? row -> rescale(values, row, numbers[row], Order.perDay(Comparing.unit(from)), perDay)
                        : row -> Calendar.nanosOfDay(text(row))
                                .map(nanos -> rescale(values, row, nanos, perDayNanos, perDay))
                                .orElse(false));
        return new Longs(values, nulls);
    }

    private Longs toTimestamps(Unit unit) {
        long[] values = new long[rows];
        long perDay = Order.perDay(unit);
        each(
                switch (operand) {
                    case Longs(long[] numbers, var _)
                    when from instanceof DataType.Int ->
                        row -> {
                            values[row] = numbers[row];
                            return true;
                        };
                    case Longs(long[] numbers, var _) -> {
                        long perDayWas = Order.perDay(Comparing.unit(from));
                        yield row -> rescale(values, row, numbers[row], perDayWas, perDay);
                    }
                    case Bytes _ ->
                        row -> Calendar.moment(text(row))
                                .map(moment -> put(
                                        values,
                                        row,
                                        moment.in(unit)
                                                .setScale(0, RoundingMode.FLOOR)
                                                .toBigInteger(),
                                        (DataType.Int) SqlTypes.INT64))
                                .orElse(false);
                    case Doubles _, Decimals _, Truths _, Vector.Lists _, Vector.Nothing _ -> throw impossible();
                });
        return new Longs(values, nulls);
    }

    /// From one unit to another, cut to the earlier one; false beyond 64 bits.
    private static boolean rescale(long[] values, int row, long value, long perDayWas, long perDay) {
        if (perDay < perDayWas) {
            values[row] = Math.floorDiv(value, perDayWas / perDay);
            return true;
        }
        long factor = perDay / perDayWas;
        values[row] = value * factor;
        return Math.multiplyHigh(value, factor) == values[row] >> 63;
    }

    private Doubles toDoubles(int bits) {
        double[] values = new double[rows];
        switch (operand) {
            case Doubles(double[] numbers, var _) ->
                each(row -> {
                    boolean isNaN = Double.isNaN(numbers[row]);
                    values[row] = isNaN ? numbers[row] : Arithmetic.rounded(numbers[row], bits);
                    return true;
                });
            case Longs _, Decimals _ -> {
                double[] numbers = Arithmetic.doubles(operand, from, bits, rows);
                System.arraycopy(numbers, 0, values, 0, rows);
            }
            case Truths(long[] truths, var _) ->
                each(row -> {
                    values[row] = Bitmap.has(truths, row) ? 1 : 0;
                    return true;
                });
            case Bytes _ ->
                each(row -> {
                    OptionalDouble number = NumberText.floating(text(row), bits);
                    values[row] = number.orElse(0);
                    return number.isPresent();
                });
            case Vector.Lists _, Vector.Nothing _ -> throw impossible();
        }
        return new Doubles(values, nulls);
    }

    private Decimals toDecimals(DataType.Decimal to) {
        int words = Vectors.words(to);
        long[] limbs = new long[Math.multiplyExact(rows, words)];
        BigInteger limit = BigInteger.TEN.pow(to.precision());
        each(row -> {
            Optional<BigDecimal> exact = decimal(row);
            if (exact.isEmpty()) {
                return false;
            }
            BigInteger unscaled =
                    exact.get().setScale(to.scale(), RoundingMode.HALF_UP).unscaledValue();
            Limbs.set(limbs, row, words, unscaled);
            return unscaled.abs().compareTo(limit) < 0;
        });
        return new Decimals(limbs, words, nulls);
    }

    private Optional<BigDecimal> decimal(int row) {
        return switch (operand) {
            case Doubles(double[] numbers, var _) -> {
                yield Double.isFinite(numbers[row]) ? Optional.of(new BigDecimal(numbers[row])) : Optional.empty();
            }
            case Bytes _ -> NumberText.number(text(row));
            case Longs _, Decimals _ -> Optional.of(Arithmetic.decimal(operand, from, row));
            case Truths _, Vector.Lists _, Vector.Nothing _ -> throw impossible();
        };
    }

    private Bytes toTexts() {
        if (operand instanceof Bytes && from instanceof DataType.Utf8) {
            return new Bytes(bytes().offsets(), bytes().stride(), bytes().data(), nulls);
        }
        String[] texts = new String[rows];
        each(row -> {
            Optional<String> text = written(row);
            texts[row] = text.orElse("");
            return text.isPresent();
        });
        BytesBuilder builder = new BytesBuilder(rows, budget);
        for (int row = 0; row < rows; row++) {
            if (Bitmap.has(open, row) && !Bitmap.has(nulls, row)) {
                builder.append(texts[row]);
            }
            builder.endRow();
        }
        return builder.build(nulls);
    }

    private Optional<String> written(int row) {
        return switch (operand) {
            case Longs(long[] values, var _) -> writtenCount(values[row]);
            case Doubles(double[] values, var _) ->
                Optional.of(NumberText.of(values[row], from instanceof DataType.FloatingPoint(int bits) ? bits : 64));
            case Decimals _ ->
                Optional.of(Arithmetic.decimal(operand, from, row).toPlainString());
            case Truths(long[] yes, var _) -> Optional.of(String.valueOf(Bitmap.has(yes, row)));
            case Bytes bytes -> {
                try {
                    yield Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.data(), bytes.start(row), bytes.end(row) - bytes.start(row)))
                            .toString());
                } catch (CharacterCodingException e) {
                    yield Optional.empty();
                }
            }
            case Vector.Lists _, Vector.Nothing _ -> throw impossible();
        };
    }

    private Optional<String> writtenCount(long value) {
        if (from instanceof DataType.Date(Unit unit)) {
            return unit == Unit.DAY ? Optional.of(Calendar.dayText(value)) : Calendar.momentText(value, unit);
        }
        if (from instanceof DataType.Time(Unit unit)) {
            return value >= 0 && value < Order.perDay(unit)
                    ? Optional.of(Calendar.timeText(value, unit))
                    : Optional.empty();
        }
        if (from instanceof DataType.Timestamp(Unit unit, String zone)) {
            return zone.isEmpty() ? Calendar.momentText(value, unit) : writtenInstant(value, unit, zone);
        }
        return Optional.of(Order.integer(value, from).toString());
    }

    private static Optional<String> writtenInstant(long value, Unit unit, String zone) {
        LocalTimes local = new LocalTimes(zone, Order.perDay(unit));
        return Calendar.momentText(local.toLocal(value), unit).map(text -> text + local.offsetText(value));
    }

    private Bytes bytes() {
        return (Bytes) operand;
    }

    private String text(int row) {
        Bytes bytes = bytes();
        int start = bytes.start(row);
        return new String(bytes.data(), start, bytes.end(row) - start, StandardCharsets.UTF_8);
    }

    private IllegalArgumentException impossible() {
        return new IllegalArgumentException(
                "no cast from " + SqlTypes.name(from) + " to " + SqlTypes.name(node.type()));
    }
}
