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
import java.util.Arrays;
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
            .add(11, -1, "Case", "int8")
            .add(12, -1, "cASE", "int8")
            .add(13, -1, "z", "timestamp:us:Mars/Base")
            .build();
    private static final String COLUMNS = "[id, label, flag, day, s, l, half, select, Case, cASE, z]";

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
                    id <> 1.5                              | 0 1 2 3
                    id IN (-1, +1, 3e0, 2.5)               | 1 3
                    id > -1e300                            | 0 1 2 3
                    id BETWEEN 0.5 AND 1e99                | 1 2 3
                    id IN (99, NULL)                       |
                    TRUE                                   | 0 1 2 3
                    NULL                                   |
                    "id" = 2 OR `id` = .0e1                | 0 2
                    iD == 2 OR ID = 3                      | 2 3
                    id = 1 IS TRUE                         | 1
                    id * 2 + 1 = 7 - 2 * 2 + 0             | 1
                    -id = -2                               | 2
                    id = 1 /* one */ -- and no more        | 1
                    """)
    void passesTheRightRows(String text, String rows) {
        int[] expected = rows == null
                ? new int[0]
                : List.of(rows.split(" ", -1)).stream()
                        .mapToInt(Integer::parseInt)
                        .toArray();
        assertArrayEquals(expected, ids(text));
    }

    @Test
    void namesItsColumnsOnceInTheOrderOfTheText() {
        Filter filter = Filter.parse("S.x = 1 OR label = 'a' AND s.\"odd name\" > 2 AND s.x < 5 OR _rowid = 7", SCHEMA);

        assertEquals(List.of("s.x", "label", "s.odd name", "_rowid"), filter.columns());
    }

    @Test
    void readsKeyWordsAndQuotesInsideTexts() {
        assertDoesNotThrow(() -> Filter.parse("label = 'it''s AND (\"' and flag", SCHEMA));
        assertDoesNotThrow(() -> Filter.parse("select > 1", SCHEMA));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    ^^                   | at position 1: expected a column, a value or a condition, found the end
                    id                   | at position 1: column id of type int64 is not a condition
                    id + 1               | at position 4: a value of type int64 is not a condition
                    id =                 | at position 5: expected a column, a value or a condition, found the end
                    id = 5 id            | at position 8: expected AND, OR or the end, found id
                    id = 5abc            | at position 7: expected AND, OR or the end, found abc
                    (id = 5              | at position 8: expected ), found the end
                    id = 5)              | at position 7: expected AND, OR or the end, found )
                    id NOT = 5           | at position 8: expected IN, BETWEEN, LIKE or ILIKE, found =
                    id IS 5              | at position 7: expected NULL, TRUE, FALSE or UNKNOWN, found 5
                    id IN 5              | at position 7: expected (, found 5
                    id IN ()             | at position 8: expected a column, a value or a condition, found )
                    id BETWEEN 1 OR 2    | at position 14: expected AND, found OR
                    AND id = 5           | at position 1: expected a column, a value or a condition, found AND
                    5                    | at position 1: 5 is not a condition
                    s. = 1               | at position 4: expected a name, found =
                    id = 'x              | at position 6: the quote ' is never closed
                    id = 1 /* x          | at position 8: the comment /* is never closed
                    id ; 5               | at position 4: unexpected character ; outside quotes
                    id = x'0'            | at position 6: x'0' is not made of pairs of hex digits
                    CAST(id AS)          | at position 11: expected a type, found )
                    CAST(id AS decimal(a)) = 1 | at position 20: expected a number of digits, found a
                    CAST(id int) = 1     | at position 9: expected AS, found int
                    label LIKE 'a' ESCAPE 'ab' | at position 23: expected an escape of one character in quotes, found 'ab'
                    lable = 'x'          | at position 1: no column lable, did you mean label?
                    "lable" = 'x'        | at position 1: no column lable, did you mean label?; texts are in single quotes
                    s.odd_name = 1       | at position 1: no field odd_name in column s, its fields are [x, odd name]
                    x = 1                | at position 1: no column x, did you mean s.x?
                    id = 5 OR s.y = 1    | at position 11: no field y in column s, its fields are [x, odd name]
                    case = 1             | at position 1: case is one of the columns [Case, cASE]: \
                    write it in back quotes and in its own case
                    l.item = 1           | at position 1: column l.item is inside l of type list, which has many values in a row
                    id = 'five'          | at position 6: column id of type int64 cannot be compared with 'five'
                    id IN (1, 'five')    | at position 11: column id of type int64 cannot be compared with 'five'
                    label > 5            | at position 9: column label of type string cannot be compared with 5
                    label IN ('a', -5)   | at position 16: column label of type string cannot be compared with -5
                    flag = 1             | at position 8: column flag of type bool cannot be compared with 1
                    half IN (1, TRUE)    | at position 13: column half of type halffloat cannot be compared with true
                    id = label           | at position 4: column id of type int64 cannot be compared with column label of type string
                    day = 5              | at position 7: column day of type date32:day cannot be compared with 5
                    day = '2024-01-31'   | at position 7: column day of type date32:day cannot be compared with '2024-01-31'; \
                    dates and times are written like date '2024-01-31'
                    l = 1                | at position 5: column l of type list of int32 cannot be compared with 1
                    half < 65520         | at position 8: 65520 is out of the range of type halffloat
                    id = 1e1000          | at position 6: the exponent of 1e1000 has more than 3 digits
                    id + label = 1       | at position 4: no + of column id of type int64 and column label of type string
                    -label = 'a'         | at position 1: no negative of column label of type string
                    id LIKE 'a'          | at position 4: LIKE of column id of type int64 and 'a', not of texts
                    lower(id) = 'a'      | at position 7: lower of column id of type int64, not of a text
                    abs(label) = 1       | at position 5: abs of column label of type string, not of a number
                    abs() = 1            | at position 1: abs has 0 arguments, allowed 1
                    round(1, 2, 3) = 1   | at position 1: round has 3 arguments, allowed 1 to 2
                    array_has(id, 1)     | at position 11: column id of type int64 is not a list
                    array_has(l, 'a')    | at position 14: array_has looks for 'a' in a list of int32
                    l['a'] = 1           | at position 1: column l.a is inside l of type list, which has many values in a row
                    l[label] = 1         | at position 3: column label of type string is not a position in a list
                    nullif(l, NULL) IS NULL | at position 1: nullif of column l of type list of int32 and null
                    coalesce(id, label) = 1 | at position 14: coalesce of int64 and column label of type string
                    date '2024-02-30' = day | at position 1: '2024-02-30' is no date32:day
                    time '24:00' = day   | at position 1: '24:00' is no time64:us
                    """)
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertRefused(message, text);
    }

    @Test
    void saysWhichColumnsThereAreIfNoneIsNear() {
        assertRefused("at position 1: no column nowhere, the columns are " + COLUMNS, "nowhere = 5");
    }

    @Test
    void findsNamesInTheirOwnCaseFirst() {
        assertEquals(
                List.of("cASE", "Case"),
                Filter.parse("`cASE` = 1 AND Case < 5 AND cASE < 5", SCHEMA).columns());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    CASE WHEN flag THEN 1 END = 1     | CASE at position 1
                    EXISTS (SELECT 1)                 | EXISTS at position 1
                    id IN (SELECT 1)                  | a subquery at position 8
                    (id, 5) = (1, 5)                  | a row of several values at position 1
                    id IS DISTINCT FROM 5             | IS DISTINCT FROM at position 7
                    day + interval '1 day' = day      | INTERVAL at position 7
                    extract(year FROM day) = 2024     | EXTRACT at position 1
                    label SIMILAR TO 'a'              | SIMILAR at position 7
                    label LIKE label                  | LIKE with a pattern that is not a literal at position 12
                    regexp_like(label, label)         | regexp_like with a pattern that is not a literal at position 20
                    regexp_like(label, '\\p{L}')      | Unicode classes in a regular expression at position 20
                    regexp_like(label, '(?=a)')       | look-around in a regular expression at position 20
                    array_has_any(l, l)               | array_has_any with items that are not literals at position 18
                    frobnicate(id) = 1                | function frobnicate at position 1
                    CAST(id AS uuid) = 1              | type uuid at position 12
                    CAST(id AS timestamp(4)) = 1      | type timestamp[4] at position 12
                    CAST(l AS int) = 1                | a cast of column l of type list of int32 to int32 at position 1
                    l = [1, 2]                        | a list outside of array functions at position 5
                    """)
    void refusesOtherSqlByName(String text, String found) {
        UnsupportedFeatureException refused =
                assertThrows(UnsupportedFeatureException.class, () -> Filter.parse(text, SCHEMA));
        assertEquals(
                "filter with " + found + " is not supported, accepted: the SQL listed in docs/filters.md"
                        + " (file=filter)",
                refused.getMessage());
    }

    @Test
    void refusesUnknownTimeZones() {
        UnsupportedFeatureException refused =
                assertThrows(UnsupportedFeatureException.class, () -> Filter.parse("z IS NULL", SCHEMA));
        assertEquals(
                "time zone Mars/Base is not supported, accepted: zones of the IANA database and offsets"
                        + " (file=filter, column=z)",
                refused.getMessage());
    }

    @Test
    void asksEveryTypeForNull() {
        assertEquals(
                List.of("day", "s", "l"),
                Filter.parse("day IS NULL OR s IS NOT NULL OR l IS NULL OR day = NULL", SCHEMA)
                        .columns());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    10 / id = 5                                  | at position 4: division by zero
                    id % (id - id) = 0                           | at position 4: division by zero
                    id + 9223372036854775807 > 0                 | at position 4: 1 + 9223372036854775807 is beyond the integers of 64 bits
                    -2 - id * 9223372036854775807 < 0            | at position 9: 2 * 9223372036854775807 is beyond the integers of 64 bits
                    CAST(id - 3 AS tinyint unsigned) + 0 = 1     | at position 1: cannot cast -3 to uint8
                    """)
    void namesTheOperatorThatARowCannotAnswer(String text, String message) {
        FilterException refused = assertThrows(FilterException.class, () -> ids(text));
        assertEquals(message, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    id <> 0 AND 10 / id = 5                      | 2
                    id = 0 OR 10 / id = 5                        | 0 2
                    id > 1 AND (id = 2 OR 10 / (id - 2) = 10)    | 2 3
                    coalesce(nullif(id, 0), 10 / (id - 0 + 1)) = 10 | 0
                    FALSE AND 1 / 0 = 1                          |
                    id >= 0 OR 1 / 0 = 1                         | 0 1 2 3
                    """)
    void asksNoRowThatIsDecided(String text, String rows) {
        passesTheRightRows(text, rows);
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

        assertDoesNotThrow(() -> Filter.parse(start + ",1".repeat(997) + ")", SCHEMA));
        assertLimit("filter nodes limit is 1000, needed 1001", start + ",1".repeat(998) + ")");
    }

    @Test
    void boundsTheDepth() {
        assertDepth("(", "flag", ")", 64);
        assertDepth("NOT ", "flag", "", 64);
        assertDepth("NOT (", "flag", ")", 32);
        assertDoesNotThrow(() -> Filter.parse("id = " + "abs(".repeat(64) + "1" + ")".repeat(64), SCHEMA));
        assertLimit("filter depth limit is 64, needed 65", "id = " + "abs(".repeat(65) + "1" + ")".repeat(65));
        assertDoesNotThrow(() -> Filter.parse("id = -" + " -".repeat(63) + "id", SCHEMA));
        assertLimit("filter depth limit is 64, needed 65", "id = -" + " -".repeat(64) + "id");
    }

    @Test
    void boundsOperatorsInARow() {
        assertDoesNotThrow(() -> Filter.parse("id = id" + " + 1".repeat(64), SCHEMA));
        assertLimit("filter depth limit is 64, needed 65", "id = id" + " + 1".repeat(65));
        assertLimit("filter depth limit is 64, needed 65", "id" + " * 1".repeat(65) + " = 1");
        assertLimit("filter depth limit is 64, needed 65", "id" + "::bigint".repeat(65) + " = 1");
        assertLimit("filter depth limit is 64, needed 65", "id = 1" + " IS TRUE".repeat(65));
        assertDoesNotThrow(() -> Filter.parse("id = 1" + " OR id = 2 AND id = 3".repeat(100), SCHEMA));
    }

    @Test
    void boundsTheTextThatFunctionsMake() {
        String huge = "concat(" + "label, ".repeat(300) + "label) = ''";
        byte[] million = new byte[1_000_000];
        Column column = new Column.BytesColumn(Validity.allValid(1), new int[] {0, million.length}, million);
        RecordBatch batch =
                new RecordBatch(List.of(new Field("label", new DataType.Utf8(false), true)), List.of(column), 1);

        LimitExceededException refused = assertThrows(
                LimitExceededException.class, () -> Filter.parse(huge, SCHEMA).evaluate(batch));
        assertEquals("filter computed bytes limit is 268435456, needed 269000000", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id = 5", "label = 'a'", "flag", "day = date '2024-01-31'", "half > 1", "l[1] = 1"})
    void refusesBatchesWithAColumnOfAnotherType(String text) {
        Filter filter = Filter.parse(text, SCHEMA);
        String name = filter.columns().getFirst();
        Column column = new Column.NullColumn(Validity.allNull(1));
        Column wrong = new Column.FixedBytesColumn(Validity.allValid(1), 3, new byte[3]);

        assertThrows(IllegalArgumentException.class, () -> filter.evaluate(batch(name, wrong)));
        assertThrows(IllegalArgumentException.class, () -> filter.evaluate(batch("another", column)));
    }

    @Test
    void comparesHalvesWithTheNearestHalf() {
        // 0.1 as a half is 0x2E66. 1 + 2^-11 is half way to the next half, rounded to even; any more is not.
        assertArrayEquals(new int[] {0}, halves("half = 0.1", 0x2E66, 0x2E67));
        assertArrayEquals(new int[] {0}, halves("half = 1.00048828125", 0x3C00, 0x3C01));
        assertArrayEquals(new int[] {1}, halves("half = 1.000488281250000000000000001", 0x3C00, 0x3C01));
    }

    @Test
    void answersForBatchesOfAnyLength() {
        Filter filter = Filter.parse("NOT id = 0 OR id IS NULL", SCHEMA);
        for (int rows : new int[] {0, 1, 63, 64, 65, 127, 128, 1000}) {
            long[] values = new long[rows];
            Arrays.fill(values, 7);
            RecordBatch batch = batch("id", new Column.LongColumn(Validity.allValid(rows), values));

            Selection selection = filter.evaluate(batch);

            assertEquals(rows, selection.count());
            assertEquals(rows, selection.rowsWhereTrue().length);
        }
    }

    private static RecordBatch batch(String name, Column column) {
        return new RecordBatch(
                List.of(new Field(name, new DataType.Int(64, true), true)), List.of(column), column.rows());
    }

    private static void assertDepth(String open, String inner, String close, int most) {
        assertDoesNotThrow(() -> Filter.parse(open.repeat(most) + inner + close.repeat(most), SCHEMA));
        assertLimit("filter depth limit is 64, needed 65", open.repeat(most + 1) + inner + close.repeat(most + 1));
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
