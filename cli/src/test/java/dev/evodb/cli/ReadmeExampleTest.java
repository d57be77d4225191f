package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.column.Column;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The examples of the documents are code that runs, and the names that they mention exist.
class ReadmeExampleTest {
    @Test
    void exampleFindsTea() throws IOException {
        // The README's example, but for where the table lies.
        try (LanceDataset table = LanceDataset.open(CliRun.ROOT.resolve("samples/words.lance"));
                LanceVectorSearch search = LanceVectorSearch.open(table, "vector")) {
            RecordBatch coffee = table.take(List.of("vector"), new long[] {3230});
            float[] query = new float[search.column().dims()];
            search.column().copy(coffee.column("vector"), 0, query, 0);
            Hits hits = search.search(SearchRequest.of(query, 10).withRefineFactor(10));
            RecordBatch words = table.takeRowIds(List.of("word"), hits.rowIds());

            Column.BytesColumn texts = (Column.BytesColumn) words.column("word");
            int from = texts.offsets()[1];
            assertEquals("tea", new String(texts.data(), from, texts.offsets()[2] - from, StandardCharsets.UTF_8));
        }
    }

    @Test
    void readmeShowsTheCodeOfThisTest() throws IOException {
        String source = Files.readString(CliRun.ROOT.resolve("cli/src/test/java/dev/evodb/cli/ReadmeExampleTest.java"));
        String readme = Files.readString(CliRun.ROOT.resolve("README.md"));
        int from = readme.indexOf("```java") + "```java".length();
        List<String> lines = readme.substring(from, readme.indexOf("```", from))
                .strip()
                .lines()
                .toList();
        assertTrue(lines.size() >= 7, readme);
        for (String line : lines.subList(1, lines.size() - 1)) {
            assertTrue(source.contains(line.strip()), "the README has a line that no test runs: " + line);
        }
    }

    @Test
    void architectureNamesTypesThatExist() throws IOException {
        String text = Files.readString(CliRun.ROOT.resolve("ARCHITECTURE.md"));
        String start = text.substring(text.indexOf("## Start reading here"), text.indexOf("## Modules"));
        List<String> names = java.util.regex.Pattern.compile("`([A-Z][A-Za-z]+)`")
                .matcher(start)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertTrue(names.size() >= 8, names.toString());
        List<String> files;
        try (Stream<Path> all = Files.walk(CliRun.ROOT)) {
            files = all.filter(path -> path.toString().contains("src/main/java"))
                    .map(path -> String.valueOf(path.getFileName()))
                    .toList();
        }
        for (String name : names) {
            assertTrue(files.contains(name + ".java"), "ARCHITECTURE.md names " + name + ", which does not exist");
        }
    }
}
