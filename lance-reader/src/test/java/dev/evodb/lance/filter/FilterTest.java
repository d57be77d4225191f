package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaFields;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static final LanceSchema SCHEMA = new SchemaFields()
            .add(0, -1, "id", "int64")
            .add(1, -1, "label", "string")
            .add(2, -1, "flag", "bool")
            .add(3, -1, "day", "date32:day")
            .add(4, -1, "s", "struct")
            .add(5, 4, "x", "int32")
            .add(6, 4, "odd name", "int32")
            .add(7, -1, "l", "list")
            .add(8, 7, "item", "int32")
            .add(9, -1, "half", "halffloat")
            .add(10, -1, "select", "int8")
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    id = 0 OR id = 1 AND id = 2            | 0
                    (id = 0 OR id = 1) AND id = 1          | 1
                    NOT id = 0 AND id < 3                  | 1 2
                    NOT (id = 0 AND id < 3)                | 1 2 3
                    id BETWEEN 1 AND 2 AND id <> 2         | 1
                    id NOT BETWEEN 1 AND 2                 | 0 3
                    NOT NOT id = 3                         | 3
                    2 > id                                 | 0 1
                    id < 1.5                               | 0 1
                    id = 1.5                               |
                    id IN (-1, +1, 3e0, 2.5)               | 1 3
                    id > -1e300                            | 0 1 2 3
                    id IN (99, NULL)                       |
                    TRUE                                   | 0 1 2 3
                    NULL                                   |
                    "id" = 2 OR `id` = .0e1                | 0 2
                    iD = 2 OR id = 3                       | at position 1: no column iD, the columns are \
                    [id, label, flag, day, s, l, half, select]
                    """)
    void passesTheRightRows(String text, String rows) {
        if (rows != null && rows.startsWith("at")) {
            assertRefused(rows, text);
            return;
        }
        int[] expected = rows == null
                ? new int[0]
                : List.of(rows.split(" ", -1)).stream()
                        .mapToInt(Integer::parseInt)
                        .toArray();
        assertArrayEquals(expected, ids(text));
    }

    @Test
    void namesItsColumnsOnceInTheOrderOfTheText() {
        Filter filter = Filter.parse("s.x = 1 OR label = 'a' AND s.\"odd name\" > 2 AND s.x < 5 OR _rowid = 7", SCHEMA);

        assertEquals(List.of("s.x", "label", "s.odd name", "_rowid"), filter.columns());
    }

    @Test
    void readsKeyWordsAndQuotesInsideTexts() {
        assertDoesNotThrow(() -> Filter.parse("label = 'it''s AND (\"' and flag", SCHEMA));
        assertDoesNotThrow(() -> Filter.parse("select > 1", SCHEMA));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    ^^                   | at position 1: expected a column, found the end
                    id                   | at position 1: column id of type int64 is not a condition
                    id =                 | at position 5: expected a literal, found the end
                    id == 5              | at position 5: expected a literal, found =
                    id = 5 id            | at position 8: expected AND, OR or the end, found id
                    id = 5abc            | at position 7: expected AND, OR or the end, found abc
                    (id = 5              | at position 8: expected ), found the end
                    id = 5)              | at position 7: expected AND, OR or the end, found )
                    id NOT = 5           | at position 8: expected IN or BETWEEN, found =
                    id IS 5              | at position 7: expected NULL, found 5
                    id IN 5              | at position 7: expected (, found 5
                    id IN ()             | at position 8: expected a literal, found )
                    id BETWEEN 1 OR 2    | at position 14: expected AND, found OR
                    AND id = 5           | at position 1: expected a column, found AND
                    5                    | at position 2: expected a comparison, found the end
                    5 = 5                | at position 5: expected a column, found 5
                    id = 'x              | at position 6: the quote ' is never closed
                    id ; 5               | at position 4: unexpected character ; outside quotes
                    nope = 5             | at position 1: no column nope, the columns are \
                    [id, label, flag, day, s, l, half, select]
                    id = 5 OR s.y = 1    | at position 11: no column s.y, the columns are \
                    [id, label, flag, day, s, l, half, select]
                    l.item = 1           | at position 1: column l.item is inside l of type list, which has many values in a row
                    id = 'five'          | at position 6: column id of type int64 cannot be compared with 'five'
                    id IN (1, 'five')    | at position 11: column id of type int64 cannot be compared with 'five'
                    label > 5            | at position 9: column label of type string cannot be compared with 5
                    label IN ('a', -5)   | at position 16: column label of type string cannot be compared with -5
                    flag = 1             | at position 8: column flag of type bool cannot be compared with 1
                    half IN (1, TRUE)    | at position 13: column half of type halffloat cannot be compared with TRUE
                    half < 65520         | at position 8: 65520 is out of the range of column half of type halffloat
                    id = 1e1000          | at position 6: the exponent of 1e1000 has more than 3 digits
                    """)
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertRefused(message, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    label LIKE 'a%'            | LIKE at position 7
                    label NOT ilike 'a%'       | ILIKE at position 11
                    contains(label, 'a')       | function contains at position 1
                    id = abs(5)                | function abs at position 6
                    CAST(id AS int) = 5        | CAST at position 1
                    id::int = 5                | CAST at position 3
                    id + 1 = 5                 | arithmetic + at position 4
                    id = 5 * 2                 | arithmetic * at position 8
                    day = date '2024-01-01'    | DATE literal at position 7
                    id = s.x                   | comparison with another column at position 6
                    l[0] = 1                   | subscript at position 2
                    """)
    void refusesOtherSqlByName(String text, String found) {
        UnsupportedFeatureException refused =
                assertThrows(UnsupportedFeatureException.class, () -> Filter.parse(text, SCHEMA));
        assertEquals(
                "filter with " + found + " is not supported, accepted: comparisons, IN, BETWEEN, IS NULL, AND, OR and"
                        + " NOT (file=filter)",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"day = 5", "day IN (5)"})
    void refusesToCompareOtherTypes(String text) {
        UnsupportedFeatureException refused =
                assertThrows(UnsupportedFeatureException.class, () -> Filter.parse(text, SCHEMA));
        assertEquals(
                "filter that compares column day of type date32:day is not supported, accepted: comparisons of"
                        + " integers, floats, texts and booleans (file=filter, column=day)",
                refused.getMessage());
    }

    @Test
    void asksEveryTypeForNull() {
        assertEquals(
                List.of("day", "s", "l"),
                Filter.parse("day IS NULL OR s IS NOT NULL OR l IS NULL OR day = NULL", SCHEMA)
                        .columns());
    }

    @Test
    void boundsTheText() {
        String start = "id = 5 OR label = '";
        String atLimit = start + "\u00e9".repeat((Filter.MAX_TEXT_BYTES - start.length() - 1) / 2) + "'";

        assertDoesNotThrow(() -> Filter.parse(atLimit, SCHEMA));
        assertLimit("filter bytes limit is 16384, needed 16385", atLimit + " ");
        assertLimit("filter bytes limit is 16384, needed 20000", " ".repeat(20_000));
    }

    @Test
    void boundsTheNodes() {
        String start = "id IN (1";

        assertDoesNotThrow(() -> Filter.parse(start + ",1".repeat(998) + ")", SCHEMA));
        assertLimit("filter nodes limit is 1000, needed 1001", start + ",1".repeat(999) + ")");
    }

    @Test
    void boundsTheDepth() {
        assertDoesNotThrow(() -> Filter.parse("(".repeat(64) + "flag" + ")".repeat(64), SCHEMA));
        assertDoesNotThrow(() -> Filter.parse("NOT ".repeat(64) + "flag", SCHEMA));
        assertLimit("filter depth limit is 64, needed 65", "(".repeat(65) + "flag" + ")".repeat(65));
        assertLimit("filter depth limit is 64, needed 65", "NOT ".repeat(65) + "flag");
    }

    @Test
    void comparesHalvesWithTheNearestHalf() {
        // 0.1 as a half is 0x2E66. 1 + 2^-11 is half way to the next half, rounded to even; any more is not.
        assertArrayEquals(new int[] {0}, halves("half = 0.1", 0x2E66, 0x2E67));
        assertArrayEquals(new int[] {0}, halves("half = 1.00048828125", 0x3C00, 0x3C01));
        assertArrayEquals(new int[] {1}, halves("half = 1.000488281250000000000000001", 0x3C00, 0x3C01));
    }

    private static int[] halves(String text, int... bits) {
        short[] values = new short[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = (short) bits[i];
        }
        Column column = new Column.ShortColumn(Validity.allValid(bits.length), values);
        Field field = new Field("half", new DataType.FloatingPoint(16), true);
        return Filter.parse(text, SCHEMA)
                .evaluate(new RecordBatch(List.of(field), List.of(column), bits.length))
                .rowsWhereTrue();
    }

    /// Over rows 0 to 3 of a column `id` that holds the same.
    private static int[] ids(String text) {
        Column column = new Column.LongColumn(Validity.allValid(4), new long[] {0, 1, 2, 3});
        Field field = new Field("id", new DataType.Int(64, true), true);
        return Filter.parse(text, SCHEMA)
                .evaluate(new RecordBatch(List.of(field), List.of(column), 4))
                .rowsWhereTrue();
    }

    private static void assertRefused(String message, String text) {
        FilterException refused = assertThrows(FilterException.class, () -> Filter.parse(text, SCHEMA));
        assertEquals(message, refused.getMessage());
    }

    private static void assertLimit(String message, String text) {
        LimitExceededException refused = assertThrows(LimitExceededException.class, () -> Filter.parse(text, SCHEMA));
        assertEquals(message, refused.getMessage());
    }
}
