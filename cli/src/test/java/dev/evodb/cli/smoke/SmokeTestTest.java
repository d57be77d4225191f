package dev.evodb.cli.smoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.cli.cloudflare.HttpAnswer;
import dev.evodb.cli.cloudflare.VirtualPacing;
import dev.evodb.cli.deploy.StoredObject;
import dev.evodb.cli.smoke.FakeEdge.Answer;
import dev.evodb.cli.smoke.FakeEdge.ObjectFault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Smoke tests of deployments that are fine, and of those that are not.
class SmokeTestTest {
    private static final String HITS = "{\"hits\":[{\"rowId\":7,\"distance\":0.25},{\"rowId\":9007199254740991,"
            + "\"distance\":1.0}],\"nprobes\":4,\"rows\":100}";

    private final VirtualPacing pacing = new VirtualPacing();
    private final List<Duration> waits = new ArrayList<>();

    @TempDir
    Path folder;

    private FakeEdge edge;
    private StoredObject object;

    @BeforeEach
    void serve() throws IOException {
        byte[] bytes = new byte[10_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Files.write(folder.resolve("pack.bin"), bytes);
        edge = new FakeEdge(folder);
        edge.run((_, _) -> json(200, HITS));
        object = StoredObject.of("http://" + edge.host() + "/pack.bin", folder.resolve("pack.bin"), "public");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private static Answer json(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer page(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/html"), body.getBytes(StandardCharsets.UTF_8));
    }

    private SmokeReport run(boolean isRouter) throws IOException {
        ExpectedAnswer expected = new ExpectedAnswer(new long[] {7, 9007199254740991L}, new double[] {0.25, 1.0});
        try (SmokeTest test = new SmokeTest(pacing, Duration.ofSeconds(10), (waited, _) -> waits.add(waited))) {
            return test.run(
                    edge.search(), new SmokeQuery(new float[] {1, 2}, 2, 4), expected, isRouter, List.of(object));
        }
    }

    /// The only check that failed.
    private static String failure(SmokeReport report) {
        List<SmokeCheck> failed =
                report.checks().stream().filter(check -> !check.isPassed()).toList();
        assertEquals(1, failed.size(), report.toString());
        assertFalse(report.isPassed());
        return failed.getFirst().what() + ": " + failed.getFirst().found();
    }

    @Test
    void passesWhereEverythingIsInItsPlace() throws IOException {
        SmokeReport report = run(false);
        assertTrue(report.isPassed(), report.toString());
        assertEquals(
                List.of(
                        "bytes 0-4095: status 206",
                        "bytes 0-4095: of 10000",
                        "bytes 0-4095: uncompressed",
                        "bytes 0-4095: the bytes of the file",
                        "bytes 0-4095: an ETag",
                        "bytes 5904-9999: status 206",
                        "bytes 5904-9999: of 10000",
                        "bytes 5904-9999: uncompressed",
                        "bytes 5904-9999: the bytes of the file",
                        "bytes 5904-9999: an ETag",
                        "one ETag",
                        "status 200",
                        "JSON",
                        "hits with row id and distance",
                        "the answer of the JVM"),
                report.checks().stream().map(SmokeCheck::what).toList());
        assertEquals(List.of(), edge.secrets());
    }

    @Test
    void asksWithTheVectorAsBytes() throws IOException {
        List<String> asked = new ArrayList<>();
        edge.run((query, body) -> {
            asked.add(query + " " + body.length);
            return json(200, HITS);
        });
        run(false);
        assertEquals(List.of("k=2&nprobes=4 8"), asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RANGE_IGNORED|bytes 0-4095: status 206: 200: Range was ignored, cache HIT",
                "COMPRESSED|bytes 0-4095: uncompressed: gzip",
                "NO_ETAG|bytes 0-4095: an ETag: none",
                "NEW_ETAG_EACH_TIME|one ETag: \"v0\", \"v5904\"",
                "OTHER_BYTES|bytes 0-4095: the bytes of the file: 4096 bytes",
                "OTHER_LENGTH|bytes 0-4095: of 10000: bytes 0-4095/10001",
                "MISSING|bytes 0-4095: status 206: 404: no object",
            })
    void noticesHowAnObjectIsServedWrongly(ObjectFault fault, String expected) throws IOException {
        edge.fault(fault);
        assertEquals(expected, failure(run(false)));
    }

    @Test
    void noticesAnObjectWhoseBodyIsCut() throws IOException {
        edge.fault(ObjectFault.CUT);
        assertTrue(failure(run(false)).startsWith("bytes 0-4095: "));
    }

    @Test
    void waitsForADeploymentThatIsStillPropagating() throws IOException {
        edge.first(
                page(503, "error code: 1205"),
                page(500, "<title>Error 1205</title>"),
                json(503, "{\"error_code\":1205}"));
        assertTrue(run(false).isPassed());
        assertEquals(List.of(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(4)), waits);
    }

    @Test
    void doesNotWaitForever() throws IOException {
        Answer[] pages = new Answer[20];
        java.util.Arrays.fill(pages, page(503, "error code: 1205"));
        edge.first(pages);
        assertEquals("status 200: 503, error 1205: the deployment is still propagating", failure(run(false)));
        assertEquals(5, pacing.sleeps().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1201|the snippet went on to the origin twice",
                "1202|more subrequests than the plan allows",
                "1203|more CPU time than allowed",
                "1204|more memory than allowed",
                "1206|the snippet threw an exception"
            })
    void saysWhatTheErrorsOfSnippetsMean(int number, String meaning) throws IOException {
        edge.first(page(500, "error code: " + number));
        assertEquals("status 200: 500, error " + number + ": " + meaning, failure(run(false)));
        assertEquals(List.of(), pacing.sleeps());
    }

    @Test
    void showsWhatTheSnippetRefused() throws IOException {
        edge.first(json(409, "{\"error\":\"the pack is not the one\"}"));
        assertEquals("status 200: 409: {\"error\":\"the pack is not the one\"}", failure(run(false)));
    }

    @Test
    void noticesARedirectInsteadOfAnAnswer() throws IOException {
        edge.first(new Answer(302, Map.of("Location", "http://127.0.0.1:1/"), new byte[0]));
        assertEquals("status 200: 302", failure(run(false)));
    }

    @Test
    void noticesAPageOfTheOrigin() throws IOException {
        edge.first(page(200, "<html>"));
        assertEquals("JSON: text/html", failure(run(false)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"hits\":7}",
                "{\"hits\":[7]}",
                "{\"hits\":[{\"rowId\":\"7\",\"distance\":1}]}",
                "{\"hits\":[{\"rowId\":7.5,\"distance\":1}]}",
                "{\"hits\":[{\"rowId\":7}]}"
            })
    void noticesAnAnswerOfAnotherShape(String body) throws IOException {
        edge.first(json(200, body));
        assertTrue(failure(run(false)).startsWith("hits with row id and distance: "));
    }

    @Test
    void noticesOtherRowsThanTheJvmFinds() throws IOException {
        edge.first(json(200, HITS.replace("9007199254740991", "8")));
        assertEquals(
                "the answer of the JVM: hit 1 is row 8 at 1.0, the JVM finds row 9007199254740991 at 1.0",
                failure(run(false)));
    }

    @Test
    void noticesOtherDistances() throws IOException {
        edge.first(json(200, HITS.replace("0.25", "0.2500001")));
        assertEquals(
                "the answer of the JVM: hit 0 is row 7 at 0.2500001, the JVM finds row 7 at 0.25", failure(run(false)));
    }

    @Test
    void noticesMissingRows() throws IOException {
        edge.first(json(200, "{\"hits\":[{\"rowId\":7,\"distance\":0.25}]}"));
        assertEquals("the answer of the JVM: 1 hits, the JVM finds 2", failure(run(false)));
    }

    @Test
    void wantsTheLayerHeaderOfARouter() throws IOException {
        assertEquals("layer header: none", failure(run(true)));
        edge.first(new Answer(
                200,
                Map.of("Content-Type", "application/json", "X-EvoDB-Layer", "router"),
                HITS.getBytes(StandardCharsets.UTF_8)));
        assertTrue(run(true).isPassed());
    }

    @Test
    void asksOnlyWhereNobodyListens() {
        try (SmokeTest test = new SmokeTest(pacing, Duration.ZERO, (_, _) -> {})) {
            for (String url : List.of("http://search.example.com/", "https://a.example.com/?k=1", "search")) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> test.run(
                                URI.create(url),
                                new SmokeQuery(new float[1], 1, 1),
                                new ExpectedAnswer(new long[0], new double[0]),
                                false,
                                List.of()));
            }
        }
    }

    @Test
    void takesNoNumberOfAGoodAnswerForAnError() {
        assertEquals(
                0,
                SnippetProbe.snippetError(
                        new HttpAnswer(200, Map.of(), "error code: 1205".getBytes(StandardCharsets.UTF_8), false)));
    }
}
