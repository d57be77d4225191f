package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaFields;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The filter against a naive evaluator that goes row by row over objects.
class FilterDifferentialTest {
    private static final int ROWS = 97;
    private static final List<String> OPERATORS = List.of("=", "!=", "<>", "<", "<=", ">", ">=");
    private static final List<String> TEXTS =
            List.of("", "a", "ab", "b", "it's", "z", "\u00e9", "\uffee", "\ud83d\ude00", "AND");

    /// A column twice: as the reader gives it, and as objects.
    private record Data(String name, String typeName, DataType type, Column column, List<@Nullable Object> values) {}

    /// A filter twice: as text, and as what it means for a row; null is unknown.
    private record Wanted(String text, IntFunction<@Nullable Boolean> meaning) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithANaiveEvaluator(long seed) {
        Random random = new Random(seed);
        List<Data> table = table(random);
        SchemaFields fields = new SchemaFields();
        for (int i = 0; i < table.size(); i++) {
            fields.add(i, -1, table.get(i).name(), table.get(i).typeName());
        }
        LanceSchema schema = fields.build();
        int open = 0;
        int passed = 0;
        for (int round = 0; round < 1000; round++) {
            Wanted wanted = any(table, random, 4);
            Filter filter = Filter.parse(wanted.text(), schema);
            List<Data> used = table.stream()
                    .filter(data -> filter.columns().contains(data.name()))
                    .toList();
            Selection selection = filter.evaluate(new RecordBatch(
                    used.stream()
                            .map(data -> new Field(data.name(), data.type(), true))
                            .toList(),
                    used.stream().map(Data::column).toList(),
                    ROWS));
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                Boolean truth = wanted.meaning().apply(row);
                String message = wanted.text() + ", row " + row + ", seed " + seed;
                assertEquals(truth == null, selection.isUnknown(row), message);
                assertEquals(Boolean.TRUE.equals(truth), selection.isTrue(row), message);
                if (Boolean.TRUE.equals(truth)) {
                    rows.add(row);
                }
                open += truth == null ? 1 : 0;
            }
            passed += rows.size();
            assertEquals(rows, Arrays.stream(selection.rowsWhereTrue()).boxed().toList());
        }
        assertTrue(open > 10_000 && passed > 10_000, open + " unknown, " + passed + " true");
    }

    private static Wanted any(List<Data> table, Random random, int depth) {
        int kind = depth == 0 ? random.nextInt(7) : random.nextInt(12);
        if (kind >= 10) {
            Wanted inner = any(table, random, depth - 1);
            return new Wanted(
                    "NOT (" + inner.text() + ")", row -> not(inner.meaning().apply(row)));
        }
        if (kind >= 7) {
            boolean isAnd = random.nextBoolean();
            Wanted left = any(table, random, depth - 1);
            Wanted right = any(table, random, depth - 1);
            return new Wanted(
                    "(" + left.text() + (isAnd ? ") and (" : ") Or (") + right.text() + ")",
                    row -> isAnd
                            ? and(left.meaning().apply(row), right.meaning().apply(row))
                            : not(and(
                                    not(left.meaning().apply(row)),
                                    not(right.meaning().apply(row)))));
        }
        Data data = table.get(random.nextInt(table.size()));
        return leaf(data, kind, random);
    }

    private static Wanted leaf(Data data, int kind, Random random) {
        String name = data.name();
        boolean isNegated = random.nextBoolean();
        switch (kind) {
            case 0 -> {
                return new Wanted(
                        name + (isNegated ? " IS NOT NULL" : " IS NULL"),
                        row -> (data.values().get(row) == null) != isNegated);
            }
            case 1 -> {
                Object from = literal(data, random);
                Object to = literal(data, random);
                return negatable(
                        name + (isNegated ? " NOT" : "") + " BETWEEN " + sql(from) + " AND " + sql(to),
                        isNegated,
                        row -> and(
                                holds(">=", data.values().get(row), from),
                                holds("<=", data.values().get(row), to)));
            }
            case 2 -> {
                List<@Nullable Object> among = new ArrayList<>();
                List<String> texts = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    Object value = literal(data, random);
                    among.add(value);
                    texts.add(sql(value));
                }
                return negatable(
                        name + (isNegated ? " NOT IN (" : " IN (") + String.join(", ", texts) + ")", isNegated, row -> {
                            Boolean found = false;
                            for (Object value : among) {
                                found = not(and(
                                        not(found), not(holds("=", data.values().get(row), value))));
                            }
                            return found;
                        });
            }
            default -> {
                String operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
                Object value = literal(data, random);
                IntFunction<@Nullable Boolean> meaning =
                        row -> holds(operator, data.values().get(row), value);
                return isNegated
                        ? new Wanted(sql(value) + mirrored(operator) + name, meaning)
                        : new Wanted(name + " " + operator + " " + sql(value), meaning);
            }
        }
    }

    private static Wanted negatable(String text, boolean isNegated, IntFunction<@Nullable Boolean> meaning) {
        return new Wanted(text, row -> isNegated ? not(meaning.apply(row)) : meaning.apply(row));
    }

    private static String mirrored(String operator) {
        return operator.startsWith("<") && !operator.equals("<>")
                ? operator.replace('<', '>')
                : operator.replace('>', operator.equals("<>") ? '>' : '<');
    }

    private static @Nullable Boolean not(@Nullable Boolean value) {
        return value == null ? null : !value;
    }

    private static @Nullable Boolean and(@Nullable Boolean left, @Nullable Boolean right) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return (left == null || right == null) ? null : true;
    }

    private static @Nullable Boolean holds(String operator, @Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return null;
        }
        if (left instanceof Double number && (number.isNaN() || number.isInfinite())) {
            double other = ((BigDecimal) right).doubleValue();
            return number.isNaN()
                    ? operator.equals("!=") || operator.equals("<>")
                    : sign(operator, number > other ? 1 : -1);
        }
        return sign(operator, order(left, right));
    }

    private static boolean sign(String operator, int order) {
        return switch (operator) {
            case "=" -> order == 0;
            case "!=", "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new AssertionError(operator);
        };
    }

    private static int order(Object left, Object right) {
        if (left instanceof String text) {
            return Arrays.compareUnsigned(
                    text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
        }
        if (left instanceof Boolean truth) {
            return truth.compareTo((Boolean) right);
        }
        BigDecimal number = left instanceof Double value ? new BigDecimal(value) : (BigDecimal) left;
        return number.compareTo((BigDecimal) right);
    }

    private static String sql(@Nullable Object value) {
        if (value instanceof String text) {
            return "'" + text.replace("'", "''") + "'";
        }
        return value instanceof BigDecimal number
                ? number.toPlainString()
                : String.valueOf(value).toUpperCase(java.util.Locale.ROOT);
    }

    /// A value of the column, one near to it, or null.
    private static @Nullable Object literal(Data data, Random random) {
        Object value = data.values().get(random.nextInt(ROWS));
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? new BigDecimal(number) : BigDecimal.valueOf(2);
        }
        return switch (random.nextInt(4)) {
            case 0 -> ((BigDecimal) value).add(new BigDecimal("0.25"));
            case 1 -> ((BigDecimal) value).multiply(new BigDecimal("-3"));
            default -> value;
        };
    }

    private static List<Data> table(Random random) {
        List<Data> table = new ArrayList<>();
        for (int bits : new int[] {8, 16, 32, 64}) {
            table.add(integers("i" + bits, "int" + bits, bits, true, random));
            table.add(integers("u" + bits, "uint" + bits, bits, false, random));
        }
        table.add(floats("f16", "halffloat", 16, random));
        table.add(floats("f32", "float", 32, random));
        table.add(floats("f64", "double", 64, random));
        table.add(texts(random));
        table.add(booleans(random));
        return table;
    }

    private static Data integers(String name, String typeName, int bits, boolean isSigned, Random random) {
        long[] raw = new long[ROWS];
        for (int i = 0; i < ROWS; i++) {
            raw[i] = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(5) - 2;
                case 1 -> 1L << (bits - 1);
                case 2 -> (1L << (bits - 1)) - 1;
                default -> random.nextLong();
            };
        }
        byte[] validity = validity(random);
        BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        List<@Nullable Object> values = objects(validity, i -> {
            BigInteger unsigned = BigInteger.valueOf(raw[i]).and(mask);
            boolean isNegative = isSigned && unsigned.testBit(bits - 1);
            return new BigDecimal(isNegative ? unsigned.subtract(mask).subtract(BigInteger.ONE) : unsigned);
        });
        Validity valid = Validity.ofBits(validity, ROWS);
        byte[] bytes = new byte[ROWS];
        short[] shorts = new short[ROWS];
        int[] ints = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
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
        return new Data(name, typeName, new DataType.Int(bits, isSigned), column, values);
    }

    private static Data floats(String name, String typeName, int bits, Random random) {
        short[] halves = new short[ROWS];
        float[] singles = new float[ROWS];
        double[] doubles = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            double value = switch (random.nextInt(8)) {
                case 0 -> Double.NaN;
                case 1 -> Double.POSITIVE_INFINITY;
                case 2 -> random.nextInt(3) - 1;
                default -> random.nextGaussian();
            };
            halves[i] = Float.floatToFloat16((float) value);
            singles[i] = (float) value;
            doubles[i] = value;
        }
        byte[] validity = validity(random);
        Validity valid = Validity.ofBits(validity, ROWS);
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
        return new Data(name, typeName, new DataType.FloatingPoint(bits), column, values);
    }

    private static Data texts(Random random) {
        byte[] validity = validity(random);
        List<@Nullable Object> values = objects(validity, _ -> TEXTS.get(random.nextInt(TEXTS.size())));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int[] offsets = new int[ROWS + 1];
        for (int i = 0; i < ROWS; i++) {
            if (values.get(i) instanceof String text) {
                data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            }
            offsets[i + 1] = data.size();
        }
        Column column = new Column.BytesColumn(Validity.ofBits(validity, ROWS), offsets, data.toByteArray());
        return new Data("t", "string", new DataType.Utf8(false), column, values);
    }

    private static Data booleans(Random random) {
        byte[] validity = validity(random);
        byte[] bits = new byte[(ROWS + 7) / 8];
        random.nextBytes(bits);
        Column.BitColumn column = new Column.BitColumn(Validity.ofBits(validity, ROWS), bits);
        return new Data("b", "bool", new DataType.Bool(), column, objects(validity, column::get));
    }

    private static byte[] validity(Random random) {
        byte[] bits = new byte[(ROWS + 7) / 8];
        random.nextBytes(bits);
        for (int i = 0; i < bits.length; i++) {
            bits[i] |= (byte) random.nextInt(256);
        }
        return bits;
    }

    private static List<@Nullable Object> objects(byte[] validity, IntFunction<Object> value) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            values.add((validity[i >>> 3] >> (i & 7) & 1) != 0 ? value.apply(i) : null);
        }
        return values;
    }
}
