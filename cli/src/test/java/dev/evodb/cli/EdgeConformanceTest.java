package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.IvecsFile;
import dev.evodb.chain.Step;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.Recall;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.jvm.PackFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The compiled snippets on real V8 against the same portable code on the JVM, over 200 held-out queries
/// on 20,000 word vectors, and against exact search.
class EdgeConformanceTest {
    private static final Path VECTORS = CliRun.ROOT.resolve("samples/vectors");
    private static final int K = 10;
    private static final int NPROBES = 4;

    @TempDir
    static Path folder;

    private static List<float[]> queries = List.of();

    @BeforeAll
    static void pack() throws IOException {
        queries = List.of(FvecsFile.read(VECTORS.resolve("query.fvecs")));
        pack("one");
        pack("shards", "--shards", "4");
        // The same partitions in four objects and in one, every probed row compared by its copy: which rows a
        // search looks at more closely depends on how many there are in an object.
        pack("deep-shards", "--shards", "4", "--partitions", "32", "--partition-rows", "1875", "--refine-rows", "3000");
        pack(
                "deep-whole",
                "--partitions",
                "32",
                "--partition-rows",
                "1875",
                "--refine-rows",
                "4096",
                "--cold-row-budget",
                "0");
    }

    private static void pack(String name, Object... options) {
        List<Object> arguments = new ArrayList<>(
                List.of("pack", VECTORS.resolve("base.fvecs"), "--metric", "cosine", "--out", folder.resolve(name)));
        arguments.addAll(List.of(options));
        CliRun run = CliRun.of(arguments.toArray());
        assertEquals(0, run.code(), run.err());
    }

    /// 0: as many partitions as the pack wants for each query.
    @ParameterizedTest
    @ValueSource(ints = {0, NPROBES})
    void snippetAnswersWhatTheJvmAnswers(int nprobes) throws IOException {
        List<EdgeAnswer> answers = answers("one", nprobes);
        try (PackFile pack = PackFile.open(folder.resolve("one/pack.bin"))) {
            for (int q = 0; q < queries.size(); q++) {
                PackHits hits = pack.search(queries.get(q), K, nprobes);
                long[] rowIds = new long[hits.size()];
                double[] distances = new double[hits.size()];
                for (int i = 0; i < rowIds.length; i++) {
                    rowIds[i] = (long) hits.rowId(i);
                    distances[i] = hits.distance(i);
                }
                assertArrayEquals(rowIds, answers.get(q).rowIds(), "query " + q);
                // The same bits: no tolerance.
                assertArrayEquals(distances, answers.get(q).distances(), "query " + q);
            }
        }
    }

    @Test
    void distancesLieNearTheExactOnes() throws IOException {
        float[][] base = FvecsFile.read(VECTORS.resolve("base.fvecs"));
        List<EdgeAnswer> answers = answers("one");
        double[] errors = new double[queries.size() * K];
        for (int q = 0; q < queries.size(); q++) {
            EdgeAnswer answer = answers.get(q);
            for (int i = 0; i < K; i++) {
                double exact = cosineDistance(queries.get(q), base[(int) answer.rowIds()[i]]);
                errors[q * K + i] = Math.abs(answer.distances()[i] - exact);
            }
        }
        Arrays.sort(errors);
        double median = errors[errors.length / 2];
        double p99 = errors[errors.length * 99 / 100];
        System.out.println(
                "edge distances, samples/vectors, cosine: off by " + median + " (median), " + p99 + " (p99)");
        assertTrue(median <= 0.001 && p99 <= 0.015, "median " + median + ", p99 " + p99);
    }

