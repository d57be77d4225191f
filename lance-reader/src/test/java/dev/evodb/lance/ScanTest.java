package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scans and takes of tables with deleted rows, many fragments and nested columns: whatever way rows are
/// read, they are the rows of a full scan.
class ScanTest {
    @Test
    void fillsBatchesOverSmallFragments() throws IOException {
        // 300 rows in 43 fragments.
        assertEquals(List.of(56, 56, 56, 56, 56, 20), batchRows("fragments", ScanRequest.ALL.batchRows(100)));
        assertEquals(List.of(300), batchRows("fragments", ScanRequest.ALL));
    }

    @Test
    void fillsBatchesOverRowsThatPass() throws IOException {
        // One row in ten, of batches of a hundred candidates.
        List<Integer> sizes = batchRows(
                "deletions", ScanRequest.ALL.columns("id").where("g = 3").batchRows(100));
        assertTrue(sizes.subList(0, sizes.size() - 1).stream().allMatch(rows -> rows >= 50), sizes::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deletions", "deletions-stable", "versions-stable", "evolution", "fragments-stable"})
    void everyWindowIsPartOfTheFullScan(String name) throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of(name).table())) {
            List<String> all = rows(table, ScanRequest.ALL.withRowId().withRowAddress());
            assertEquals(table.countRows(), all.size());
            Random random = new Random(7);
            for (int i = 0; i < 10; i++) {
                int offset = random.nextInt(all.size() + 10);
                int limit = random.nextInt(all.size());
                List<String> wanted = all.subList(Math.min(offset, all.size()), Math.min(offset + limit, all.size()));
                ScanRequest window = ScanRequest.ALL
                        .withRowId()
                        .withRowAddress()
                        .offset(offset)
                        .limit(limit)
                        .batchRows(1 + random.nextInt(5000));
                assertEquals(wanted, rows(table, window), offset + " " + limit);
                assertEquals(wanted, rows(table, window.where("id >= -1000000 OR id IS NULL")), offset + " " + limit);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deletions", "deletions-stable", "versions-stable", "evolution-stable", "nested-22"})
    void takesWhatAScanGives(String name) throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of(name).table())) {
            List<String> columns = new ArrayList<>(table.columnNames());
            columns.add(LanceDataset.ROW_ID);
            List<String> all = rows(table, ScanRequest.ALL.columns(columns));
            List<Long> picked = new ArrayList<>();
            new Random(3).longs(500, 0, all.size()).forEach(picked::add);
            Collections.addAll(picked, 0L, all.size() - 1L, 0L);
            long[] offsets = picked.stream().mapToLong(Long::longValue).toArray();

            RecordBatch taken = table.take(columns, offsets);
            List<String> wanted =
                    picked.stream().map(row -> all.get(row.intValue())).toList();
            assertEquals(wanted, texts(taken));
            long[] rowIds = ((Column.LongColumn) taken.column(LanceDataset.ROW_ID)).values();
            assertEquals(wanted, texts(table.takeRowIds(columns, rowIds)));
        }
    }

    /// Few rows, far from each other: no chunk of them is decoded whole where its values can be decoded alone.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bigpages-21",
                "bigpages-22",
                "dictionary-22",
                "encodings-21",
                "encodings-22",
                "longlists-22",
                "nested-21",
                "random-22",
                "strings-21",
                "strings-22",
                "widevec-22"
            })
    void takesFewRowsAsAScanGivesThem(String name) throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of(name).table())) {
            List<String> columns = table.columnNames();
            List<String> all = rows(table, ScanRequest.ALL);
            Random random = new Random(5);
            for (int round = 0; round < 60; round++) {
                long[] offsets =
                        random.longs(1 + random.nextInt(4), 0, all.size()).toArray();
                assertEquals(
                        Arrays.stream(offsets)
                                .mapToObj(row -> all.get((int) row))
                                .toList(),
                        texts(table.take(columns, offsets)));
            }
        }
    }

    @Test
    void refusesTheRowIdsOfDeletedRows() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("deletions").table())) {
            assertEquals(
                    "row id 13 is row 13 of fragment 0, which is deleted",
                    assertThrows(IllegalArgumentException.class, () -> table.takeRowIds(List.of("id"), new long[] {13}))
                            .getMessage());
            assertTrue(table.rowIds().test(14));
            assertEquals(false, table.rowIds().test(13));
            assertEquals(false, table.rowIds().test(77L << 32));
        }
        try (LanceDataset table =
                LanceDataset.open(Fixture.of("deletions-stable").table())) {
            assertEquals(
                    "no row has the row id 13",
                    assertThrows(IllegalArgumentException.class, () -> table.takeRowIds(List.of("id"), new long[] {13}))
                            .getMessage());
            assertEquals(false, table.rowIds().test(13));
        }
    }

    @Test
    void countsRowsThatPass() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("deletions").table())) {
            assertEquals(table.countRows(), table.countRows("id >= 0"));
            assertEquals(rows(table, ScanRequest.ALL.where("g = 3")).size(), table.countRows("g = 3"));
        }
    }

    @Test
    void readsNoMoreThanALimitNeeds() throws IOException {
        CountingStore store =
                new CountingStore(LocalFolder.open(Fixture.of("bigpages-22").table()), true);
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            rows(table, ScanRequest.ALL.columns("r"));
            long whole = store.dataBytes().getAndSet(0);
            rows(
                    table,
                    ScanRequest.ALL.columns("r").offset(table.countRows() / 2).limit(10));
            long window = store.dataBytes().get();
            assertTrue(window < whole / 4, window + " of " + whole + " bytes");
        }
    }

    @Test
    void opensNoFileBeforeTheOffset() throws IOException {
        CountingStore store =
                new CountingStore(LocalFolder.open(Fixture.of("fragments").table()), true);
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            rows(table, ScanRequest.ALL.columns("id"));
            long whole = store.dataBytes().get();
            try (LanceDataset again = LanceDataset.open(store, OpenOptions.DEFAULT)) {
                rows(again, ScanRequest.ALL.columns("id").offset(290).limit(3));
            }
            assertTrue(store.dataBytes().get() - whole < whole / 20);
        }
    }

    @Test
    void boundsRowsThatAreAskedForAgainAndAgain() throws IOException {
        ReadLimits limits = new ReadLimits(1 << 20, 1 << 20, 64, 16, 32);
        try (LanceDataset table =
                LanceDataset.open(Fixture.of("strings-22").table(), OpenOptions.DEFAULT.withLimits(limits))) {
            List<String> columns = List.of("long");
            long rowBytes = ColumnEdit.bytes(table.take(columns, new long[] {1}));
            int again = (int) (2 * (1L << 20) / rowBytes);
            long[] offsets = new long[again];
            Arrays.fill(offsets, 1);

            LimitExceededException e = assertThrows(LimitExceededException.class, () -> table.take(columns, offsets));
            assertEquals("decoded bytes", e.limit());
        }
    }

    @ParameterizedTest
    @CsvSource({"l_s.a,l_s,0", "l_s.item.b,l_s,1", "l_s_l.p,l_s_l,0", "l_s_l.q,l_s_l,1", "`l_s`.\"item\".a,l_s,0"})
    void readsFieldsInsideOfLists(String path, String list, int child) throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("nested-22").table());
                Scan whole = table.scan(ScanRequest.ALL.columns(list));
                Scan part = table.scan(ScanRequest.ALL.columns(path))) {
            assertEquals(path, part.fields().getFirst().name());
            while (whole.next()) {
                assertTrue(part.next());
                Column.ListColumn lists =
                        (Column.ListColumn) whole.batch().columns().getFirst();
                Column.StructColumn items = (Column.StructColumn) lists.items();
                DataType.Struct item = (DataType.Struct)
                        ((DataType.ListOf) whole.fields().getFirst().type())
                                .item()
                                .type();
                List<String> wanted = new ArrayList<>();
                for (int row = 0; row < lists.rows(); row++) {
                    List<String> values = new ArrayList<>();
                    for (int i = lists.offsets()[row]; i < lists.offsets()[row + 1]; i++) {
                        values.add(
                                items.isValid(i)
                                        ? text(
                                                item.fields().get(child).type(),
                                                items.children().get(child),
                                                i)
                                        : "~");
                    }
                    wanted.add(lists.isValid(row) ? "[" + String.join(",", values) + "] " : "~ ");
                }
                assertEquals(wanted, texts(part.batch()), path);
            }
        }
    }

    @Test
    void readsOneChildOfStructsInStructs() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("nested-22").table())) {
            RecordBatch taken = table.take(List.of("s_s.in.y", "s_s.`in`", "s_l.v"), new long[] {0, 1, 2, 3, 4, 5});
            Column.StructColumn struct = (Column.StructColumn) taken.column("s_s.`in`");
            for (int row = 0; row < taken.rows(); row++) {
                String wanted = struct.isValid(row)
                        ? text(new DataType.Utf8(false), struct.children().getFirst(), row)
                        : "~";
                assertEquals(wanted, text(new DataType.Utf8(false), taken.column("s_s.in.y"), row));
            }
        }
    }

    @Test
    void refusesPathsThatLeadNowhere() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("nested-22").table())) {
            for (String path : List.of("l_s.c", "row.x", "l_s.", ".l_s", "l_i32.item.x", "item", "`l_s.a`")) {
                assertEquals(
                        "no column " + path + ", the columns are " + table.columnNames(),
                        assertThrows(IllegalArgumentException.class, () -> table.take(List.of(path), new long[0]))
                                .getMessage());
            }
            assertEquals(
                    "column `l_s.a has a quote that is not closed at the end of a name",
                    assertThrows(IllegalArgumentException.class, () -> table.take(List.of("`l_s.a"), new long[0]))
                            .getMessage());
        }
    }

    private static String text(DataType type, Column column, int row) {
        StringBuilder text = new StringBuilder();
        CanonicalForm form = new CanonicalForm(
                (bytes, from, length) -> text.append(new String(bytes, from, length, StandardCharsets.ISO_8859_1)));
        form.append(type, column, row);
        form.flush();
        return text.toString();
    }

    private static List<Integer> batchRows(String name, ScanRequest request) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        try (LanceDataset table = LanceDataset.open(Fixture.of(name).table());
                Scan scan = table.scan(request)) {
            while (scan.next()) {
                sizes.add(scan.batch().rows());
            }
        }
        return sizes;
    }

    private static List<String> rows(LanceDataset table, ScanRequest request) throws IOException {
        List<String> rows = new ArrayList<>();
        try (Scan scan = table.scan(request)) {
            while (scan.next()) {
                assertTrue(scan.batch().rows() <= request.batchRows());
                rows.addAll(texts(scan.batch()));
            }
        }
        return rows;
    }

    /// A line for each row.
    private static List<String> texts(RecordBatch batch) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < batch.columns().size(); i++) {
                line.append(text(batch.fields().get(i).type(), batch.columns().get(i), row))
                        .append(' ');
            }
            rows.add(line.toString());
        }
        return rows;
    }
}
