package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Commands on a table behind HTTP and S3 say the same as on its folder.
class RemoteTableTest {
    @TempDir
    private static Path folder;

    private static RangeServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new RangeServer(CliRun.ROOT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("scan", List.of("--limit", "3", "--format", "jsonl")),
                Arguments.of("take", List.of("--rows", "5,19999,5", "--columns", "word,rank")),
                Arguments.of("fingerprint", List.of("--columns", "word,vector", "--json")),
                Arguments.of(
                        "search",
                        List.of("--column", "vector", "--query", "[" + "1,".repeat(99) + "1]", "-k", "3", "--json")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void answersAsFromTheFolder(String command, List<String> options) {
        CliRun local = run(command, CliRun.WORDS, options);
        assertEquals(0, local.code(), local.err());

        assertEquals(local, run(command, server.url() + "/samples/words.lance", options));
        assertEquals(local, run(command, "s3://samples/words.lance", s3(options)));
    }

    @Test
    void inspectsWithoutShowingTheQueryOfAUrl() {
        CliRun run = CliRun.of("inspect", server.url() + "/samples/words.lance?token=SECRET");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains(server.url() + "/samples/words.lance"), run.out());
        assertFalse(run.out().contains("SECRET"));
    }

    @Test
    void saysThatHttpCannotTellOtherVersions() throws IOException {
        CliRun run = CliRun.of("inspect", server.url() + "/samples/words.lance", "--json");

        assertEquals(2, run.json().path("version").asInt());
        assertTrue(run.json().path("versions").isNull());
        assertTrue(run.json().path("tags").isNull());
        assertEquals(
                2,
                CliRun.of("inspect", "s3://samples/words.lance", "--json", "--anonymous", "--endpoint", server.url())
                        .json()
                        .path("versions")
                        .size());
    }

    @Test
    void packsARemoteTable() {
        CliRun run = CliRun.of(
                "pack",
                server.url() + "/samples/words.lance",
                "--column",
                "vector",
                "--partitions",
                "16",
                "--out",
                folder.resolve("pack"));

        assertEquals(0, run.code(), run.err());
    }

    @Test
    void asksForFewRangesOnly() {
        int before = server.requests();
        CliRun run = CliRun.of(
                "take",
                "s3://samples/words.lance",
                "--rows",
                "7",
                "--columns",
                "word",
                "--anonymous",
                "--endpoint",
                server.url());

        assertEquals(0, run.code(), run.err());
        assertTrue(server.requests() - before <= 5, () -> "requests: " + (server.requests() - before));
    }

    @Test
    void saysThatATableIsMissing() {
        CliRun run = CliRun.of("inspect", "s3://samples/nope", "--anonymous", "--endpoint", server.url());

        assertEquals(3, run.code());
        assertEquals(
                "inspect: not a Lance table: s3://samples/nope has no _versions folder",
                run.err().strip());
    }

    private static CliRun run(String command, String uri, List<String> options) {
        List<Object> arguments = new ArrayList<>(List.of(command, uri));
        arguments.addAll(options);
        return CliRun.of(arguments.toArray());
    }

    private static List<String> s3(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--anonymous", "--endpoint", server.url()));
        return all;
    }
}