    private static double cosineDistance(float[] a, float[] b) {
        double products = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int d = 0; d < a.length; d++) {
            products += (double) a[d] * b[d];
            squaresOfA += (double) a[d] * a[d];
            squaresOfB += (double) b[d] * b[d];
        }
        return 1 - products / Math.sqrt(squaresOfA * squaresOfB);
    }

    @Test
    void chainAnswersWhatOneSnippetAnswersThatProbesAsManyPartitions() throws IOException {
        List<EdgeAnswer> chain = answers("deep-shards");
        List<EdgeAnswer> one = answers("deep-whole");
        for (int q = 0; q < queries.size(); q++) {
            assertArrayEquals(one.get(q).rowIds(), chain.get(q).rowIds(), "query " + q);
        }
    }

    @Test
    void recallHoldsAgainstExactSearch() throws IOException {
        double one = recall(answers("one"));
        double chain = recall(answers("shards"));
        assertTrue(one >= 0.90, "snippet recall@10 " + one);
        assertTrue(chain >= 0.94, "chain recall@10 " + chain);
    }

    @Test
    void everythingFitsIntoTheSubrequestsOfAColdIsolate() throws IOException {
        for (String name : List.of("one", "shards")) {
            try (RunningEdge edge = RunningEdge.of(folder.resolve(name))) {
                edge.folder().plan(Profile.EVODB, NPROBES);
                Invocation cold = edge.invoke(edge.folder().request(queries.getFirst(), K, NPROBES));
                cold.answered();
                cold.tree().forEach(hop -> assertTrue(hop.subrequests() <= 5, name + " " + hop.subrequests()));
            }
        }
    }

    /// Hard and easy queries, in a new isolate and in one that has the head.
    @Test
    void planStatesTheMostSubrequestsThatAnyQueryNeeds() throws IOException {
        for (String name : List.of("one", "shards")) {
            try (RunningEdge edge = RunningEdge.of(folder.resolve(name))) {
                Map<String, Integer> planned = new TreeMap<>();
                ChainPlan plan = edge.folder().plan(Profile.EVODB, 0);
                // A router's plan has retries, which good answers do not need.
                plan.invocations().stream()
                        .filter(invocation -> invocation.step() instanceof Step.Invoke)
                        .forEach(shard ->
                                planned.put(shard.snippet().host(), shard.load().subrequests()));
                Map<String, Integer> most = new TreeMap<>();
                for (float[] query : queries.subList(0, 40)) {
                    Invocation invocation = edge.invoke(edge.folder().request(query, K, 0));
                    invocation.answered();
                    invocation
                            .tree()
                            .filter(hop -> planned.containsKey(hop.host()))
                            .forEach(hop -> most.merge(hop.host(), hop.subrequests(), Math::max));
                }
                assertEquals(planned, most);
            }
        }
    }

    /// A first request that is ended for its CPU time must leave nothing half made to those after it.
    @Test
    void answersRightAfterRequestsThatWereEndedAtAnyMoment() throws IOException {
        EdgeAnswer wanted = answers("one").getFirst();
        int ended = 0;
        for (int micros = 250; micros <= 8_000; micros += 250) {
            try (RunningEdge edge = RunningEdge.of(folder.resolve("one"), Profile.EVODB.withCpuMicros(micros))) {
                for (int attempt = 0; attempt < 40; attempt++) {
                    Invocation invocation = edge.invoke(edge.folder().request(queries.getFirst(), K, NPROBES));
                    if (invocation.outcome() instanceof Outcome.Refused refused) {
                        assertEquals(ErrorCode.CPU, refused.code(), refused.message());
                        ended++;
                    } else {
                        EdgeAnswer answer = EdgeAnswer.of(invocation).orElseThrow();
                        assertArrayEquals(wanted.rowIds(), answer.rowIds(), micros + " us, attempt " + attempt);
                        break;
                    }
                }
            }
        }
        assertTrue(ended > 0, "no request was ended, so nothing was tested");
    }

    @Test
    void simPrintsTheContractedJson() throws IOException {
        CliRun run = CliRun.of(
                "sim",
                folder.resolve("one"),
                "--queries",
                VECTORS.resolve("query.fvecs"),
                "--truth",
                VECTORS.resolve("truth.ivecs"),
                "--json");
        JsonNode report = run.json();
        List<String> names = new ArrayList<>();
        report.fieldNames().forEachRemaining(names::add);
        assertEquals(
                List.of(
                        "profile",
                        "engine",
                        "mode",
                        "queries",
                        "recallAtK",
                        "cpuMs",
                        "liveMemoryBytes",
                        "peakMemoryBytes",
                        "subrequests",
                        "bytesFetched",
                        "packageBytes",
                        "violations",
                        "verdict",
                        "margins",
                        "calibrated",
                        "forecastMs",
                        "levels"),
                names);
        assertEquals("evodb", report.get("profile").textValue());
        assertEquals(200, report.get("queries").intValue());
        assertTrue(report.get("packageBytes").intValue() <= 32_768);
        boolean isPass = report.get("verdict").textValue().equals("pass");
        assertEquals(isPass, report.get("violations").isEmpty());
        assertEquals(isPass ? 0 : 4, run.code());
    }

    /// A hard query reads the head and four partitions in a new isolate, others two.
    @ParameterizedTest
    @CsvSource({"pro, 2", "business, 3"})
    void simEndsWithCode4WhereTheProfileHasTooFewSubrequestsForAHardQuery(String profile, int allowed) {
        CliRun run = CliRun.of(
                "sim", folder.resolve("one"), "--queries", VECTORS.resolve("query.fvecs"), "--profile", profile);
        assertEquals(4, run.code(), run.err());
        assertEquals("sim: step search: subrequests limit is " + allowed + ", needed 5\n", run.err());
    }

    @Test
    void simPlansForThePartitionsThatQueriesAskFor() throws IOException {
        Path one = folder.resolve("one");
        CliRun refused =
                CliRun.of("sim", one, "--query", firstQuery(), "--profile", "business", "--nprobes", 3, "--json");
        assertEquals(4, refused.code(), refused.err());
        assertEquals("sim: step search: subrequests limit is 3, needed 4\n", refused.err());
        CliRun run = CliRun.of(
                "sim",
                one,
                "--query",
                firstQuery(),
                "--profile",
                "business",
                "--nprobes",
                2,
                "--mode",
                "cold",
                "--json");
        assertEquals(3, run.json().at("/subrequests/max").intValue(), run.err() + run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1202 | const all=[];for(let i=0;i<6;i++)all.push(fetch('https://pack.example/pack.json'));await Promise.all(all);",
                "1203 | for(;;){}",
                "1204 | globalThis.kept=new Uint8Array(64<<20).fill(1);",
                "1206 | throw new Error('no');",
            })
    void simEndsWithCode4AndNamesTheLimitThatASnippetBreaks(int code, String body) throws IOException {
        Path bad = Files.createDirectories(folder.resolve("bad-" + code));
        Files.copy(folder.resolve("one/pack.json"), bad.resolve("pack.json"));
        // Every other request is good: the isolate survives, or a new one takes its place.
        Files.writeString(
                bad.resolve("main.js"),
                "let n=0;export default{async fetch(){if(n++%2===1){" + body
                        + "}return new Response('{\"hits\":[]}')}}");
        CliRun run = CliRun.of("sim", bad, "--query", firstQuery(), "--samples", "4", "--json");
        assertEquals(4, run.code(), run.err());
        JsonNode report = run.json();
        assertEquals("fail", report.get("verdict").textValue());
        assertEquals(1, report.get("violations").size(), run.out());
        assertTrue(report.get("violations").get(0).textValue().startsWith(code + " at search.example"), run.out());
    }

    @Test
    void interpreterModeRunsInItsOwnProcess() throws IOException {
        JsonNode report = CliRun.of(
                        "sim", folder.resolve("one"), "--query", firstQuery(), "--mode", "interpreter", "--json")
                .json();
        assertEquals("interpreter", report.get("mode").textValue());
        assertTrue(report.get("engine").textValue().contains("interpreter"), report.toString());
        assertTrue(report.at("/cpuMs/p50").doubleValue() > 0);
    }

    private static String firstQuery() {
        return Arrays.toString(queries.getFirst());
    }

    private static double recall(List<EdgeAnswer> answers) throws IOException {
        int[][] truth = IvecsFile.read(VECTORS.resolve("truth.ivecs"));
        Recall recall = new Recall();
        for (int q = 0; q < answers.size(); q++) {
            recall.add(
                    IntStream.of(truth[q]).asLongStream().toArray(),
                    answers.get(q).rowIds(),
                    K);
        }
        return recall.mean();
    }

    private static List<EdgeAnswer> answers(String name) throws IOException {
        return answers(name, NPROBES);
    }

    private static List<EdgeAnswer> answers(String name, int nprobes) throws IOException {
        List<EdgeAnswer> answers = new ArrayList<>();
        try (RunningEdge edge = RunningEdge.of(folder.resolve(name))) {
            // Reads the heads: the first request of an isolate has a subrequest less for partitions.
            edge.invoke(edge.folder().request(queries.getFirst(), K, nprobes));
            for (float[] query : queries) {
                answers.add(EdgeAnswer.of(edge.invoke(edge.folder().request(query, K, nprobes)))
                        .orElseThrow());
            }
        }
        return answers;
    }
}
