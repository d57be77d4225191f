package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaFields;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import dev.evodb.type.Field;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Columns of every type that filters compare, twice: as the reader gives them, and as objects.
final class RandomTable {
    /// What can be compared with each other, and how values are objects.
    enum Kind {
        /// Up to 64 bits and signed, or fewer and unsigned: whole [BigDecimal].
        INTEGER,
        UNSIGNED_LONG,
        DECIMAL,
        /// [Double], as all floats.
        HALF,
        FLOAT,
        DOUBLE,
        TEXT,
        /// `byte[]`
        BINARY,
        /// `byte[]` of two
        FIXED_BINARY,
        BOOL,
        /// Days as [BigDecimal], as all that follow.
        MOMENT,
        DATE,
        TIME,
        DURATION,
        /// Lists of [INTEGER] and of [TEXT]
        INTEGERS,
        TEXTS;

        boolean isFloat() {
            return this == HALF || this == FLOAT || this == DOUBLE;
        }

        boolean isNumber() {
            return NUMBERS.contains(this);
        }

        List<Kind> comparable() {
            if (isNumber()) {
                return NUMBERS;
            }
            return this == BINARY || this == FIXED_BINARY
                    ? List.of(BINARY, FIXED_BINARY)
                    : this == MOMENT || this == DATE ? List.of(MOMENT, DATE) : List.of(this);
        }

        static Kind widerFloat(Kind a, Kind b) {
            return a == DOUBLE || b == DOUBLE ? DOUBLE : a == FLOAT || b == FLOAT ? FLOAT : HALF;
        }

        /// The float of this width nearest to a number.
        double nearest(Object value) {
            double wide = value instanceof Double number ? number : ((BigDecimal) value).doubleValue();
            float single = value instanceof Double number ? number.floatValue() : ((BigDecimal) value).floatValue();
            if (Double.isNaN(wide)) {
                return wide;
            }
            return this == DOUBLE ? wide : this == FLOAT ? single : Float.float16ToFloat(Float.floatToFloat16(single));
        }

        /// As SQL.
        String literal(Object value) {
            return switch (this) {
                case TEXT -> "'" + ((String) value).replace("'", "''") + "'";
                case BINARY, FIXED_BINARY -> "x'" + HexFormat.of().formatHex((byte[]) value) + "'";
                case BOOL -> String.valueOf(value).toUpperCase(Locale.ROOT);
                case DATE -> "date '" + LocalDate.ofEpochDay(((BigDecimal) value).longValueExact()) + "'";
                case MOMENT ->
                    "timestamp(9) '" + LocalDateTime.of(1970, 1, 1, 0, 0).plusNanos(nanos(value)) + "Z'";
                case TIME -> "time(9) '" + LocalTime.ofNanoOfDay(nanos(value)) + "'";
                case DURATION -> "dur_s";
                default -> ((BigDecimal) value).toPlainString();
            };
        }

        private static long nanos(Object days) {
            return ((BigDecimal) days)
                    .multiply(BigDecimal.valueOf(86_400_000_000_000L))
                    .setScale(0, java.math.RoundingMode.HALF_EVEN)
                    .longValueExact();
        }
    }

    static final List<Kind> NUMBERS =
            List.of(Kind.INTEGER, Kind.UNSIGNED_LONG, Kind.DECIMAL, Kind.HALF, Kind.FLOAT, Kind.DOUBLE);

    /// Without durations, which have no literals.
    static final List<Kind> ORDERED = List.of(
            Kind.INTEGER,
            Kind.INTEGER,
            Kind.UNSIGNED_LONG,
            Kind.DECIMAL,
            Kind.HALF,
            Kind.FLOAT,
            Kind.DOUBLE,
            Kind.TEXT,
            Kind.BINARY,
            Kind.FIXED_BINARY,
            Kind.BOOL,
            Kind.MOMENT,
            Kind.DATE,
            Kind.TIME);

    private static final List<String> TEXTS =
            List.of("", "a", "ab", "b", "Ab", "bab", "it's", "a%", "z", "\u00e9", "\u00c9a", "\uffee", "\ud83d\ude00b");

    record Sample(
            String name,
            Kind kind,
            int scale,
            String typeName,
            DataType type,
            Column column,
            List<@Nullable Object> values) {}

    private final Random random;
    private final int rows;
    private final List<Sample> columns = new ArrayList<>();

