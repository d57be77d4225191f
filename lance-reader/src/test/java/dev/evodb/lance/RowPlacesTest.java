package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.filter.Filter;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Offsets, ids and addresses of rows, as columns and in filters.
class RowPlacesTest {
    private static final List<String> PLACES =
            List.of(LanceDataset.ROW_OFFSET, LanceDataset.ROW_ID, LanceDataset.ROW_ADDRESS, "id");

    @ParameterizedTest
    @ValueSource(
            strings = {"deletions", "deletions-stable", "fragments", "fragments-stable", "evolution", "ivf-pq8-l2-life"
            })
    void countsTheRowsThatAreNotDeleted(String name) throws IOException {
        try (LanceDataset table = open(name)) {
            long[] expected = LongStream.range(0, table.countRows()).toArray();
            for (int threads : new int[] {1, 4}) {
                for (int batchRows : new int[] {3, 8192}) {
                    ScanRequest request = ScanRequest.ALL
                            .columns(LanceDataset.ROW_OFFSET)
                            .parallelism(threads)
                            .batchRows(batchRows);
                    assertArrayEquals(expected, longs(table, request, LanceDataset.ROW_OFFSET));
                }
            }
        }
    }

    @Test
    void isNeverNull() throws IOException {
        try (LanceDataset table = open("deletions");
                Scan scan = table.scan(ScanRequest.ALL.columns(LanceDataset.ROW_OFFSET))) {
            assertEquals(List.of(new Field("_rowoffset", new DataType.Int(64, false), false)), scan.fields());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deletions", "deletions-stable", "fragments", "fragments-stable"})
    void isWhatTakesCount(String name) throws IOException {
        Random random = new Random(name.hashCode());
        try (LanceDataset table = open(name)) {
            long rows = table.countRows();
            long[] offsets = random.longs(300, 0, rows).toArray();
            offsets[0] = rows - 1;
            offsets[1] = 0;
            offsets[2] = 0;

            RecordBatch taken = table.take(PLACES, offsets);

            assertArrayEquals(offsets, values(taken, LanceDataset.ROW_OFFSET));
            RecordBatch again = table.takeRowIds(PLACES, values(taken, LanceDataset.ROW_ID));
            assertArrayEquals(offsets, values(again, LanceDataset.ROW_OFFSET));
            assertArrayEquals(values(taken, "id"), values(again, "id"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deletions", "deletions-stable", "fragments"})
    void findsTheRowsThatATakeGives(String name) throws IOException {
        try (LanceDataset table = open(name)) {
            long last = table.countRows() - 1;
            long[] offsets = {1, 2, 7, last / 2, last};
            String wanted = Arrays.stream(offsets).mapToObj(String::valueOf).collect(Collectors.joining(", "));
            List<String> columns = new ArrayList<>(table.columnNames());
            columns.add(LanceDataset.ROW_OFFSET);
            RecordBatch taken = table.take(columns, offsets);

            ScanRequest request = ScanRequest.ALL.columns(columns).where("_rowoffset IN (" + wanted + ")");

            assertArrayEquals(offsets, longs(table, request, LanceDataset.ROW_OFFSET));
            assertArrayEquals(values(taken, "id"), longs(table, request, "id"));
            assertEquals(last - 4, table.countRows("_rowoffset >= 5"));
            assertEquals(5, table.countRows("_RowOffset < 5"));
        }
    }

    @Test
    void countsRowsOfOtherFragmentsToo() throws IOException {
        try (LanceDataset table = open("fragments")) {
            ScanRequest request = ScanRequest.ALL.columns("id", "_rowoffset").fragments(Set.of(2L, 40L));

            assertArrayEquals(
                    LongStream.concat(LongStream.range(14, 21), LongStream.range(280, 287))
                            .toArray(),
                    longs(table, request, "_rowoffset"));
            assertArrayEquals(new long[] {281}, longs(table, request.where("_rowoffset IN (0, 281)"), "_rowoffset"));
        }
    }

    /// The same filter, asked of all rows at once, has no bounds.
    @ParameterizedTest
    @ValueSource(strings = {"deletions", "deletions-stable", "fragments", "fragments-stable"})
    void findsTheRowsThatPassWhateverIsSaidOfTheirPlaces(String name) throws IOException {
        try (LanceDataset table = open(name)) {
            RecordBatch all = all(table);
            long[] ids = values(all, "id");
            long found = 0;
            for (long seed = 1; seed <= 150; seed++) {
                String condition = condition(new Random(seed), all, 3);
                int[] passing =
                        Filter.parse(condition, table.schema()).evaluate(all).rowsWhereTrue();
                long[] expected =
                        Arrays.stream(passing).mapToLong(row -> ids[row]).toArray();

                ScanRequest request = ScanRequest.ALL.columns("id").where(condition);

                assertArrayEquals(expected, longs(table, request, "id"), condition + ", seed " + seed);
                assertEquals(expected.length, table.countRows(condition), condition + ", seed " + seed);
                assertArrayEquals(
                        Arrays.stream(expected).skip(1).limit(2).toArray(),
                        longs(table, request.offset(1).limit(2), "id"),
                        condition + ", seed " + seed);
                found += expected.length;
            }
            assertTrue(found > 1000, found + " rows");
        }
    }

    @Test
    void readsOnlyTheRowsThatAreNamed() throws IOException {
        try (LanceDataset table = open("deletions")) {
            String explained = table.explain(ScanRequest.ALL.where("_rowoffset IN (1, 9085)"));
            assertTrue(explained.contains("fragment 0: 1 of 10000 rows, checks [_rowoffset]"), explained);
            assertTrue(explained.contains("fragment 1: 1 of 10000 rows, checks [_rowoffset]"), explained);
            assertTrue(explained.contains("fragment 3: 0 of 500 rows"), explained);
            String ranges = table.explain(ScanRequest.ALL.where("_rowid BETWEEN 10 AND 19 AND g > 3"));
            assertTrue(ranges.contains("fragment 0: 10 of 10000 rows"), ranges);
            assertTrue(ranges.contains("fragment 1: 0 of 10000 rows"), ranges);
        }
        try (LanceDataset table = open("deletions-stable")) {
            long id = values(table.take(List.of("_rowid"), new long[] {9090}), "_rowid")[0];
            String explained = table.explain(ScanRequest.ALL.where("_rowid = " + id));
            assertTrue(explained.contains("fragment 0: 0 of 10000 rows"), explained);
            assertTrue(explained.contains("fragment 1: 1 of 10000 rows, checks [_rowid]"), explained);
            String ranges = table.explain(ScanRequest.ALL.where("_rowid >= 10"));
            assertTrue(ranges.contains("fragment 1: 10000 of 10000 rows"), ranges);
        }
    }

    @Test
    void readsFewBytesForFewRows() throws IOException {
        CountingStore store =
                new CountingStore(LocalFolder.open(Fixture.samples().resolve("words.lance")), true);
        long all = bytesOf(store, ScanRequest.ALL, 20_000);
        for (String place : List.of("_rowid", "_rowaddr", "_rowoffset")) {
            long few = bytesOf(store, ScanRequest.ALL.where(place + " IN (7, 15000)"), 2);
            assertTrue(few < all / 50, place + ": " + few + " of " + all + " bytes");
        }
    }

    private static long bytesOf(CountingStore store, ScanRequest request, int rows) throws IOException {
        store.dataBytes().set(0);
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            assertEquals(rows, longs(table, request, "rank").length);
        }
        return store.dataBytes().get();
    }

    /// The ids of the table do not fit into so little memory, each batch does.
    @Test
    void looksAtEveryRowIfIdsTakeTooMuchMemory() throws IOException {
        ReadLimits few = new ReadLimits(3000, 64L << 20, 64, 16, 32);
        try (LanceDataset table =
                LanceDataset.open(Fixture.of("deletions-stable").table(), OpenOptions.DEFAULT.withLimits(few))) {
            ScanRequest request = ScanRequest.ALL.columns("_rowid").where("_rowid = 9000");
            assertEquals(1, longs(table, request, "_rowid").length);
        }
    }

    @Test
    void filtersByTheVersionsOfRows() throws IOException {
        try (LanceDataset table = open("versions-stable")) {
            ScanRequest request = ScanRequest.ALL.columns("_row_created_at_version", "_row_last_updated_at_version");
            long[] created = longs(table, request, "_row_created_at_version");
            long[] updated = longs(table, request, "_row_last_updated_at_version");
            assertFalse(Arrays.stream(created).allMatch(version -> version < 2));
            assertEquals(
                    Arrays.stream(created).filter(version -> version >= 2).count(),
                    table.countRows("_row_created_at_version >= 2"));
            assertEquals(
                    Arrays.stream(updated).filter(version -> version == 1).count(),
                    table.countRows("_row_last_updated_at_version = 1"));
        }
    }

    private static String condition(Random random, RecordBatch all, int depth) {
        int next = depth - 1;
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0, 1 -> place(random) + " IN (" + number(random, all) + ", " + number(random, all) + ")";
            case 2 ->
                place(random) + " " + List.of("=", "<", "<=", ">", ">=", "<>").get(random.nextInt(6)) + " "
                        + number(random, all);
            case 3 -> place(random) + " BETWEEN " + number(random, all) + " AND " + number(random, all);
            case 4 -> place(random) + " NOT IN (" + number(random, all) + ")";
            case 5 ->
                List.of("id % 3 = 0", "TRUE", "FALSE", "NULL", "_rowoffset % 2 = 0", "_rowoffset IN (1, NULL)")
                        .get(random.nextInt(6));
            case 6 -> "(" + condition(random, all, next) + " AND " + condition(random, all, next) + ")";
            case 7 -> "(" + condition(random, all, next) + " OR " + condition(random, all, next) + ")";
            default -> "NOT (" + condition(random, all, next) + ")";
        };
    }

    private static String place(Random random) {
        return PLACES.get(random.nextInt(3));
    }

    private static String number(Random random, RecordBatch all) {
        long[] places = values(all, place(random));
        return switch (random.nextInt(8)) {
            case 0 -> List.of("0", "-1", "18446744073709551615", "1e30", "2.5").get(random.nextInt(5));
            case 1 -> String.valueOf(places[random.nextInt(places.length)] + 1);
            default -> String.valueOf(places[random.nextInt(places.length)]);
        };
    }

    private static LanceDataset open(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        return LanceDataset.open(fixture.table(), fixture.options());
    }

    private static RecordBatch all(LanceDataset table) throws IOException {
        long rows = 0;
        for (DataFragment fragment : table.manifest().fragments()) {
            rows += fragment.physicalRows();
        }
        assertTrue(rows > table.countRows() || table.manifest().fragments().size() > 1);
        return table.take(PLACES, LongStream.range(0, table.countRows()).toArray());
    }

    private static long[] longs(LanceDataset table, ScanRequest request, String column) throws IOException {
        LongStream all = LongStream.empty();
        try (Scan scan = table.scan(request)) {
            while (scan.next()) {
                all = LongStream.concat(all, Arrays.stream(values(scan.batch(), column)));
            }
        }
        return all.toArray();
    }

    private static long[] values(RecordBatch batch, String name) {
        return switch (batch.column(name)) {
            case Column.LongColumn(var _, long[] values) -> values;
            case Column.IntColumn(var _, int[] values) ->
                Arrays.stream(values).asLongStream().toArray();
            default -> throw new AssertionError(name);
        };
    }
}
