package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.column.Validity;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.Vectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadFilterTest {
    /// Row ids are 0 to 5.
    private static final @Nullable String[][] PAYLOAD = {
        {"1", "2", "2.5", null, "\"2\"", "-0.0"}, {"\"a\"", "\"b, \\\"c\\\"\"", "true", "false", null, "\"ä\""}
    };

    @TempDir
    Path directory;

    private PackFile pack() throws IOException {
        Vectors.Table table = new Vectors.Table(
                4,
                List.of("n", "t"),
                new long[] {0, 1, 2, 3, 4, 5},
                Vectors.random(6, 4, 0, 1).vectors(),
                Validity.allValid(6),
                PAYLOAD);
        PackWriter.write(table, PackSpec.of(Metric.L2), directory, PackProgress.NONE);
        return PackFile.open(directory.resolve("pack.bin"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                     | 012345
                    {"n":2}                                | 1
                    {"n":"2"}                              | 4
                    {"n":null}                             | 3
                    {"n":0}                                | 5
                    {"n":{"$ne":2}}                        | 02345
                    {"n":{"$lt":2}}                        | 05
                    {"n":{"$lte":2}}                       | 015
                    {"n":{"$gt":1.5,"$lt":2.4}}            | 1
                    {"n":{"$gte":"2"}}                     | 4
                    {"n":{"$in":[1,null,"x"]}}             | 03
                    {"n":{"$in":[]}}                       |
                    {"t":"b, \\"c\\""}                     | 1
                    {"t":{"$gte":true}}                    | 2
                    {"t":{"$gt":"b"}}                      | 15
                    {"$or":[{"n":1},{"t":"\\u00e4"}]}      | 05
                    {"$and":[{"n":{"$gt":0}},{"t":true}]}  | 2
                    {"$or":[]}                             |
                    """)
    void findsTheRowsThatMatch(String filter, @Nullable String rows) throws IOException {
        try (PackFile pack = pack()) {
            PackHits hits = pack.search(new float[4], 10, 1, PayloadFilter.parse(filter));
            int[] found = IntStream.range(0, hits.size())
                    .map(i -> (int) hits.rowId(i))
                    .sorted()
                    .toArray();

            assertArrayEquals(
                    rows == null ? new int[0] : rows.chars().map(c -> c - '0').toArray(),
                    found,
                    Arrays.toString(found));
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws IOException {
        assertRefused("filter is not JSON", "{\"n\":");
        assertRefused("filter is not JSON", "{\"n\":01}");
        assertRefused("filter needs an object of conditions, eight deep at most", "[]");
        assertRefused("filter needs a list for $and", "{\"$and\":{}}");
        assertRefused("filter on n does not understand $like", "{\"n\":{\"$like\":\"x\"}}");
        assertRefused("filter on n does not understand $in", "{\"n\":{\"$in\":3}}");
        assertRefused("filter on n does not understand $eq", "{\"n\":[1]}");
        assertRefused(
                "filter needs an object of conditions, eight deep at most",
                "{\"$or\":[".repeat(8) + "{}" + "]}".repeat(8));
        PayloadFilter other = PayloadFilter.parse("{\"x\":1}");
        try (PackFile pack = pack()) {
            assertEquals(
                    "filter names x, which the pack does not have",
                    assertThrows(IllegalArgumentException.class, () -> pack.search(new float[4], 1, 1, other))
                            .getMessage());
        }
    }

    private static void assertRefused(String message, String filter) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> PayloadFilter.parse(filter))
                        .getMessage());
    }
}
