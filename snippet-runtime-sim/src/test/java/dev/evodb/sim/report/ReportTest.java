package dev.evodb.sim.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.Workload;
import dev.evodb.sim.calibration.Calibration;
import dev.evodb.sim.calibration.CpuModel;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.CdnRule;
import dev.evodb.sim.net.Fault;
import dev.evodb.sim.net.FaultRule;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    private static final String ROUTER = """
            export default { async fetch(request) {
                console.log('<b>looking</b> for', new URL(request.url).search);
                if (request.url.endsWith('greedy')) globalThis.kept = new Uint8Array(40 << 20).fill(1);
                const answers = await Promise.all([0, 1].map(i => fetch('https://shard.example/?part=' + i)));
                return new Response((await Promise.all(answers.map(answer => answer.text()))).join());
            } };
            """;

    private static final String SHARD = """
            export default { async fetch() {
                const get = range => fetch('https://store.example/object.bin', {headers: {range}});
                const answers = await Promise.all([get('bytes=0-99'), get('bytes=100-199')]);
                return new Response(String((await Promise.all(answers.map(a => a.arrayBuffer().catch(String)))).length));
            } };
            """;

    @TempDir
    static Path folder;

    private static RunReport good = report(Optional.empty());
    private static String page = "";

    private static RunReport report(Optional<Calibration> calibration) {
        try {
            Path store = Files.createTempDirectory("store");
            Files.write(store.resolve("object.bin"), new byte[300_000]);
            Workload workload = new Workload(
                            Profile.EVODB.withCpuMicros(10_000_000),
                            Mode.COLD,
                            Map.of(
                                    "router.example",
                                    new SnippetModule("router.js", ROUTER),
                                    "shard.example",
                                    new SnippetModule("shard.js", SHARD)),
                            Map.of("store.example", store),
                            List.of(
                                    SnippetRequest.get(
                                            "https://router.example/?a&b=<script>".replace("<script>", "%3C")),
                                    SnippetRequest.get("https://router.example/greedy")),
                            2,
                            0,
                            0)
                    .withNetwork(NetworkPlan.edge(3)
                            .withCdn(Optional.of(CdnRule.everything()))
                            .withFaults(List.of(new FaultRule("object", new Fault.CutBody(0.3), 0.3))));
            Measurement measurement = workload.run();
            Files.delete(store.resolve("object.bin"));
            Files.delete(store);
            return new RunReport(
                    "A <chain> & its shards",
                    workload,
                    measurement,
                    Verdict.of(Profile.EVODB, workload, measurement),
                    calibration,
                    OptionalDouble.of(0.95));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void write() throws IOException {
        StringWriter out = new StringWriter();
        HtmlReport.write(out, good);
        page = out.toString();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "report-example.html"), page);
    }

    @Test
    void needsNothingBesideItself() {
        assertFalse(page.contains("<script"), "a script");
        assertFalse(Pattern.compile("(src|href)=|url\\(|@import").matcher(page).find(), "another file");
    }

    @Test
    void drawsWellFormedPictures() throws Exception {
        Matcher pictures = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        List<String> found = new ArrayList<>();
        while (pictures.find()) {
            found.add(pictures.group());
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(pictures.group())));
        }
        // CPU, memory, and a waterfall for each of four requests.
        assertEquals(6, found.size());
        assertFalse(page.contains("NaN") || page.contains("Infinity"));
    }

    @Test
    void escapesWhatSnippetsSay() {
        assertTrue(page.contains("&lt;b&gt;looking&lt;/b&gt; for"));
        assertTrue(page.contains("A &lt;chain&gt; &amp; its shards"));
        assertFalse(page.contains("<b>looking"));
    }

    @Test
    void saysWhatWasViolatedAndHowMuchIsLeft() {
        assertTrue(page.contains("over budget"));
        assertTrue(page.contains("<li>1204 at router.example: memory bytes limit is 33554432"), page);
        assertTrue(page.contains("of 5.00 ms"));
        assertTrue(page.contains("cut body: Network connection lost."));
    }

    @Test
    void givesNoForecastWithoutACalibration() {
        assertTrue(page.contains("<b>Not calibrated</b>"));
        assertTrue(good.forecastMillis().isEmpty());
    }

    @Test
    void forecastsWithACalibrationOfThisMachineOnly() throws IOException {
        Calibration here =
                new Calibration(good.measurement().engine(), "workerd x", CpuModel.current(), 2, 0.5, 0.1, 0.25, 0.07);
        RunReport calibrated = new RunReport(
                "t", good.workload(), good.measurement(), good.verdict(), Optional.of(here), OptionalDouble.empty());
        double highest = 2 * good.verdict().summary().cpuMillis().max() + 0.5 + 0.1 + 0.25 * 2;
        double forecast = calibrated.forecastMillis().orElseThrow();
        assertTrue(forecast > 0.5 && forecast <= highest, forecast + " of " + highest);
        StringWriter out = new StringWriter();
        HtmlReport.write(out, calibrated);
        assertTrue(out.toString().contains("<b>Calibrated</b> against workerd x"));

        Calibration elsewhere = new Calibration("javet 1", "workerd x", CpuModel.current(), 2, 0.5, 0.1, 0.25, 0.07);
        RunReport foreign = new RunReport(
                "t",
                good.workload(),
                good.measurement(),
                good.verdict(),
                Optional.of(elsewhere),
                OptionalDouble.empty());
        assertTrue(foreign.forecastMillis().isEmpty());
    }

    @Test
    void writesTheContractedJson() throws IOException {
        StringWriter out = new StringWriter();
        JsonReport.write(out, good);
        String json = out.toString();
        List<String> names = List.of(
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
                "levels");
        int at = 0;
        for (String name : names) {
            int next = json.indexOf("\"" + name + "\":", at);
            assertTrue(next >= at, name + " in " + json);
            at = next;
        }
        assertTrue(json.contains("\"verdict\":\"fail\""), json);
        assertTrue(json.contains("\"calibrated\":false,\"forecastMs\":null,"), json);
    }
}
