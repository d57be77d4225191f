package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that a person gets wrong ends in one clear line and the right exit code.
class BadInputTest {
    @TempDir
    static Path folder;

    static Stream<Arguments> mistakes() throws IOException {
        String words = CliRun.WORDS;
        Path file = Files.writeString(folder.resolve("file"), "no table");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path queries = Files.writeString(folder.resolve("q.jsonl"), "{\"vector\":[1,2]}\n{\"vector\":\n");
        Path shortVectors = Files.write(folder.resolve("q.fvecs"), new byte[] {2, 0, 0, 0, 1});
        return Stream.of(
                bad(
                        3,
                        "inspect: not a Lance table: " + folder.resolve("missing") + " does not exist",
                        "inspect",
                        folder.resolve("missing")),
                bad(3, "inspect: not a Lance table", "inspect", file),
                bad(3, "inspect: not a Lance table", "inspect", empty),
                bad(3, "scan: table location gs:// is not supported", "scan", "gs://bucket/table"),
                bad(2, "scan: not the name of a bucket: \"\"", "scan", "s3:///table", "--anonymous"),
                bad(2, "scan: endpoint must be an http", "scan", "s3://b/t", "--anonymous", "--endpoint", "x"),
                bad(2, "scan: region must be letters", "scan", "s3://b/t", "--anonymous", "--region", "a b"),
                bad(2, "scan: a URL with a user name is not read: http://h/t", "scan", "http://u:p@h/t?x=1"),
                bad(2, "scan: no column nope", "scan", words, "--columns", "nope"),
                bad(2, "scan: ", "scan", words, "--filter", "rank <"),
                bad(2, "scan: offset and limit must not be negative", "scan", words, "--limit", "-1"),
                bad(2, "scan: --format arrow is binary", "scan", words, "--format", "arrow"),
                bad(2, "take: row 20000 is not in [0, 20000)", "take", words, "--rows", "20000"),
                bad(2, "take: --rows must be whole numbers, got x", "take", words, "--rows", "x"),
                bad(2, "inspect: no version 9", "inspect", words, "--version", "9"),
                bad(2, "inspect: no tag v1, the tags are []", "inspect", words, "--tag", "v1"),
                bad(2, "inspect: no branch b, the branches are []", "inspect", words, "--branch", "b"),
                bad(2, "inspect: a tag names a version of a branch", "inspect", words, "--tag", "v1", "--version", "1"),
                bad(2, "search: no column nope", search("nope", "[1]")),
                bad(2, "search: column word holds string", search("word", "[1]")),
                bad(2, "search: query has 2 dims, the column has 100", search("vector", "[1,2]")),
                bad(2, "search: --query value 0 of the vector is NaN", search("vector", "[\"NaN\"]")),
                bad(2, "search: --query is not JSON", search("vector", "[1,")),
                bad(2, "search: k must be at least 1, got 0", search("vector", ones(), "-k", "0")),
                bad(2, "search: nprobes must be at least 1", search("vector", ones(), "--nprobes", "0")),
                bad(2, "search: ef must be at least 1, got 0", search("vector", ones(), "--ef", "0")),
                bad(2, "search: ef must be at least k x refine factor, got 5", search("vector", ones(), "--ef", "5")),
                bad(2, "search: maximum nprobes must be", search("vector", ones(), "--max-nprobes", "3")),
                bad(
                        2,
                        "search: distance bounds must be two ascending numbers, got 2.0 and 1.0",
                        search("vector", ones(), "--lower-bound", "2", "--upper-bound", "1")),
                bad(2, "search: hamming distances are", search("vector", ones(), "--metric", "hamming", "--exact")),
                bad(2, "search: metric must be l2", search("vector", ones(), "--metric", "euclid", "--exact")),
                bad(2, "search: the index of column vector is for cosine", search("vector", ones(), "--metric", "l2")),
                bad(2, "search: " + queries + " line 2 is not JSON", searchFile(queries)),
                bad(3, "search: file length 5 is not a whole number of rows of 12 bytes", searchFile(shortVectors)),
                bad(3, "search: no such file", searchFile(folder.resolve("missing.fvecs"))),
                bad(2, "search: queries must be a .jsonl or .fvecs file", searchFile(file)),
                bad(2, "pack: --column is needed", "pack", words, "--out", folder.resolve("out")),
                bad(2, "pack: no payload column nope", pack("--payload", "nope")),
                bad(2, "pack: --shards must be in 1..=1024, got 0", pack("--shards", "0")),
                bad(3, "sim: no pack in", "sim", empty, "--query", "[1]"),
                bad(3, "sim: there is no file or folder", "sim", folder.resolve("nope.js")),
                bad(2, "evodb: Unmatched argument", "scna", words),
                bad(2, "search: --column is needed to search a table", "search", words, "--query", "[1]"),
                bad(2, "search: Missing required argument", "search", words, "--column", "vector"),
                bad(2, "demo: the table has no word zzzz", "demo", "zzzz"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void endsInOneLineAndACode(int code, String start, List<Object> arguments) {
        CliRun run = CliRun.of(arguments.toArray());

        assertEquals(code, run.code(), run.err());
        assertEquals("", run.out());
        assertEquals(1, run.err().strip().lines().count(), run.err());
        assertEquals(
                start, run.err().substring(0, Math.min(start.length(), run.err().length())), run.err());
    }

    @Test
    void printsTheUsageWithoutACommand() {
        CliRun run = CliRun.of();
        assertEquals(2, run.code());
        assertEquals("Usage: evodb", run.err().substring(0, 12));
    }

    private static Object[] search(String column, String query, String... more) {
        return Stream.concat(Stream.of("search", CliRun.WORDS, "--column", column, "--query", query), Stream.of(more))
                .toArray();
    }

    private static Object[] searchFile(Path file) {
        return new Object[] {"search", CliRun.WORDS, "--column", "vector", "--queries", file};
    }

    private static Object[] pack(String option, String value) {
        return new Object[] {"pack", CliRun.WORDS, "--column", "vector", "--out", folder.resolve("out"), option, value};
    }

    private static String ones() {
        return "[" + "1,".repeat(99) + "1]";
    }

    private static Arguments bad(int code, String start, Object... arguments) {
        return Arguments.of(code, start, List.of(arguments));
    }
}
