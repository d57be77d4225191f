package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void inspectsAsJson() throws IOException {
        JsonNode table = CliRun.of("inspect", CliRun.WORDS, "--json").json();
        assertEquals(2, table.get("version").intValue());
        assertEquals("2.2", table.get("fileFormatVersion").textValue());
        assertEquals(20_000, table.get("rows").intValue());
        assertEquals(
                "fixed_size_list:float:100", table.at("/schema/2/logicalType").textValue());
        assertEquals("vector_idx", table.at("/indices/0/name").textValue());
    }

    @Test
    void inspectsForAPerson() {
        String text = CliRun.of("inspect", CliRun.WORDS).out();
        assertTrue(text.contains("rows          20000\n"), text);
        assertTrue(text.contains(" 2  vector  fixed_size_list:float:100  not null\n"), text);
    }

    @Test
    void travelsToAnOlderVersion() throws IOException {
        assertEquals(
                0,
                CliRun.of("inspect", CliRun.WORDS, "--version", "1", "--json")
                        .json()
                        .get("indices")
                        .size());
    }

    @Test
    void scansJsonLines() {
        CliRun run = CliRun.of(
                "scan",
                CliRun.WORDS,
                "--columns",
                "rank,word",
                "--filter",
                "word = 'tea' OR rank <= 2",
                "--format",
                "jsonl",
                "--with-row-id");
        assertEquals("""
                {"rank":1,"word":"the","_rowid":0}
                {"rank":2,"word":",","_rowid":1}
                """, run.out().lines().limit(2).map(line -> line + "\n").reduce("", String::concat));
        assertEquals(3, run.out().lines().count());
    }

    @Test
    void scansATable() {
        assertEquals(
                """
                rank  word
                3     .
                """,
                CliRun.of("scan", CliRun.WORDS, "--columns", "rank,word", "--offset", "2", "--limit", "1")
                        .out());
    }

    @Test
    void writesArrowFiles() throws IOException {
        Path file = folder.resolve("words.arrow");
        CliRun run = CliRun.of("scan", CliRun.WORDS, "--format", "arrow", "--out", file);
        assertEquals(0, run.code(), run.err());
        byte[] bytes = Files.readAllBytes(file);
        assertEquals("ARROW1", new String(bytes, 0, 6, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals("ARROW1", new String(bytes, bytes.length - 6, 6, java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void takesInOrderWithDuplicates() {
        CliRun run = CliRun.of("take", CliRun.WORDS, "--rows", "5,3,5", "--columns", "rank", "--format", "jsonl");
        assertEquals("{\"rank\":6}\n{\"rank\":4}\n{\"rank\":6}\n", run.out());
        assertEquals(
                run.out(),
                CliRun.of(
                                "take",
                                CliRun.WORDS,
                                "--rows",
                                "5,3,5",
                                "--columns",
                                "rank",
                                "--format",
                                "jsonl",
                                "--by",
                                "rowid")
                        .out());
    }

    @Test
    void fingerprintsAsTheNativeLibraryDid() throws IOException {
        JsonNode expected = JSON.readTree(
                        CliRun.FIXTURES.resolve("types-22/expected.json").toFile())
                .at("/content/columns");
        JsonNode found = CliRun.of("fingerprint", CliRun.fixture("types-22"), "--with-row-id", "--json")
                .json();
        assertEquals(1050, found.get("rows").intValue());
        assertEquals(expected.size(), found.get("columns").size());
        found.get("columns").forEachEntry((name, column) -> {
            assertEquals(expected.get(name).get("sha256"), column.get("sha256"), name);
            assertEquals(expected.get(name).get("nulls"), column.get("nulls"), name);
        });
    }

    @Test
    void findsTheWordsThatTheWritersLibraryFound() throws IOException {
        assertEquals(
                "coffee tea drinks beer cocoa wine drink corn sugar bread",
                words("--nprobes", "20", "--refine", "10", "--json"));
        assertEquals("coffee tea drinks beer sugar cocoa wine corn drink food", words("--nprobes", "8", "--json"));
    }

    @Test
    void readsQueriesThatWinOverTheOptions() throws IOException {
        String vector = coffee();
        Path queries = Files.writeString(
                folder.resolve("q.jsonl"),
                "{\"vector\":" + vector + ",\"k\":2,\"useIndex\":false}\n" + "{\"vector\":" + vector
                        + ",\"k\":3,\"filter\":\"rank > 10000\",\"prefilter\":true,\"refineFactor\":5}\n");
        JsonNode results = CliRun.of(
                        "search",
                        CliRun.WORDS,
                        "--column",
                        "vector",
                        "--queries",
                        queries,
                        "-k",
                        "9",
                        "--select",
                        "rank,word",
                        "--json")
                .json()
                .get("results");
        assertEquals(2, results.get(0).get("rowIds").size());
        assertEquals("tea", results.at("/0/rows/1/word").textValue());
        assertEquals(3, results.get(1).get("rowIds").size());
        results.get(1).get("rows").forEach(row -> assertTrue(row.get("rank").intValue() > 10_000));
    }

    /// The stored answer of the native library for that `ef`.
    @Test
    void searchesGraphsAndSaysWhatWasDone() throws IOException {
        Path fixture = CliRun.fixture("ivf-hnsw-sq-l2");
        JsonNode query =
                JSON.readTree(fixture.resolveSibling("expected.json").toFile()).at("/queries/2");
        CliRun run = CliRun.of(
                "search",
                fixture,
                "--column",
                "vec",
                "--query",
                query.get("key"),
                "-k",
                query.get("k"),
                "--nprobes",
                query.get("nprobes"),
                "--ef",
                query.get("ef"),
                "--explain",
                "--json");
        JsonNode result = run.json().at("/results/0");
        assertEquals(query.get("rowIds").toString(), result.get("rowIds").toString());
        assertEquals("index", result.at("/statistics/searched").textValue());
        assertEquals(3, result.at("/statistics/partitionsProbed").intValue());
        assertTrue(run.err().startsWith("query 0: index vec_idx: IVF_HNSW_SQ for l2, 1 segments\n"), run.err());
    }

    @Test
    void givesEachCommandAHelpText() {
        for (String command : List.of(
                "demo",
                "inspect",
                "scan",
                "take",
                "fingerprint",
                "search",
                "pack",
                "sim",
                "deploy",
                "generate-completion")) {
            CliRun run = CliRun.of(command, "--help");
            assertEquals(0, run.code(), command);
            assertTrue(run.out().startsWith("Usage: evodb " + command), run.out());
        }
    }

    @Test
    void completesInTheShell() {
        assertTrue(CliRun.of("generate-completion").out().contains("complete -F _complete_evodb"));
    }

    private static String coffee() throws IOException {
        return JSON.readTree(CliRun.of(
                                "scan",
                                CliRun.WORDS,
                                "--columns",
                                "vector",
                                "--filter",
                                "word = 'coffee'",
                                "--format",
                                "jsonl")
                        .out())
                .get("vector")
                .toString();
    }

    private static String words(String... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                "search", CliRun.WORDS, "--column", "vector", "--query", coffee(), "-k", "10", "--select", "word"));
        arguments.addAll(List.of(options));
        List<String> words = new ArrayList<>();
        CliRun.of(arguments.toArray())
                .json()
                .at("/results/0/rows")
                .forEach(row -> words.add(row.get("word").textValue()));
        return String.join(" ", words);
    }
}
