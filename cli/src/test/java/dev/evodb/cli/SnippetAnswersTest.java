package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.snippets.lance.PackHead;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.jvm.PackFile;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackSource;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.snippets.lance.jvm.PayloadFilter;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests in every form of docs/snippet.md: the compiled snippet on real V8 answers, character by
/// character, what [PackFile] finds on the JVM, and refuses what it must in the documented words.
class SnippetAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "https://search.example/search";

    private static final int PARTITION_ROWS = 150;

    /// Rows that no partition is near to make some larger.
    private static final int MOST_PARTITION_ROWS = 190;

    /// What the plan's five subrequests leave to a new isolate, which reads the head as well.
    private static final int NPROBES = 4;

    private static final double ANY_SCORE = Double.NEGATIVE_INFINITY;

    /// All that match: a hit is never left out because others are nearer.
    private static final int ALL = 100;

    @TempDir
    static Path folder;

    private static final Map<Metric, Packed> PACKS = new EnumMap<>(Metric.class);
    private static Packed bare;

    /// A pack, on the JVM and behind its snippet.
    private record Packed(Metric metric, PackFile file, RunningEdge edge) {
        static Packed of(Metric metric, String name, PackSource source, PackSpec.Builder spec) throws IOException {
            Path path = folder.resolve(name);
            PackWriter.write(
                    source,
                    spec.sampleRows(60)
                            .refineRows(120)
                            .partitions(40)
                            .partitionRows(PARTITION_ROWS)
                            .build(),
                    path,
                    PackProgress.NONE);
            return new Packed(metric, PackFile.open(path.resolve("pack.bin")), RunningEdge.of(path));
        }

        double score(double distance) {
            return metric == Metric.L2 ? 1 / (1 + distance) : 1 - distance;
        }

        String answer(SnippetRequest request) {
            return edge.ask(request).textOf(200);
        }

        void close() throws IOException {
            edge.close();
            file.close();
        }
    }

    @BeforeAll
    static void pack() throws IOException {
        for (Metric metric : List.of(Metric.L2, Metric.COSINE, Metric.DOT)) {
            // Row ids of eight bytes and of four.
            MixedTable table = new MixedTable(MixedTable.COLUMNS, metric == Metric.L2 ? 1L << 40 : 7);
            PACKS.put(metric, Packed.of(metric, metric.wireName(), table, PackSpec.of(metric).toBuilder()));
        }
        PackSpec.Builder tight = PackSpec.of(Metric.COSINE).toBuilder()
                .rowBudget(2 * MOST_PARTITION_ROWS)
                .coldRowBudget(MOST_PARTITION_ROWS);
        bare = Packed.of(Metric.COSINE, "bare", new MixedTable(List.of(), 0), tight);
    }

    @AfterAll
    static void close() throws IOException {
        for (Packed pack : PACKS.values()) {
            pack.close();
        }
        bare.close();
    }

    private static Packed packed(Metric metric) {
        return Objects.requireNonNull(PACKS.get(metric));
    }

    private static float[] query(int number) {
        Random random = new Random(1_000 + number);
        float[] vector = new float[MixedTable.DIMS];
        for (int d = 0; d < MixedTable.DIMS; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static PackHits search(Packed pack, float[] vector, int k, int nprobes, @Nullable String filter)
            throws IOException {
        return pack.file().search(vector, k, nprobes, filter == null ? null : PayloadFilter.parse(filter));
    }

    /// The hits of an answer, as the snippet writes them.
    private static String hits(Packed pack, PackHits hits, List<String> columns, double minScore) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < hits.size(); i++) {
            if (pack.score(hits.distance(i)) < minScore) {
                continue;
            }
            List<String> values = new ArrayList<>();
            for (String column : columns) {
                int c = pack.file().payloadColumns().indexOf(column);
                values.add(JSON.writeValueAsString(column) + ":" + pack.file().payload(hits, i, c));
            }
            String payload = columns.isEmpty() ? "" : ",\"payload\":{" + String.join(",", values) + "}";
            texts.add(
                    "{\"rowId\":" + (long) hits.rowId(i) + ",\"distance\":" + number(hits.distance(i)) + payload + "}");
        }
        return "{\"hits\":[" + String.join(",", texts) + "],";
    }

    /// As JavaScript writes a number: without an exponent from 1e-6 on, where all distances are but 0.
    private static String number(double value) {
        return value == 0
                ? "0"
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static void assertAnswers(String wantedHits, PackHits wanted, int nprobes, String answer)
            throws JsonProcessingException {
        assertTrue(answer.startsWith(wantedHits), () -> "wanted " + wantedHits + "\nfound  " + answer);
        String rest = "{" + answer.substring(wantedHits.length());
        assertEquals(nprobes, JSON.readTree(rest).get("partitions").size(), rest);
        assertEquals(
                "{\"nprobes\":" + nprobes + ",\"rows\":" + wanted.rowsScanned() + ",\"truncated\":false}",
                rest.replaceFirst("\"partitions\":\\[[0-9,]*],", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static SnippetRequest postFloats(String parameters, float[] vector) {
        return SnippetRequest.post(URL + "?" + parameters, EdgeAnswer.littleEndian(vector))
                .withHeader("content-type", "application/octet-stream");
    }

    private static SnippetRequest get(String parameters, float[] vector) {
        return SnippetRequest.get(
                URL + "?vector=" + Arrays.toString(vector).replaceAll("[\\[\\] ]", "") + "&" + parameters);
    }

    /// `members` begin with a comma, or are empty.
    private static SnippetRequest postJson(String parameters, float[] vector, String members) {
        return RunningEdge.postJson(URL + "?" + parameters, "{\"vector\":" + Arrays.toString(vector) + members + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    all  | {}
                    all  | {"$and":[]}
                    none | {"$or":[]}
                    some | {"word":"a"}
                    some | {"word":"b, \\"c\\""}
                    some | {"word":"\\\\\\n\\u2028"}
                    some | {"word":""}
                    some | {"word":"null"}
                    some | {"word":null}
                    some | {"word":{"$eq":"\\u00e4"}}
                    some | {"word":{"$ne":"a"}}
                    some | {"word":{"$ne":null}}
                    some | {"word":{"$gt":"a"}}
                    some | {"word":{"$lt":"\uff61","$gt":"\u00e4"}}
                    some | {"word":{"$in":["a",null,3,true]}}
                    none | {"word":{"$in":[]}}
                    none | {"word":{"$gte":null}}
                    none | {"word":{"$lt":5}}
                    none | {"word":3}
                    some | {"rank":{"$lt":500}}
                    some | {"rank":{"$lte":500,"$gte":-5.5}}
                    some | {"rank":{"$gt":1.2e3}}
                    all  | {"rank":{"$lt":1e999}}
                    all  | {"rank":{"$ne":"3"}}
                    none | {"rank":{"$gte":"3"}}
                    some | {"big":9007199254740992}
                    some | {"big":{"$gt":9007199254740993}}
                    some | {"big":{"$in":[9007199254740994,9007199254740996]}}
                    some | {"price":0}
                    some | {"price":{"$gte":-0.0}}
                    some | {"price":{"$lt":0.0007}}
                    some | {"price":null}
                    all  | {"price":{"$ne":"0"}}
                    some | {"isOld":true}
                    some | {"isOld":{"$ne":true}}
                    some | {"isOld":{"$lt":true}}
                    some | {"isOld":{"$in":[false,null]}}
                    none | {"isOld":1}
                    all  | {"a \\"b\\", \u00fc":"x"}
                    some | {"$or":[{"rank":{"$lt":100}},{"isOld":null}]}
                    some | {"$and":[{"rank":{"$gt":100}},{"$or":[{"word":"a"},{"isOld":false}]}],"price":{"$ne":null}}
                    none | {"word":"a","$or":[{"word":"b"},{"word":null}]}
                    some | {"$or":[{"$and":[{"$or":[{"$and":[{"$or":[{"$and":[{"word":"a"}]}]}]}]}]}]}
                    """)
    void filtersAnswerTheRowsThatMatch(String share, String filter) throws IOException {
        for (Packed pack : PACKS.values()) {
            float[] vector = query(0);
            PackHits wanted = search(pack, vector, ALL, NPROBES, filter);
            String everything = hits(pack, search(pack, vector, ALL, NPROBES, null), MixedTable.COLUMNS, ANY_SCORE);
            String hits = hits(pack, wanted, MixedTable.COLUMNS, ANY_SCORE);
            assertEquals(share, hits.equals(everything) ? "all" : wanted.size() == 0 ? "none" : "some");

            String parameters = "k=" + ALL + "&nprobes=" + NPROBES + "&filter=" + encoded(filter);
            assertAnswers(hits, wanted, NPROBES, pack.answer(postFloats(parameters, vector)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Metric.class,
            names = {"L2", "COSINE", "DOT"})
    void everyWayToAskGetsTheSameAnswer(Metric metric) throws IOException {
        Packed pack = packed(metric);
        for (int q = 0; q < 8; q++) {
            float[] vector = query(q);
            PackHits wanted = search(pack, vector, 7, 3, "{\"rank\":{\"$gte\":0}}");
            double minScore = pack.score(wanted.distance(4));
            String hits = hits(pack, wanted, List.of("big", "word"), minScore);
            String parameters = "k=7&nprobes=3&minScore=" + minScore + "&payload=big,word&filter="
                    + encoded("{\"rank\":{\"$gte\":0}}");
            String members = ",\"k\":7,\"nprobes\":3,\"minScore\":" + minScore
                    + ",\"payload\":[\"big\",\"word\"],\"filter\":{\"rank\":{\"$gte\":0}}";

            assertAnswers(hits, wanted, 3, pack.answer(get(parameters, vector)));
            assertAnswers(hits, wanted, 3, pack.answer(postFloats(parameters, vector)));
            assertAnswers(hits, wanted, 3, pack.answer(postJson("", vector, members)));
            assertAnswers(hits, wanted, 3, pack.answer(postJson(parameters, vector, "")));
        }
    }

    @Test
    void leavesOutHitsBelowTheLeastScore() throws IOException {
        for (Packed pack : PACKS.values()) {
            float[] vector = query(3);
            PackHits wanted = search(pack, vector, 10, NPROBES, null);
            double third = pack.score(wanted.distance(2));
            String hits = hits(pack, wanted, List.of(), third);
            assertEquals(3, hits.split("rowId", -1).length - 1);

            String parameters = "nprobes=" + NPROBES + "&payload=&minScore=";
            assertAnswers(hits, wanted, NPROBES, pack.answer(postFloats(parameters + third, vector)));
            assertAnswers(
                    "{\"hits\":[],",
                    wanted,
                    NPROBES,
                    pack.answer(postFloats(parameters + Math.nextUp(pack.score(wanted.distance(0))), vector)));
        }
    }

    @Test
    void whatIsNotSaidIsThePackersChoice() throws IOException {
        Packed pack = packed(Metric.COSINE);
        // A new isolate reads one partition less than a hard query wants.
        pack.answer(postFloats("", query(0)));
        Set<Integer> probed = new TreeSet<>();
        for (int q = 0; q < 16; q++) {
            float[] vector = query(q);
            PackHits wanted = search(pack, vector, 10, 0, null);
            String hits = hits(pack, wanted, MixedTable.COLUMNS, ANY_SCORE);
            String answer = pack.answer(get("", vector));
            int nprobes = JSON.readTree(answer).get("nprobes").intValue();
            probed.add(nprobes);

            assertAnswers(hits, wanted, nprobes, answer);
            assertEquals(answer, pack.answer(postFloats("", vector)));
            assertEquals(answer, pack.answer(postJson("", vector, "")));
        }
        PackHead head = pack.file().head();
        assertEquals(Set.of(head.nprobes(), head.hardProbes()), probed);
    }

    @Test
    void answersThePayloadColumnsThatAreAskedForInTheirOrder() throws IOException {
        Packed pack = packed(Metric.L2);
        float[] vector = query(5);
        PackHits wanted = search(pack, vector, 10, NPROBES, null);
        String parameters = "nprobes=" + NPROBES + "&";
        String none = hits(pack, wanted, List.of(), ANY_SCORE);
        String two = hits(pack, wanted, List.of("isOld", "price"), ANY_SCORE);
        String odd = hits(pack, wanted, List.of(MixedTable.ODD_NAME), ANY_SCORE);

        assertAnswers(none, wanted, NPROBES, pack.answer(postFloats(parameters + "payload=", vector)));
        assertAnswers(none, wanted, NPROBES, pack.answer(postJson(parameters, vector, ",\"payload\":[]")));
        assertAnswers(two, wanted, NPROBES, pack.answer(get(parameters + "payload=isOld,price", vector)));
        assertAnswers(
                two, wanted, NPROBES, pack.answer(postJson(parameters, vector, ",\"payload\":[\"isOld\",\"price\"]")));
        // A name with a comma fits into a body alone.
        assertAnswers(
                odd,
                wanted,
                NPROBES,
                pack.answer(postJson(
                        parameters, vector, ",\"payload\":[" + JSON.writeValueAsString(MixedTable.ODD_NAME) + "]")));
    }

    @Test
    void theQueryStringWinsOverTheBody() throws IOException {
        Packed pack = packed(Metric.DOT);
        float[] vector = query(6);
        PackHits wanted = search(pack, vector, 6, 2, "{\"isOld\":null}");
        String hits = hits(pack, wanted, List.of("word"), -50);
        String parameters = "k=6&nprobes=2&minScore=-50&payload=word&filter=" + encoded("{\"isOld\":null}");
        String members = ",\"k\":1,\"nprobes\":1,\"minScore\":50,\"payload\":[\"big\"],\"filter\":{\"rank\":-1}";

        assertAnswers(hits, wanted, 2, pack.answer(postJson(parameters, vector, members)));
    }

    @Test
    void aPackWithoutPayloadTakesAnEmptyFilterAndNoColumns() throws IOException {
        float[] vector = query(7);
        PackHits wanted = search(bare, vector, 10, 1, null);
        String hits = hits(bare, wanted, List.of(), ANY_SCORE);

        for (String parameters : List.of("", "&filter=%7B%7D", "&payload=", "&filter=%7B%7D&payload=")) {
            assertAnswers(hits, wanted, 1, bare.answer(postFloats("nprobes=1" + parameters, vector)));
        }
        assertAnswers(hits, wanted, 1, bare.answer(postJson("nprobes=1", vector, ",\"filter\":{},\"payload\":[]")));
        assertEquals(
                refusal("payload must name some of "),
                bare.edge().ask(postFloats("payload=word", vector)).textOf(400));
    }

    @Test
    void readsNoMorePartitionsThanSubrequestsAreLeft() throws IOException {
        Packed pack = packed(Metric.COSINE);
        pack.edge().resetIsolates();
        assertTruncated(pack, 9, 4);
        assertTruncated(pack, 9, 5);
        assertTruncated(pack, 255, 5);
    }

    @Test
    void readsNoMorePartitionsThanTheRowBudgetAllows() throws IOException {
        bare.edge().resetIsolates();
        assertTruncated(bare, 4, 1);
        assertTruncated(bare, 4, 2);
        assertTruncated(bare, 3, 2);
    }

    private static void assertTruncated(Packed pack, int asked, int read) throws IOException {
        float[] vector = query(8);
        PackHits wanted = search(pack, vector, 10, read, null);
        String answer = pack.answer(postFloats("payload=&nprobes=" + asked, vector));

        assertTrue(answer.startsWith(hits(pack, wanted, List.of(), ANY_SCORE)), answer);
        assertTrue(
                answer.contains("],\"nprobes\":" + read + ",\"rows\":" + wanted.rowsScanned() + ",\"partitions\":["),
                answer);
        assertTrue(answer.endsWith("],\"truncated\":true}"), answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"word":                                | filter is not JSON
                    {"rank":01}                             | filter is not JSON
                    []                                      | filter needs an object of conditions, eight deep at most
                    null                                    | filter needs an object of conditions, eight deep at most
                    "word"                                  | filter needs an object of conditions, eight deep at most
                    {"$and":[{"word":"a"},null]}            | filter needs an object of conditions, eight deep at most
                    {"$or":[{"$or":[{"$or":[{"$or":[{"$or":[{"$or":[{"$or":[{"$or":[{}]}]}]}]}]}]}]}]} | filter needs an object of conditions, eight deep at most
                    {"$and":{}}                             | filter needs a list for $and
                    {"$or":"word"}                          | filter needs a list for $or
                    {"words":"a"}                           | filter names words, which the pack does not have
                    {"$not":"a"}                            | filter names $not, which the pack does not have
                    {"word":{"$like":"a"}}                  | filter on word does not understand $like
                    {"word":{"toString":"a"}}               | filter on word does not understand toString
                    {"word":{"$eq":["a"]}}                  | filter on word does not understand $eq
                    {"word":[]}                             | filter on word does not understand $eq
                    {"word":["a"]}                          | filter on word does not understand $eq
                    {"word":{"$lt":{}}}                     | filter on word does not understand $lt
                    {"word":{"$in":"a"}}                    | filter on word does not understand $in
                    {"word":{"$in":["a",[]]}}               | filter on word does not understand $in
                    """)
    void refusesAFilterInTheWordsOfTheJvm(String filter, String message) {
        Packed pack = packed(Metric.COSINE);
        float[] vector = query(9);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> search(pack, vector, 1, 1, filter))
                        .getMessage());
        assertEquals(
                refusal(message),
                pack.edge().ask(postFloats("filter=" + encoded(filter), vector)).textOf(400));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    k=             |                             | k must be in 1..=100
                    k=101          |                             | k must be in 1..=100
                    k=ten          |                             | k must be in 1..=100
                                   | ,"k":0                      | k must be in 1..=100
                                   | ,"k":2.5                    | k must be in 1..=100
                                   | ,"k":[3]                    | k must be in 1..=100
                    nprobes=0      |                             | nprobes must be in 1..=255
                    nprobes=256    |                             | nprobes must be in 1..=255
                                   | ,"nprobes":"4"              | nprobes must be in 1..=255
                    minScore=      |                             | minScore must be a number
                    minScore=NaN   |                             | minScore must be a number
                                   | ,"minScore":"0.5"           | minScore must be a number
                                   | ,"minScore":[0.5]           | minScore must be a number
                    payload=a,word |                             | payload must name some of word,rank,big,price,isOld,a \\"b\\", ü
                                   | ,"payload":"word"           | payload must name some of word,rank,big,price,isOld,a \\"b\\", ü
                                   | ,"payload":[null]           | payload must name some of word,rank,big,price,isOld,a \\"b\\", ü
                    filter=        |                             | filter is not JSON
                                   | ,"filter":null              | filter needs an object of conditions, eight deep at most
                                   | ,"filter":"{}"              | filter needs an object of conditions, eight deep at most
                                   | ,"vector":null              | vector needs 24 values
                                   | ,"vector":[]                | vector needs 24 values
                                   | ,"vector":7                 | vector needs 24 values
                                   | ,"vector":{"length":24}     | vector value 0 is not finite
                                   | ,                           | the body is not JSON
                    """)
    void refusesAParameterThatIsNotWhatItMustBe(@Nullable String parameters, @Nullable String members, String message) {
        SnippetRequest request =
                postJson(Objects.requireNonNullElse(parameters, ""), query(9), Objects.requireNonNullElse(members, ""));

        assertEquals(refusal(message), packed(Metric.COSINE).edge().ask(request).textOf(400));
    }

    @Test
    void refusesAVectorOfAnotherLength() {
        RunningEdge edge = packed(Metric.L2).edge();
        for (String values : List.of("", "1", "1,".repeat(MixedTable.DIMS) + "1")) {
            assertEquals(
                    refusal("vector needs 24 values"),
                    edge.ask(SnippetRequest.get(URL + "?vector=" + values)).textOf(400));
        }
        assertEquals(
                refusal("vector needs 24 values"),
                edge.ask(postFloats("", new float[MixedTable.DIMS + 1])).textOf(400));
    }

    @Test
    void refusesAValueThatIsNotFinite() {
        float[] vector = query(9);
        vector[5] = Float.POSITIVE_INFINITY;
        RunningEdge edge = packed(Metric.L2).edge();

        assertEquals(
                refusal("vector value 5 is not finite"),
                edge.ask(postFloats("", vector)).textOf(400));
        assertEquals(
                refusal("vector value 5 is not finite"),
                edge.ask(get("", vector)).textOf(400));
    }

    private static String refusal(String message) {
        return "{\"error\":\"" + message + "\",\"status\":400}";
    }
}