    RandomTable(Random random, int rows) {
        this.random = random;
        this.rows = rows;
        for (int bits : new int[] {8, 16, 32, 64}) {
            integers("i" + bits, "int" + bits, bits, true);
            integers("u" + bits, "uint" + bits, bits, false);
        }
        integers("s.x", "int32", 32, true);
        floats("f16", "halffloat", 16);
        floats("f32", "float", 32);
        floats("f64", "double", 64);
        decimals("d128", 128, 14, 3);
        decimals("d256", 256, 40, 5);
        bytes("t", "string", Kind.TEXT, new DataType.Utf8(false));
        bytes("lt", "large_string", Kind.TEXT, new DataType.Utf8(true));
        bytes("bin", "binary", Kind.BINARY, new DataType.Binary(false));
        fixedBytes();
        booleans();
        counts("day", "date32:day", Kind.DATE, new DataType.Date(Unit.DAY), Unit.DAY);
        counts("day64", "date64:ms", Kind.DATE, new DataType.Date(Unit.MILLISECOND), Unit.MILLISECOND);
        counts("ts", "timestamp:s:-", Kind.MOMENT, new DataType.Timestamp(Unit.SECOND, ""), Unit.SECOND);
        counts(
                "us",
                "timestamp:us:UTC",
                Kind.MOMENT,
                new DataType.Timestamp(Unit.MICROSECOND, "UTC"),
                Unit.MICROSECOND);
        counts("ns", "timestamp:ns:-", Kind.MOMENT, new DataType.Timestamp(Unit.NANOSECOND, ""), Unit.NANOSECOND);
        counts("tms", "time32:ms", Kind.TIME, new DataType.Time(Unit.MILLISECOND), Unit.MILLISECOND);
        counts("tns", "time64:ns", Kind.TIME, new DataType.Time(Unit.NANOSECOND), Unit.NANOSECOND);
        counts("dur_s", "duration:s", Kind.DURATION, new DataType.Duration(Unit.SECOND), Unit.SECOND);
        lists("li", Kind.INTEGERS);
        lists("lt_items", Kind.TEXTS);
    }

    List<Sample> columns() {
        return columns;
    }

    LanceSchema schema() {
        SchemaFields fields = new SchemaFields().add(1000, -1, "s", "struct");
        int id = 0;
        for (Sample sample : columns) {
            boolean isChild = sample.name().startsWith("s.");
            fields.add(
                    id, isChild ? 1000 : -1, isChild ? sample.name().substring(2) : sample.name(), sample.typeName());
            if (sample.typeName().equals("list")) {
                fields.add(id + 1, id, "item", sample.kind() == Kind.TEXTS ? "string" : "int32");
            }
            id += 2;
        }
        return fields.build();
    }

    RecordBatch batch(List<String> names) {
        List<Sample> used =
                columns.stream().filter(sample -> names.contains(sample.name())).toList();
        return new RecordBatch(
                used.stream()
                        .map(sample -> new Field(sample.name(), sample.type(), true))
                        .toList(),
                used.stream().map(Sample::column).toList(),
                rows);
    }

    static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /// That of IEEE 754, in the words of the standard.
    static int totalOrder(double a, double b) {
        boolean isNegative = Double.doubleToRawLongBits(a) < 0;
        if (isNegative != Double.doubleToRawLongBits(b) < 0) {
            return isNegative ? -1 : 1;
        }
        int order = Long.compare(
                Double.doubleToRawLongBits(a) & Long.MAX_VALUE, Double.doubleToRawLongBits(b) & Long.MAX_VALUE);
        return isNegative ? -order : order;
    }

