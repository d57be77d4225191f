package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path work;

    /// The words are those of samples/README.md; the figures are a machine's own and are only looked for.
    @Test
    void answersInWordsAndSaysWhatItCost() {
        CliRun run = CliRun.of("demo", "coffee", "--work", work);

        List<String> lines = run.out().lines().toList();
        int first = lines.indexOf("Nearest to \"coffee\" (cosine distance)") + 2;
        List<String> words =
                List.of("coffee", "tea", "drinks", "beer", "cocoa", "wine", "drink", "corn", "sugar", "bread");
        for (int i = 0; i < words.size(); i++) {
            String row = lines.get(first + i).strip();
            assertTrue(row.startsWith(i + 1 + "  " + words.get(i) + " "), run.out());
        }
        for (String figure : List.of(
                "snippet, 4 partitions",
                "chain, 4 partitions of each of 4 shards",
                "CPU ms, warm, p99",
                "CPU ms, cold, p50",
                "CPU ms, cold, without a compiler, p50",
                "live memory KiB",
                "subrequests, cold",
                "package bytes",
                "    shard-3.example")) {
            assertTrue(run.out().contains(figure), figure + " is missing in\n" + run.out());
        }
        String verdict = lines.getLast();
        assertTrue(verdict.startsWith("verdict: "), verdict);
        assertEquals(verdict.startsWith("verdict: pass") ? 0 : 4, run.code(), run.out() + run.err());
    }
}
