package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our own indices from the command line: built, inspected, searched, measured.
class IndexCommandTest {
    private static final Path VECTORS = CliRun.ROOT.resolve("samples/vectors");

    @TempDir
    Path folder;

    @Test
    void buildsFromATableInspectsAndFindsWords() throws IOException {
        Path index = folder.resolve("words");
        CliRun built = CliRun.of(
                "index",
                "build",
                CliRun.WORDS,
                "--column",
                "vector",
                "--metric",
                "cosine",
                "--partitions",
                "64",
                "--out",
                index,
                "--json");
        assertEquals(0, built.code(), built.err());
        JsonNode inspected = CliRun.of("index", "inspect", index, "--json").json();
        assertEquals(built.json(), inspected);
        assertEquals("ivf_pq", inspected.get("type").textValue());
        assertEquals(20_000, inspected.get("rows").intValue());

        String query = CliRun.of(
                        "scan", CliRun.WORDS, "--columns", "vector", "--filter", "word = 'coffee'", "--format", "jsonl")
                .out()
                .replaceAll("[^\\[]*(\\[[^\\]]*\\]).*\\R?", "$1");
        JsonNode own =
                CliRun.of("search", index, "--query", query, "--json").json().at("/results/0");
        JsonNode exact = CliRun.of(
                        "search",
                        CliRun.WORDS,
                        "--column",
                        "vector",
                        "--query",
                        query,
                        "--exact",
                        "--metric",
                        "cosine",
                        "--json")
                .json()
                .at("/results/0");
        assertEquals(exact.get("rowIds"), own.get("rowIds"));
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    exact.at("/distances/" + i).doubleValue(),
                    own.at("/distances/" + i).doubleValue(),
                    1e-5);
        }
    }

    @Test
    void measuresACurveAndPlotsIt() throws IOException {
        Path plot = folder.resolve("curve.html");
        CliRun run = bench("--partitions", "64", "--nprobes", "2,16,64", "--plot", plot.toString(), "--json");
        assertEquals(0, run.code(), run.err());
        JsonNode points = run.json().get("points");
        assertEquals(3, points.size());
        assertTrue(points.at("/0/recall").doubleValue() < points.at("/2/recall").doubleValue());
        assertTrue(points.at("/1/recall").doubleValue() > 0.9);
        assertTrue(points.at("/1/queriesPerCpuSecond").doubleValue() > 0);
        String html = Files.readString(plot);
        assertTrue(html.contains("<svg") && html.contains("nprobes 16, refine 16"), html);
    }

    @Test
    void tunesForARecall() throws IOException {
        CliRun run = bench("--partitions", "64", "--recall", "0.95", "--passes", "1", "--json");
        assertEquals(0, run.code(), run.err());
        JsonNode points = run.json().get("points");
        assertEquals(1, points.size());
        assertTrue(points.at("/0/recall").doubleValue() >= 0.95);
        assertTrue(points.at("/0/nprobes").intValue() < 64);
    }

    @Test
    void buildsAGraphAndSearchesIt() throws IOException {
        Path index = folder.resolve("graph");
        CliRun built = CliRun.of(
                "index",
                "build",
                VECTORS.resolve("base.fvecs"),
                "--type",
                "hnsw",
                "--ef-construction",
                "40",
                "--out",
                index,
                "--json");
        assertEquals(0, built.code(), built.err());
        assertEquals("hnsw", built.json().get("type").textValue());
        assertEquals(20_000, built.json().at("/graph/levels/0").intValue());
        assertTrue(CliRun.of("index", "inspect", index).out().contains("16 links a row, 32 on the lowest level"));
        Path queries = VECTORS.resolve("query.fvecs");
        JsonNode walked = CliRun.of("search", index, "--queries", queries, "--ef", "400", "--json")
                .json();
        JsonNode exact = CliRun.of("search", index, "--queries", queries, "--exact", "--json")
                .json();
        assertEquals("index", walked.at("/results/0/statistics/searched").textValue());
        assertEquals("rows", exact.at("/results/0/statistics/searched").textValue());
        assertEquals(exact.at("/results/0/rowIds"), walked.at("/results/0/rowIds"));
    }

    @Test
    void tunesTheBeamOfAGraph() throws IOException {
        CliRun run = bench("--index", "hnsw", "--ef-construction", "40", "--recall", "0.95", "--passes", "1", "--json");
        assertEquals(0, run.code(), run.err());
        JsonNode points = run.json().get("points");
        assertTrue(points.at("/0/recall").doubleValue() >= 0.95);
        assertTrue(points.at("/0/ef").intValue() < 400);
    }

    @Test
    void saysThatARecallIsOutOfReach() throws IOException {
        CliRun run = bench("--partitions", "16", "--rows", "int8", "--recall", "1", "--passes", "1");
        assertEquals(4, run.code());
        assertTrue(run.err().contains("no setting reaches a recall of 1.0"), run.err());
    }

    @Test
    void refusesWhatAnIndexDoesNotHave() throws IOException {
        Path index = folder.resolve("flat");
        CliRun.of(
                "index",
                "build",
                VECTORS.resolve("base.fvecs"),
                "--type",
                "ivf_flat",
                "--partitions",
                "8",
                "--out",
                index);
        CliRun run = CliRun.of("search", index, "--query", "[1]", "--select", "word");
        assertEquals(2, run.code());
        assertEquals(
                "search: an index has no columns: leave out --select and --filter, or search the table",
                run.err().strip());
        assertEquals(
                "search: query has 1 dims, the column has 100",
                CliRun.of("search", index, "--query", "[1]").err().strip());
    }

    @Test
    void saysWhereThereIsNoIndex() {
        CliRun run = CliRun.of("index", "inspect", folder);
        assertEquals(3, run.code());
        assertEquals(
                "inspect: no index in " + folder + ": it has no file current.evoann",
                run.err().strip());
    }

    @Test
    void namesTheSubcommands() {
        assertEquals(2, CliRun.of("index").code());
        assertEquals(2, CliRun.of("bench").code());
        assertTrue(CliRun.of("index", "build", "--help").out().startsWith("Usage: evodb index build"));
        assertTrue(CliRun.of("bench", "ann", "--help").out().startsWith("Usage: evodb bench ann"));
    }

    private static CliRun bench(Object... arguments) {
        Object[] all = new Object[arguments.length + 8];
        Object[] first = {
            "bench",
            "ann",
            "--base",
            VECTORS.resolve("base.fvecs"),
            "--queries",
            VECTORS.resolve("query.fvecs"),
            "--truth",
            VECTORS.resolve("truth.ivecs")
        };
        System.arraycopy(first, 0, all, 0, 8);
        System.arraycopy(arguments, 0, all, 8, arguments.length);
        return CliRun.of(all);
    }
}
