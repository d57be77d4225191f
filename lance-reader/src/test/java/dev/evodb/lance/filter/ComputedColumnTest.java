package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaFields;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputedColumnTest {
    private static final int ROWS = 4;
    private static final LanceSchema SCHEMA = new SchemaFields()
            .add(0, -1, "id", "int64")
            .add(1, -1, "label", "string")
            .add(2, -1, "flag", "bool")
            .add(3, -1, "small", "int8")
            .add(4, -1, "s", "struct")
            .add(5, 4, "x", "int32")
            .add(6, -1, "l", "list")
            .add(7, 6, "item", "int32")
            .add(8, -1, "v", "fixed_size_list:float:2")
            .add(9, -1, "big", "large_string")
            .add(10, -1, "z", "timestamp:us:Mars/Base", Map.of("unit", "sol"))
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', nullValues = "~", textBlock = """
                    id * 2                     ; int64        ; 0 2 4 ~
                    id + small                 ; int64        ; 0 101 ~ ~
                    small + 1                  ; int8         ; 1 101 ~ -99
                    small * small              ; error        ; column x, at position 7: 10000 is beyond int8, the type of the result
                    small + 1 + 100            ; int64        ; 101 201 ~ 1
                    1 / id                     ; error        ; column x, at position 3: division by zero
                    id / 2                     ; int64        ; 0 0 1 ~
                    id * 0.5                   ; double       ; 0.0 0.5 1.0 ~
                    id > 0                     ; bool         ; false true true ~
                    id > 0 AND flag            ; bool         ; false false true ~
                    id IS NULL                 ; bool not null ; false false false true
                    NOT flag                   ; bool         ; false true false ~
                    label || '!'               ; string       ; a! ! ~ b!
                    concat(label, id)          ; string       ; a0 1 2 b
                    upper(big)                 ; large_string ; A BB ~ C
                    length(label)              ; int32        ; 1 0 ~ 1
                    length(big)                ; int64        ; 1 2 ~ 1
                    coalesce(small, -1)        ; int64 not null ; 0 100 -1 -100
                    nullif(id, 1)              ; int64        ; 0 ~ 2 ~
                    l[1]                       ; int32        ; 7 ~ ~ 9
                    array_length(l)            ; uint64       ; 1 0 ~ 2
                    v[2]                       ; float        ; 2.0 4.0 6.0 8.0
                    s.x + 1                    ; int32        ; 11 12 13 14
                    CAST(id AS string)         ; string       ; 0 1 2 ~
                    TRY_CAST(label AS int)     ; int32        ; ~ ~ ~ ~
                    1.5                        ; double not null ; 1.5 1.5 1.5 1.5
                    'it''s'                    ; string not null ; it's it's it's it's
                    x'00ff'                    ; binary not null ; 00ff 00ff 00ff 00ff
                    date '1970-01-31'          ; date32:day not null ; 30 30 30 30
                    TRUE                       ; bool not null ; true true true true
                    NULL                       ; null         ; ~ ~ ~ ~
                    decimal(8,3) '1.250' * id  ; decimal:128:29:3 ; 0 1250 2500 ~
                    """)
    void givesTheValuesByHand(String expression, String type, String expected) {
        ComputedColumn column = ComputedColumn.parse("x", expression, SCHEMA);
        if (type.equals("error")) {
            assertEquals(
                    expected,
                    assertThrows(FilterException.class, () -> column.evaluate(batch()))
                            .getMessage());
            return;
        }
        Field field = column.field();
        assertEquals(type, SqlTypes.name(field.type()) + (field.isNullable() ? "" : " not null"));
        assertEquals("x", field.name());
        List<@Nullable String> values = ColumnText.values(column.evaluate(batch()), field.type());
        // Of an empty text nothing is left between two spaces.
        assertEquals(
                Arrays.asList(expected.split(" ", -1)),
                values.stream().map(value -> value == null ? "~" : value).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "LABEL", "`flag`", "s", "s.x", "S['x']", "get_field(s, 'x')", "l", "(v)", "z"})
    void passesColumnsOfEveryTypeAsTheyAre(String expression) {
        ComputedColumn column = ComputedColumn.parse("alias", expression, SCHEMA);

        assertEquals(1, column.columns().size());
        assertEquals("alias", column.name());
        assertEquals("alias", column.field().name());
        Column source = batch().column(column.columns().getFirst());
        RecordBatch batch = batch();
        assertSame(batch.column(column.columns().getFirst()), column.evaluate(batch));
        assertEquals(source.rows(), column.evaluate(batch()).rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types-21",
                "types-01",
                "nested-21",
                "dictionary-22",
                "blob-21",
                "blobv2-22",
                "type-map-22",
                "type-bf16-21",
                "type-fsl-struct-22",
                "type-nulltype-21",
                "encodings-21"
            })
    void passesEveryColumnOfATableAsAScanGivesIt(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        try (LanceDataset table = LanceDataset.open(fixture.table(), fixture.options());
                Scan scan = table.scan(ScanRequest.ALL.withRowId())) {
            SequencedMap<String, String> same = new LinkedHashMap<>();
            scan.fields().forEach(field -> same.put(field.name(), "`" + field.name() + "`"));
            ComputedColumns computed = ComputedColumns.of(table.schema(), same);

            assertTrue(scan.next());
            RecordBatch rows = computed.apply(scan.batch());

            assertEquals(scan.fields(), rows.fields());
            assertEquals(List.copyOf(same.keySet()), computed.columns());
            for (int i = 0; i < rows.columns().size(); i++) {
                assertSame(scan.batch().columns().get(i), rows.columns().get(i));
            }
        }
    }

    @Test
    void keepsWhatTheSchemaSaysOfAColumn() {
        Field field = ComputedColumn.parse("alias", "z", SCHEMA).field();

        assertEquals(
                new Field(
                        "alias",
                        new DataType.Timestamp(DataType.Unit.MICROSECOND, "Mars/Base"),
                        true,
                        Map.of("unit", "sol")),
                field);
        assertEquals(
                new Field("alias", new DataType.Int(64, false), false),
                ComputedColumn.parse("alias", "_rowid", SCHEMA).field());
    }

    @Test
    void namesItsColumnsOnceInTheOrderOfTheText() {
        assertEquals(
                List.of("s.x", "label", "_rowid"),
                ComputedColumn.parse("a", "S.x > 1 OR label = 'a' AND s.x < 5 OR _rowid = 7", SCHEMA)
                        .columns());
        assertEquals(
                List.of("id", "label", "s.x"),
                ComputedColumns.of(SCHEMA, map("a", "id", "b", "label || id", "c", "1", "d", "s.x + id"))
                        .columns());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    ^^                   | 1  | expected a column, a value or a condition, found the end
                    id +                 | 5  | expected a column, a value or a condition, found the end
                    id, label            | 3  | expected AND, OR or the end, found ,
                    idd                  | 1  | no column idd, did you mean id?
                    id + label           | 4  | no + of column id of type int64 and column label of type string
                    upper(id)            | 7  | upper of column id of type int64, not of a text
                    id = 'a'             | 6  | column id of type int64 cannot be compared with 'a'
                    -label               | 1  | no negative of column label of type string
                    l.item               | 1  | column l.item is inside l of type list, which has many values in a row
                    """)
    void saysWhatIsWrongAndWhere(String expression, int position, String problem) {
        FilterException wrong =
                assertThrows(FilterException.class, () -> ComputedColumn.parse("x", expression, SCHEMA));
        assertEquals("column x, at position " + position + ": " + problem, wrong.getMessage());
        assertEquals(position, wrong.position());
    }

    @Test
    void refusesOtherSqlByName() {
        UnsupportedFeatureException refused = assertThrows(
                UnsupportedFeatureException.class,
                () -> ComputedColumn.parse("x", "CASE WHEN flag THEN 1 END", SCHEMA));
        assertEquals(
                "expression with CASE at position 1 is not supported, accepted: the SQL listed in docs/filters.md"
                        + " (file=filter, column=x)",
                refused.getMessage());
        assertThrows(
                UnsupportedFeatureException.class,
                () -> ComputedColumn.parse("x", "z > timestamp '2024-01-01 00:00:00'", SCHEMA));
    }

    @Test
    void hasLimits() {
        assertThrows(
                LimitExceededException.class,
                () -> ComputedColumn.parse("x", "'" + "a".repeat(Filter.MAX_TEXT_BYTES) + "'", SCHEMA));
        LinkedHashMap<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i <= ComputedColumns.MAX_COLUMNS; i++) {
            many.put("c" + i, "id");
        }
        assertEquals(
                "computed columns limit is 4096, needed 4097",
                assertThrows(LimitExceededException.class, () -> ComputedColumns.of(SCHEMA, many))
                        .getMessage());
        ComputedColumn text = ComputedColumn.parse("x", "'" + "a".repeat(16_000) + "'", SCHEMA);
        assertThrows(LimitExceededException.class, () -> text.evaluate(new RecordBatch(List.of(), List.of(), 20_000)));
    }

    @Test
    void computesWithColumnsThatRowsHaveBesideThoseOfTheTable() {
        Field distance = new Field("_distance", new DataType.FloatingPoint(32), false);
        ComputedColumns computed =
                ComputedColumns.of(SCHEMA, List.of(distance), map("id", "id", "score", "1 - _distance"));
        assertEquals(List.of("id"), computed.columns());
        assertEquals(
                new Field("score", new DataType.FloatingPoint(32), false),
                computed.fields().getLast());

        RecordBatch rows = computed.apply(new RecordBatch(
                List.of(new Field("id", new DataType.Int(64, true), true), distance),
                List.of(
                        new Column.LongColumn(Validity.allValid(2), new long[] {5, 6}),
                        new Column.FloatColumn(Validity.allValid(2), new float[] {0.25f, 1})),
                2));

        assertEquals(computed.fields(), rows.fields());
        assertArrayEquals(new float[] {0.75f, 0}, ((Column.FloatColumn) rows.column("score")).values());
    }

    @Test
    void hasRowsWithoutColumns() {
        assertEquals(
                ROWS,
                ComputedColumns.of(SCHEMA, new LinkedHashMap<>()).apply(batch()).rows());
    }

    /// A coalesce is computed, and changes nothing.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 97})
    void givesBackTheValuesOfEveryType(int rows) {
        RandomTable table = new RandomTable(new Random(rows), rows);
        int computed = 0;
        for (RandomTable.Sample sample : table.columns()) {
            if (Types.isNested(sample.type())) {
                continue;
            }
            String name = sample.name();
            ComputedColumn column = ComputedColumn.parse("x", "coalesce(" + name + ", " + name + ")", table.schema());
            Column values = column.evaluate(table.batch(column.columns()));
            assertEquals(sample.type(), column.field().type(), name);
            assertEquals(sample.column().getClass(), values.getClass(), name);
            assertEquals(ColumnText.values(sample.column(), sample.type()), ColumnText.values(values, sample.type()));
            computed++;
        }
        assertTrue(computed >= 24, computed + " types");
    }

    @Test
    void keepsNaNsAsTheyAre() {
        LanceSchema schema = new SchemaFields().add(0, -1, "f", "float").build();
        int[] bits = {0x7FC0_0001, 0xFFC0_0000, 0x7F80_0001, 0x8000_0000, 0xFF80_0000};
        float[] values = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = Float.intBitsToFloat(bits[i]);
        }
        ComputedColumn column = ComputedColumn.parse("x", "coalesce(f, f)", schema);
        Column.FloatColumn found = (Column.FloatColumn) column.evaluate(new RecordBatch(
                List.of(new Field("f", new DataType.FloatingPoint(32), true)),
                List.of(new Column.FloatColumn(Validity.allValid(bits.length), values)),
                bits.length));
        for (int i = 0; i < bits.length; i++) {
            assertEquals(bits[i], Float.floatToRawIntBits(found.values()[i]), Integer.toHexString(bits[i]));
        }
    }

    @Test
    void followsScansAndTakes() throws IOException {
        Path words = Fixture.samples().resolve("words.lance");
        try (LanceDataset table = LanceDataset.open(words)) {
            ComputedColumns computed = ComputedColumns.of(
                    table.schema(),
                    map("loud", "upper(word)", "half", "rank / 2", "v", "vector", "at", "_rowid", "x", "vector[1]"));
            assertEquals(List.of("word", "rank", "vector", "_rowid"), computed.columns());
            List<String> loud = new ArrayList<>();
            try (Scan scan = table.scan(ScanRequest.ALL
                    .columns(computed.columns())
                    .where("word LIKE 'coff%'")
                    .limit(3)
                    .batchRows(1))) {
                while (scan.next()) {
                    RecordBatch rows = computed.apply(scan.batch());
                    loud.addAll(texts(rows, "loud"));
                    assertSame(scan.batch().column("vector"), rows.column("v"));
                }
            }
            assertEquals(
                    List.of("COFFEE", "COFFERS", "COFFIN"),
                    loud.stream().sorted().toList());

            RecordBatch taken = computed.apply(table.takeRowIds(computed.columns(), new long[] {7, 3, 7}));
            RecordBatch plain = table.takeRowIds(List.of("rank", "vector"), new long[] {7, 3, 7});
            assertEquals(List.of("7", "3", "7"), texts(taken, "at"));
            int[] ranks = ((Column.IntColumn) plain.column("rank")).values();
            assertArrayEquals(
                    new int[] {ranks[0] / 2, ranks[1] / 2, ranks[2] / 2},
                    ((Column.IntColumn) taken.column("half")).values());
            float[] items =
                    ((Column.FloatColumn) ((Column.FixedSizeListColumn) plain.column("vector")).items()).values();
            assertArrayEquals(
                    new float[] {items[0], items[100], items[200]}, ((Column.FloatColumn) taken.column("x")).values());
        }
    }

    private static List<String> texts(RecordBatch rows, String name) {
        int index = rows.fields().stream().map(Field::name).toList().indexOf(name);
        return ColumnText.values(rows.column(name), rows.fields().get(index).type()).stream()
                .map(String::valueOf)
                .toList();
    }

    private static SequencedMap<String, String> map(String... namesAndTexts) {
        LinkedHashMap<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            map.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return map;
    }

    /// Columns named as filters name them; where a value is missing it is null.
    private static RecordBatch batch() {
        Validity notTheThird = Validity.ofBits(new byte[] {0b1011}, ROWS);
        Validity all = Validity.allValid(ROWS);
        Column x = new Column.IntColumn(all, new int[] {10, 11, 12, 13});
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("id", new Column.LongColumn(Validity.ofBits(new byte[] {0b0111}, ROWS), new long[] {0, 1, 2, 77}));
        columns.put("label", new Column.BytesColumn(notTheThird, new int[] {0, 1, 1, 1, 2}, new byte[] {'a', 'b'}));
        columns.put("flag", new Column.BitColumn(Validity.ofBits(new byte[] {0b0111}, ROWS), new byte[] {0b1101}));
        columns.put("small", new Column.ByteColumn(notTheThird, new byte[] {0, 100, 55, -100}));
        columns.put("s", new Column.StructColumn(all, List.of(x)));
        columns.put("s.x", x);
        columns.put(
                "l",
                new Column.ListColumn(
                        notTheThird,
                        new int[] {0, 1, 1, 1, 3},
                        new Column.IntColumn(Validity.allValid(3), new int[] {7, 9, 8})));
        columns.put(
                "v",
                new Column.FixedSizeListColumn(
                        all, 2, new Column.FloatColumn(Validity.allValid(8), new float[] {1, 2, 3, 4, 5, 6, 7, 8})));
        columns.put(
                "big", new Column.BytesColumn(notTheThird, new int[] {0, 1, 3, 3, 4}, new byte[] {'a', 'b', 'b', 'c'}));
        columns.put("z", new Column.LongColumn(all, new long[ROWS]));
        return new RecordBatch(
                columns.keySet().stream()
                        .map(name -> new Field(name, new DataType.Null(), true))
                        .toList(),
                List.copyOf(columns.values()),
                ROWS);
    }
}