    private void integers(String name, String typeName, int bits, boolean isSigned) {
        long[] raw = new long[rows];
        for (int i = 0; i < rows; i++) {
            raw[i] = switch (random.nextInt(6)) {
                case 0, 1, 2 -> random.nextInt(7) - 3;
                case 3 -> 1L << (bits - 1);
                case 4 -> (1L << (bits - 1)) - 1;
                default -> random.nextLong();
            };
        }
        byte[] validity = validity();
        BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        List<@Nullable Object> values = objects(validity, i -> {
            BigInteger unsigned = BigInteger.valueOf(raw[i]).and(mask);
            boolean isNegative = isSigned && unsigned.testBit(bits - 1);
            return new BigDecimal(isNegative ? unsigned.subtract(mask).subtract(BigInteger.ONE) : unsigned);
        });
        Validity valid = Validity.ofBits(validity, rows);
        byte[] bytes = new byte[rows];
        short[] shorts = new short[rows];
        int[] ints = new int[rows];
        for (int i = 0; i < rows; i++) {
            bytes[i] = (byte) raw[i];
            shorts[i] = (short) raw[i];
            ints[i] = (int) raw[i];
        }
        Column column = switch (bits) {
            case 8 -> new Column.ByteColumn(valid, bytes);
            case 16 -> new Column.ShortColumn(valid, shorts);
            case 32 -> new Column.IntColumn(valid, ints);
            default -> new Column.LongColumn(valid, raw);
        };
        Kind kind = bits == 64 && !isSigned ? Kind.UNSIGNED_LONG : Kind.INTEGER;
        columns.add(new Sample(name, kind, 0, typeName, new DataType.Int(bits, isSigned), column, values));
    }

    private void floats(String name, String typeName, int bits) {
        short[] halves = new short[rows];
        float[] singles = new float[rows];
        double[] doubles = new double[rows];
        for (int i = 0; i < rows; i++) {
            double value = switch (random.nextInt(10)) {
                case 0 -> Double.NaN;
                case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
                case 2 -> -0.0;
                case 3, 4 -> random.nextInt(5) - 2;
                default -> random.nextGaussian();
            };
            halves[i] = Float.floatToFloat16((float) value);
            singles[i] = (float) value;
            doubles[i] = value;
        }
        byte[] validity = validity();
        Validity valid = Validity.ofBits(validity, rows);
        List<@Nullable Object> values = objects(
                validity,
                i -> bits == 16
                        ? (double) Float.float16ToFloat(halves[i])
                        : bits == 32 ? (double) singles[i] : doubles[i]);
        Column column = switch (bits) {
            case 16 -> new Column.ShortColumn(valid, halves);
            case 32 -> new Column.FloatColumn(valid, singles);
            default -> new Column.DoubleColumn(valid, doubles);
        };
        Kind kind = bits == 16 ? Kind.HALF : bits == 32 ? Kind.FLOAT : Kind.DOUBLE;
        columns.add(new Sample(name, kind, 0, typeName, new DataType.FloatingPoint(bits), column, values));
    }

    private void decimals(String name, int bits, int precision, int scale) {
        int width = bits / 8;
        byte[] data = new byte[rows * width];
        BigInteger[] unscaled = new BigInteger[rows];
        for (int i = 0; i < rows; i++) {
            unscaled[i] = random.nextBoolean()
                    ? BigInteger.valueOf((random.nextInt(9) - 4) * 1000L)
                    : new BigInteger(random.nextInt(precision * 3), random);
            if (random.nextBoolean()) {
                unscaled[i] = unscaled[i].negate();
            }
            for (int b = 0; b < width; b++) {
                data[i * width + b] = unscaled[i].shiftRight(8 * b).byteValue();
            }
        }
        byte[] validity = validity();
        columns.add(new Sample(
                name,
                Kind.DECIMAL,
                scale,
                "decimal:" + bits + ":" + precision + ":" + scale,
                new DataType.Decimal(bits, precision, scale),
                new Column.FixedBytesColumn(Validity.ofBits(validity, rows), width, data),
                objects(validity, i -> new BigDecimal(unscaled[i], scale))));
    }

    private void bytes(String name, String typeName, Kind kind, DataType type) {
        byte[] validity = validity();
        List<@Nullable Object> values = objects(
                validity, _ -> kind == Kind.TEXT ? text(random) : text(random).getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int[] offsets = new int[rows + 1];
        for (int i = 0; i < rows; i++) {
            if (values.get(i) instanceof String text) {
                data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            } else if (values.get(i) instanceof byte[] bytes) {
                data.writeBytes(bytes);
            }
            offsets[i + 1] = data.size();
        }
        Column column = new Column.BytesColumn(Validity.ofBits(validity, rows), offsets, data.toByteArray());
        columns.add(new Sample(name, kind, 0, typeName, type, column, values));
    }

    private void fixedBytes() {
        byte[] data = new byte[rows * 2];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (random.nextInt(3) - 1);
        }
        byte[] validity = validity();
        columns.add(new Sample(
                "fsb",
                Kind.FIXED_BINARY,
                0,
                "fixed_size_binary:2",
                new DataType.FixedSizeBinary(2),
                new Column.FixedBytesColumn(Validity.ofBits(validity, rows), 2, data),
                objects(validity, i -> new byte[] {data[2 * i], data[2 * i + 1]})));
    }

