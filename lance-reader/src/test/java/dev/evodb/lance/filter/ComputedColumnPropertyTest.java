package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random expressions over random columns: what a computed column says of a row is what filters say of it.
class ComputedColumnPropertyTest {
    private static final int ROWS = 97;
    private static final int ROUNDS = 400;
    private static final int MOST_VALUES = 4;

    private enum Kind {
        INTEGER,
        DECIMAL,
        FLOAT,
        TEXT,
        BOOL,
        DATE
    }

    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithFiltersOfTheSameExpression(long seed) {
        random = new Random(seed);
        RandomTable table = new RandomTable(random, ROWS);
        int compared = 0;
        int errors = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String expression = "(" + expression(Kind.values()[round % Kind.values().length], 3) + ")";
            String message = expression + ", seed " + seed;
            ComputedColumn column = ComputedColumn.parse("x", expression, table.schema());
            Filter isNull = Filter.parse(expression + " IS NULL", table.schema());
            List<@Nullable String> values;
            try {
                values = ColumnText.values(
                        column.evaluate(table.batch(column.columns())),
                        column.field().type());
            } catch (FilterException e) {
                errors++;
                boolean isBeyondType = String.valueOf(e.getMessage()).contains("the type of the result");
                if (!isBeyondType) {
                    FilterException same = assertThrows(
                            FilterException.class, () -> isNull.evaluate(table.batch(isNull.columns())), message);
                    assertEquals("column x, " + same.getMessage(), e.getMessage(), message);
                }
                continue;
            }
            Selection nulls = isNull.evaluate(table.batch(isNull.columns()));
            for (int row = 0; row < ROWS; row++) {
                assertEquals(values.get(row) == null, nulls.isTrue(row), message + ", row " + row);
            }
            for (String value : some(values)) {
                String literal = literal(value, column.field().type());
                Filter filter = Filter.parse(expression + " = " + literal, table.schema());
                Selection selection = filter.evaluate(table.batch(filter.columns()));
                for (int row = 0; row < ROWS; row++) {
                    String where = message + " = " + literal + ", row " + row;
                    assertEquals(value.equals(values.get(row)), selection.isTrue(row), where);
                    assertEquals(values.get(row) == null, selection.isUnknown(row), where);
                    compared++;
                }
            }
        }
        assertTrue(compared > 40_000 && errors < ROUNDS / 2, compared + " compared, " + errors + " without answer");
    }

    /// Values that have a literal.
    private Set<String> some(List<@Nullable String> values) {
        Set<String> some = new LinkedHashSet<>();
        for (int i = 0; i < 20 && some.size() < MOST_VALUES; i++) {
            String value = values.get(random.nextInt(values.size()));
            if (value != null && !value.equals("NaN") && !value.endsWith("Infinity")) {
                some.add(value);
            }
        }
        return some;
    }

    private static String literal(String value, DataType type) {
        return switch (type) {
            case DataType.Bool _, DataType.Int _ -> value;
            case DataType.Decimal decimal -> new BigDecimal(new BigInteger(value), decimal.scale()).toPlainString();
            case DataType.FloatingPoint _ ->
                value.equals("-0.0") ? value : new BigDecimal(Double.parseDouble(value)).toPlainString();
            case DataType.Date _ -> "date '" + LocalDate.ofEpochDay(Long.parseLong(value)) + "'";
            case DataType.Utf8 _ -> "'" + value.replace("'", "''") + "'";
            default -> throw new AssertionError(SqlTypes.name(type));
        };
    }

    private String expression(Kind kind, int depth) {
        return switch (kind) {
            case INTEGER -> integer(depth);
            case DECIMAL -> decimal(depth);
            case FLOAT -> floating(depth);
            case TEXT -> text(depth);
            case BOOL -> bool(depth);
            case DATE -> date(depth);
        };
    }

    private String integer(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 2 : 12)) {
            case 0 -> one("i8", "i16", "i32", "i64", "u8", "u16", "u32", "s.x");
            case 1 -> String.valueOf(random.nextInt(9) - 3);
            case 2, 3 -> "(" + integer(next) + one(" + ", " - ") + integer(next) + ")";
            case 4 -> "(" + one("i8", "i16", "u8") + " * " + integer(0) + ")";
            case 5 -> "(" + integer(next) + one(" / ", " % ") + (1 + random.nextInt(5)) + ")";
            case 6 -> "coalesce(" + integer(next) + ", " + integer(next) + ")";
            case 7 -> "nullif(" + integer(next) + ", " + integer(next) + ")";
            case 8 -> one("abs(", "-(") + one("i8", "i16", "i32", "u8", "u16") + ")";
            case 9 -> one("length(", "octet_length(") + text(next) + ")";
            case 10 -> "TRY_CAST(" + integer(next) + " AS " + one("tinyint", "smallint", "int", "bigint") + ")";
            default -> one("array_length(li)", "li[1]", "li[-1]", "CAST(b AS int)");
        };
    }

    private String decimal(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 1 : 6)) {
            case 0 -> one("d128", "d256");
            case 1 -> "(" + decimal(next) + one(" + ", " - ") + decimal(next) + ")";
            case 2 -> "(d128 * " + (random.nextInt(7) - 3) + ")";
            case 3 -> "(d128 / " + (1 + random.nextInt(5)) + ")";
            case 4 -> "coalesce(" + decimal(next) + ", " + integer(0) + ")";
            default -> one("abs(", "-(", "round(", "ceil(", "floor(") + one("d128", "d256") + ")";
        };
    }

    private String floating(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 1 : 6)) {
            case 0 -> one("f64", "f32", "f16");
            case 1, 2 ->
                "(" + floating(next) + one(" + ", " - ", " * ") + (random.nextBoolean() ? floating(next) : integer(0))
                        + ")";
            case 3 -> "(" + floating(next) + " / " + (1 + random.nextInt(5)) + ")";
            case 4 -> one("abs(", "round(", "ceil(", "floor(") + one("f64", "f32") + ")";
            default -> "coalesce(" + floating(next) + ", " + floating(next) + ")";
        };
    }

    private String text(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 1 : 8)) {
            case 0 -> one("t", "lt", "'b'");
            case 1 -> one("lower(", "upper(", "trim(", "ltrim(") + text(next) + ")";
            case 2 -> "(" + text(next) + " || " + text(next) + ")";
            case 3 -> "concat(" + text(next) + ", " + integer(0) + ", " + text(next) + ")";
            case 4 -> "substr(" + text(next) + ", " + random.nextInt(3) + ", 2)";
            case 5 -> one("left(", "right(") + text(next) + ", " + (random.nextInt(5) - 2) + ")";
            case 6 -> "coalesce(" + text(next) + ", " + text(next) + ")";
            default -> one("CAST(i16 AS string)", "lt_items[1]", "nullif(t, 'a')", "CAST(day AS string)");
        };
    }

    private String bool(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 1 : 6)) {
            case 0 -> one("b", "TRUE", "t LIKE '%b%'", "u64 > i64", "array_has(li, 2)", "f32 IN (0, 1)");
            case 1 -> "(" + integer(next) + one(" < ", " = ", " >= ") + integer(next) + ")";
            case 2 -> "(" + expression(Kind.values()[random.nextInt(6)], next) + " IS NULL)";
            case 3 -> "(" + bool(next) + one(" AND ", " OR ") + bool(next) + ")";
            case 4 -> "(NOT " + bool(next) + ")";
            default -> "coalesce(" + bool(next) + ", " + bool(next) + ")";
        };
    }

    private String date(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 1 : 5)) {
            case 0 -> one("day", "date '2024-01-31'");
            case 1 -> "(" + date(next) + one(" + ", " - ") + (random.nextInt(9) - 3) + ")";
            case 2 -> "coalesce(" + date(next) + ", " + date(next) + ")";
            case 3 -> "CAST(ts AS date)";
            default -> "nullif(" + date(next) + ", " + date(next) + ")";
        };
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
