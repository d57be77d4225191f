package dev.evodb.lance.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Filters give the same rows with indices as without.
class IndexedFilterTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final Path SCALAR = FIXTURES.resolve("scalar-indices/data.lance");
    private static final Path LANCEDB = FIXTURES.resolve("lancedb-js/items.lance");
    private static final List<String> WORDS = List.of(
            "amber", "basin", "cedar", "delta", "ember", "flint", "grove", "harbor", "island", "juniper", "none");

    static Stream<String> filtersOfTheFixture() throws IOException {
        JsonNode filters = new ObjectMapper()
                .readTree(FIXTURES.resolve("scalar-indices/expected.json").toFile())
                .path("filters");
        return filters.valueStream().map(filter -> filter.path("filter").asText());
    }

    @ParameterizedTest
    @MethodSource("filtersOfTheFixture")
    void givesTheRowsOfTheDataForEveryFilterOfTheFixture(String filter) throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            assertArrayEquals(rows(table, filter, false), rows(table, filter, true), table.explain(request(filter)));
        }
    }

    @Test
    void givesTheRowsOfTheDataForRandomFilters() throws IOException {
        long seed = 20260521;
        Random random = new Random(seed);
        int used = 0;
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            for (int i = 0; i < 600; i++) {
                String filter = condition(random, 3);
                String message = "seed " + seed + ", filter " + i + ": " + filter;
                assertArrayEquals(rows(table, filter, false), rows(table, filter, true), message);
                used += table.explain(request(filter)).startsWith("index") ? 1 : 0;
            }
        }
        assertTrue(used > 400, "indices were used for " + used + " filters");
    }

    @Test
    void givesTheRowsOfTheDataForRandomFiltersOfLanceDb() throws IOException {
        Random random = new Random(7);
        try (LanceDataset table = LanceDataset.open(LANCEDB)) {
            for (int i = 0; i < 200; i++) {
                String filter = number(random, "id", 700) + (random.nextBoolean() ? " AND " : " OR NOT ")
                        + number(random, "id", 700) + " OR price > " + random.nextInt(100);
                assertArrayEquals(rows(table, filter, false), rows(table, filter, true), filter);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    num = 500 | index num_idx (BTREE), num = 500: 3 rows, read 1 of 1 pages
                    num NOT IN (1, 2) | index num_idx (BTREE), NOT (num IN (1, 2)): 7 rows, read 1 of 1 pages
                    cat IN ('cedar', 'delta') | index cat_idx (BITMAP), cat IN ('cedar', 'delta'): 622 rows, read 2 of 10 bitmaps
                    array_has_any(labels, ['ember']) | index labels_idx (LABEL_LIST), array_has_any(labels, ('ember')): 411 rows, read 1 of 10 bitmaps
                    contains(code, 'c49') | index code_idx (NGRAM), contains(code, 'c49'): 62 rows to check, read 1 of 1058 posting lists
                    contains(code, '99') | index code_idx (NGRAM), contains(code, '99'): not used, cannot answer it
                    val > 3.5 | index val_idx (ZONEMAP), val > 3.5: 1501 rows to check, read 1 of 2 zones
                    bf = 777 | index bf_idx (BLOOMFILTER), bf = 777: 0 rows to check, read 0 of 2 zones
                    """)
    void saysWhichIndexIsUsed(String filter, String explanation) throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            assertEquals(
                    explanation,
                    table.explain(request(filter)).lines().findFirst().orElse(""));
        }
    }

    @Test
    void needsNoColumnsWhereIndicesKnowAll() throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            assertEquals("""
                    index num_idx (BTREE), num < 5: 15 rows, read 1 of 1 pages
                    index cat_idx (BITMAP), cat = 'basin': 313 rows, read 1 of 10 bitmaps
                    fragment 0: 0 of 1501 rows
                    fragment 1: 2 of 1499 rows""", table.explain(request("num < 5 AND cat = 'basin'")));
        }
    }

    @Test
    void checksWhatNoIndexKnows() throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            assertTrue(
                    table.explain(request("num < 5 AND id > 10")).endsWith("fragment 1: 8 of 1499 rows, checks [id]"),
                    table.explain(request("num < 5 AND id > 10")));
        }
    }

    private static ScanRequest request(String filter) {
        return ScanRequest.ALL.columns(List.of()).withRowId().where(filter);
    }

    private static long[] rows(LanceDataset table, String filter, boolean withIndices) throws IOException {
        long[] rows = new long[0];
        try (Scan scan = table.scan(request(filter).useScalarIndices(withIndices))) {
            while (scan.next()) {
                long[] more = ((LongColumn) scan.batch().columns().getFirst()).values();
                rows = Arrays.copyOf(rows, rows.length + more.length);
                System.arraycopy(more, 0, rows, rows.length - more.length, more.length);
            }
        }
        return rows;
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(4)) {
                case 0 -> "NOT (" + condition(random, depth - 1) + ")";
                case 1 -> "(" + condition(random, depth - 1) + " OR " + condition(random, depth - 1) + ")";
                case 2 -> "(" + condition(random, depth - 1) + ") IS " + (random.nextBoolean() ? "NOT " : "") + "TRUE";
                default -> "(" + condition(random, depth - 1) + " AND " + condition(random, depth - 1) + ")";
            };
        }
        return switch (random.nextInt(9)) {
            case 0 -> number(random, "num", 1000);
            case 1 -> text(random, "cat");
            case 2 ->
                "array_has_" + (random.nextBoolean() ? "any" : "all") + "(labels, ['" + word(random) + "', '"
                        + word(random) + "'])";
            case 3 -> "contains(code, '" + (random.nextBoolean() ? "c" : "") + random.nextInt(5000) + "')";
            case 4 -> "code LIKE '" + (random.nextBoolean() ? "c" : "%") + random.nextInt(500) + "%'";
            case 5 -> number(random, "bf", 100000);
            case 6 -> "val " + comparison(random) + " " + (random.nextGaussian() * 3);
            case 7 -> "id % 3 = " + random.nextInt(3);
            default -> List.of("num", "cat", "labels", "val", "bf").get(random.nextInt(5)) + " IS NULL";
        };
    }

    private static String number(Random random, String column, int bound) {
        int value = random.nextInt(bound);
        return switch (random.nextInt(4)) {
            case 0 -> column + " BETWEEN " + value + " AND " + (value + random.nextInt(50));
            case 1 ->
                column + (random.nextBoolean() ? " NOT" : "") + " IN (" + value + ", " + random.nextInt(bound)
                        + (random.nextInt(4) == 0 ? ", NULL" : "") + ")";
            default -> column + " " + comparison(random) + " " + value;
        };
    }

    private static String text(Random random, String column) {
        return switch (random.nextInt(4)) {
            case 0 -> column + " IN ('" + word(random) + "', '" + word(random) + "')";
            case 1 -> column + " LIKE '" + word(random).substring(0, 2) + "%'";
            case 2 -> "starts_with(" + column + ", '" + word(random).charAt(0) + "')";
            default -> column + " " + comparison(random) + " '" + word(random) + "'";
        };
    }

    private static String comparison(Random random) {
        return List.of("=", "!=", "<", "<=", ">", ">=").get(random.nextInt(6));
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