    private void booleans() {
        byte[] validity = validity();
        byte[] bits = new byte[(rows + 7) / 8];
        random.nextBytes(bits);
        Column.BitColumn column = new Column.BitColumn(Validity.ofBits(validity, rows), bits);
        columns.add(new Sample("b", Kind.BOOL, 0, "bool", new DataType.Bool(), column, objects(validity, column::get)));
    }

    private void counts(String name, String typeName, Kind kind, DataType type, Unit unit) {
        long perDay = Order.perDay(unit);
        long[] raw = new long[rows];
        for (int i = 0; i < rows; i++) {
            long days = kind == Kind.TIME ? 0 : random.nextInt(5) - 2;
            long part = kind == Kind.DATE || random.nextBoolean() ? 0 : random.nextInt(20) * (perDay / 20);
            boolean isFine = kind != Kind.DATE && random.nextInt(4) == 0;
            raw[i] = days * perDay + part + (isFine ? random.nextInt(3) : 0);
        }
        byte[] validity = validity();
        Validity valid = Validity.ofBits(validity, rows);
        int[] ints = new int[rows];
        for (int i = 0; i < rows; i++) {
            ints[i] = (int) raw[i];
        }
        boolean isNarrow = typeName.startsWith("date32") || typeName.startsWith("time32");
        Column column = isNarrow ? new Column.IntColumn(valid, ints) : new Column.LongColumn(valid, raw);
        // Enough digits to tell nanoseconds of a day apart, and the same for the same time in every unit.
        columns.add(new Sample(
                name,
                kind,
                0,
                typeName,
                type,
                column,
                objects(
                        validity,
                        i -> BigDecimal.valueOf(raw[i])
                                .multiply(BigDecimal.valueOf(Order.perDay(Unit.NANOSECOND) / perDay))
                                .divide(
                                        BigDecimal.valueOf(Order.perDay(Unit.NANOSECOND)),
                                        30,
                                        java.math.RoundingMode.HALF_EVEN))));
    }

    private void lists(String name, Kind kind) {
        byte[] validity = validity();
        List<@Nullable Object> items = new ArrayList<>();
        int[] offsets = new int[rows + 1];
        List<@Nullable Object> values = objects(validity, _ -> {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                boolean isNull = random.nextInt(5) == 0;
                list.add(isNull ? null : kind == Kind.TEXTS ? text(random) : BigDecimal.valueOf(random.nextInt(5)));
            }
            return list;
        });
        for (int i = 0; i < rows; i++) {
            if (values.get(i) instanceof List<?> list) {
                items.addAll(list);
            }
            offsets[i + 1] = items.size();
        }
        byte[] itemValidity = new byte[(items.size() + 7) / 8];
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int[] textOffsets = new int[items.size() + 1];
        int[] ints = new int[items.size()];
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            if (item instanceof String text) {
                data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            } else if (item instanceof BigDecimal number) {
                ints[i] = number.intValueExact();
            }
            textOffsets[i + 1] = data.size();
            itemValidity[i >>> 3] |= (byte) (item == null ? 0 : 1 << (i & 7));
        }
        Validity valid = Validity.ofBits(itemValidity, items.size());
        Column itemColumn = kind == Kind.TEXTS
                ? new Column.BytesColumn(valid, textOffsets, data.toByteArray())
                : new Column.IntColumn(valid, ints);
        DataType itemType = kind == Kind.TEXTS ? new DataType.Utf8(false) : new DataType.Int(32, true);
        columns.add(new Sample(
                name,
                kind,
                0,
                "list",
                new DataType.ListOf(new Field("item", itemType, true), false),
                new Column.ListColumn(Validity.ofBits(validity, rows), offsets, itemColumn),
                values));
    }

    private byte[] validity() {
        byte[] bits = new byte[(rows + 7) / 8];
        random.nextBytes(bits);
        for (int i = 0; i < bits.length; i++) {
            bits[i] |= (byte) random.nextInt(256);
        }
        return bits;
    }

    private List<@Nullable Object> objects(byte[] validity, IntFunction<Object> value) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add((validity[i >>> 3] >> (i & 7) & 1) != 0 ? value.apply(i) : null);
        }
        return values;
    }
}
