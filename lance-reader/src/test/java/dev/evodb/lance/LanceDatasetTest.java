package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.filter.FilterException;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What a caller asks of a table, and what a caller can get wrong. The table is `fragments`: 300 rows whose `id` counts
/// from 0, in 42 fragments of 7 rows and one of 6.
class LanceDatasetTest {
    private final LanceDataset table;

    LanceDatasetTest() throws IOException {
        table = LanceDataset.open(Fixture.of("fragments").table());
    }

    @AfterEach
    void close() throws IOException {
        table.close();
    }

    @Test
    void namesAMissingFolder(@TempDir Path folder) {
        Path missing = folder.resolve("t.lance");
        assertNoTable("not a Lance table: " + missing + " does not exist", missing);
    }

    @Test
    void namesAFileInsteadOfAFolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("t.lance"), "text");
        assertNoTable("not a Lance table: " + file + " is a file, not a folder", file);
    }

    @Test
    void namesAFolderWithoutVersions(@TempDir Path folder) {
        assertNoTable("not a Lance table: " + folder + " has no _versions folder", folder);
    }

    @Test
    void namesAFolderWithoutManifests(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("_versions"));
        assertNoTable("not a Lance table: " + folder + " has no manifest in its _versions folder", folder);
    }

    @Test
    void listsTheVersionsForAnUnknownOne() throws IOException {
        Path folder = Fixture.of("fragments").table();
        assertMisuse(
                "no version 99, the versions are " + range(table.versions()),
                () -> LanceDataset.open(folder, OpenOptions.DEFAULT.withVersion(99)));
    }

    @Test
    void refusesAManifestUnderTheNameOfAnotherVersion(@TempDir Path folder) throws IOException {
        Path versions = Files.createDirectory(folder.resolve("_versions"));
        Files.copy(
                Fixture.of("tiny-21").table().resolve("_versions/18446744073709551614.manifest"),
                versions.resolve("7.manifest"));

        assertEquals(
                "manifest is of version 1, its name says version 7 (file=_versions/7.manifest)",
                assertThrows(CorruptFileException.class, () -> LanceDataset.open(folder))
                        .getMessage());
    }

    @Test
    void refusesToReadAfterItIsClosed() throws IOException {
        Scan scan = table.scan(ScanRequest.ALL);
        table.close();

        assertEquals(
                "the table is closed",
                assertThrows(IllegalStateException.class, scan::next).getMessage());
    }

    @Test
    void listsTheColumnsForAnUnknownOne() {
        assertMisuse(
                "no column ID, the columns are [id, name, score]",
                () -> table.scan(ScanRequest.ALL.columns("id", "ID")));
        assertMisuse(
                "no column id.x, the columns are [id, name, score]", () -> table.take(List.of("id.x"), new long[0]));
    }

    @Test
    void refusesAColumnTwice() {
        assertMisuse("column id is asked for twice", () -> table.scan(ScanRequest.ALL.columns("id", "name", "id")));
    }

    @Test
    void refusesNonsensicalNumbers() {
        assertMisuse(
                "offset and limit must not be negative and batchRows positive, got -1, 0 and 8192",
                () -> ScanRequest.ALL.offset(-1));
        assertMisuse(
                "offset and limit must not be negative and batchRows positive, got 0, 0 and 0",
                () -> ScanRequest.ALL.batchRows(0));
    }

    @Test
    void saysWhereAFilterIsWrong() {
        FilterException wrong =
                assertThrows(FilterException.class, () -> table.scan(ScanRequest.ALL.where("id > 5 AND score < 'x'")));
        assertEquals("at position 20: column score of type double cannot be compared with 'x'", wrong.getMessage());
        assertEquals(20, wrong.position());
    }

    @Test
    void refusesToTakeOutsideTheTable() {
        assertMisuse("row 300 is not in [0, 300)", () -> table.take(List.of("id"), new long[] {0, 300}));
        assertMisuse("row -1 is not in [0, 300)", () -> table.take(List.of("id"), new long[] {-1}));
    }

    @Test
    void refusesUnknownRowIds() {
        assertMisuse(
                "row id 184683593728 is in fragment 43, which the table has not",
                () -> table.takeRowIds(List.of("id"), new long[] {43L << 32}));
        assertMisuse(
                "row id 4294967303 is row 7 of fragment 1, which has 7 rows",
                () -> table.takeRowIds(List.of("id"), new long[] {(1L << 32) + 7}));
        assertMisuse(
                "row id 18446744073709551615 is in fragment 4294967295, which the table has not",
                () -> table.takeRowIds(List.of("id"), new long[] {-1}));
    }

    @Test
    void takesInTheOrderAskedForAndRepeats() throws IOException {
        long[] offsets = {299, 0, 14, 13, 14, 0, 299};
        RecordBatch taken = table.take(List.of("id", LanceDataset.ROW_ID), offsets);

        assertArrayEquals(offsets, longs(taken.column("id")));
        long[] rowIds = longs(taken.column(LanceDataset.ROW_ID));
        assertArrayEquals(
                Arrays.stream(offsets).map(row -> ((row / 7) << 32) | (row % 7)).toArray(), rowIds);
        assertArrayEquals(offsets, longs(table.takeRowIds(List.of("id"), rowIds).column("id")));
    }

    @Test
    void takesNothing() throws IOException {
        RecordBatch taken = table.take(List.of("id", "name"), new long[0]);

        assertEquals(0, taken.rows());
        assertEquals(
                List.of("id", "name"), taken.fields().stream().map(Field::name).toList());
    }

    @Test
    void scansPastFragmentsInOrder() throws IOException {
        assertArrayEquals(LongStream.range(0, 300).toArray(), ids(ScanRequest.ALL.batchRows(5)));
    }

    @Test
    void countsOffsetAndLimitInRows() throws IOException {
        assertArrayEquals(
                LongStream.range(13, 22).toArray(),
                ids(ScanRequest.ALL.offset(13).limit(9)));
        assertArrayEquals(new long[] {299}, ids(ScanRequest.ALL.offset(299).limit(9)));
        assertArrayEquals(new long[0], ids(ScanRequest.ALL.offset(300)));
        assertArrayEquals(new long[0], ids(ScanRequest.ALL.limit(0)));
    }

    @Test
    void countsOffsetAndLimitInRowsThatPass() throws IOException {
        long[] passing = LongStream.range(0, 300)
                .filter(id -> id > 40 && (id % 13 != 0 || id > 200))
                .toArray();
        List<String> multiples = new ArrayList<>();
        for (int id = 0; id <= 200; id += 13) {
            multiples.add(String.valueOf(id));
        }
        String predicate = "id > 40 AND NOT id IN (" + String.join(", ", multiples) + ")";

        for (int batchRows : new int[] {1, 3, 8192}) {
            ScanRequest request = ScanRequest.ALL.where(predicate).batchRows(batchRows);
            assertArrayEquals(passing, ids(request));
            assertArrayEquals(
                    Arrays.copyOfRange(passing, 17, 117), ids(request.offset(17).limit(100)));
            assertArrayEquals(new long[0], ids(request.offset(passing.length)));
        }
    }

    @Test
    void filtersByAColumnThatIsNotRead() throws IOException {
        assertArrayEquals(new long[] {100}, ids(ScanRequest.ALL.where("name = 'kestrel-100' AND score = 5e1")));
        assertArrayEquals(new long[] {7}, ids(ScanRequest.ALL.where("_rowid = 4294967296")));
    }

    @Test
    void putsTheRowIdWhereItIsAskedFor() throws IOException {
        try (Scan scan =
                table.scan(ScanRequest.ALL.columns(LanceDataset.ROW_ID, "id").withRowId())) {
            assertEquals(
                    List.of(new Field("_rowid", new DataType.Int(64, false), false)),
                    scan.fields().subList(0, 1));
            assertEquals(2, scan.fields().size());
        }
    }

    @Test
    void hasNoBatchBeforeTheFirstAndAfterTheLast() throws IOException {
        try (Scan scan = table.scan(ScanRequest.ALL.columns("id").limit(1))) {
            assertThrows(NoSuchElementException.class, scan::batch);
            assertTrue(scan.next());
            assertFalse(scan.next());
            assertThrows(NoSuchElementException.class, scan::batch);
        }
    }

    @Test
    void readsNestedColumnsByPath() throws IOException {
        // Rows as the reference gives them: {a: null, b: {c: text}}, null, {a: null, b: null}, {a: 22175, b: {c:
        // null}}.
        long[] offsets = {0, 2, 133, 201};
        try (LanceDataset nested =
                LanceDataset.open(Fixture.of("type-struct-nulls-22").table())) {
            RecordBatch taken = nested.take(List.of("x.b.c", "row", "x.a", "x"), offsets);

            Column text = taken.column("x.b.c");
            assertEquals(List.of(true, false, false, false), validity(text));
            Column.BytesColumn bytes = (Column.BytesColumn) text;
            assertEquals(
                    "basin nectar cedar island",
                    new String(bytes.data(), 0, bytes.offsets()[1], StandardCharsets.UTF_8));
            assertEquals(List.of(false, false, false, true), validity(taken.column("x.a")));
            assertEquals(List.of(true, false, true, true), validity(taken.column("x")));
            assertEquals("x.b.c", taken.fields().getFirst().name());
        }
    }

    @Test
    void filtersByNestedColumns() throws IOException {
        try (LanceDataset nested =
                        LanceDataset.open(Fixture.of("type-struct-nulls-22").table());
                Scan scan = nested.scan(
                        ScanRequest.ALL.columns("row").where("x.a = 22175 OR x.b.c = 'basin nectar cedar island'"))) {
            assertTrue(scan.next());
            int[] rows = ((Column.IntColumn) scan.batch().column("row")).values();
            assertTrue(rows[0] == 0 && Arrays.stream(rows).anyMatch(row -> row == 201), () -> Arrays.toString(rows));
        }
    }

    @Test
    void readsFewerRowsAtATimeWhereTheyWouldExceedTheBudget() throws IOException {
        OpenOptions frugal = OpenOptions.DEFAULT.withLimits(new ReadLimits(1 << 18, 1 << 20, 64, 16, 32));
        for (ScanRequest request : List.of(
                ScanRequest.ALL.columns("row", "long"),
                ScanRequest.ALL.columns("row", "long").where("row >= 0"))) {
            int rows = 0;
            int batches = 0;
            try (LanceDataset strings =
                            LanceDataset.open(Fixture.of("strings-22").table(), frugal);
                    Scan scan = strings.scan(request)) {
                while (scan.next()) {
                    for (int row : ((Column.IntColumn) scan.batch().column("row")).values()) {
                        assertEquals(rows++, row);
                    }
                    batches++;
                }
            }
            assertEquals(1050, rows);
            assertTrue(batches > 1, batches + " batches");
        }
    }

    private static List<Boolean> validity(Column column) {
        List<Boolean> valid = new ArrayList<>();
        for (int i = 0; i < column.rows(); i++) {
            valid.add(column.isValid(i));
        }
        return valid;
    }

    private long[] ids(ScanRequest request) throws IOException {
        LongStream ids = LongStream.empty();
        try (Scan scan = table.scan(request.columns("id"))) {
            while (scan.next()) {
                assertTrue(scan.batch().rows() <= request.batchRows()
                        && scan.batch().rows() > 0);
                ids = LongStream.concat(ids, Arrays.stream(longs(scan.batch().column("id"))));
            }
        }
        return ids.toArray();
    }

    private static long[] longs(Column column) {
        return ((Column.LongColumn) column).values();
    }

    private static String range(List<Long> versions) {
        return versions.size() == 1
                ? String.valueOf(versions.getFirst())
                : versions.getFirst() + ".." + versions.getLast();
    }

    private static void assertNoTable(String message, Path folder) {
        assertEquals(
                message,
                assertThrows(NotATableException.class, () -> LanceDataset.open(folder))
                        .getMessage());
    }

    private static void assertMisuse(String message, Executable misuse) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, misuse).getMessage());
    }
}
