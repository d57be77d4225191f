package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `evodb chain serve-local`, as far as it goes without workerd, and a start with it.
class ServeLocalTest {
    @TempDir
    Path folder;

    private void pack() {
        Object[] all = {
            "pack",
            CliRun.ROOT.resolve("samples/vectors/query.fvecs"),
            "--metric",
            "cosine",
            "--sample",
            0,
            "--out",
            folder,
            "--shards",
            2
        };
        assertEquals(0, CliRun.of(all).code());
    }

    @Test
    void endsMistakesWithOneLine() {
        pack();
        assertRun(2, "--port must be in 0..=65535, got 65536", Map.of(), folder, "--port", 65_536);
        assertRun(2, "--seconds must not be negative, got -1", Map.of(), folder, "--seconds", -1);
        assertRun(
                2,
                "workerd is not here: set EVODB_WORKERD to its binary, or to a folder where 'npm install workerd' was run",
                Map.of(),
                folder);
        Path none = folder.resolve("none");
        assertRun(2, "EVODB_WORKERD names no program: " + none, Map.of("EVODB_WORKERD", none.toString()), folder);
        assertRun(3, "there is no file or folder " + none, Map.of(), none);
        assertRun(
                3,
                "no pack in " + folder.resolve("router") + ": neither pack.json nor shard-0/pack.json",
                Map.of(),
                folder.resolve("router"));
    }

    @Test
    @Tag("workerd")
    void printsWhereItServes() {
        pack();
        CliRun run = CliRun.of("chain", "serve-local", folder, "--port", 0, "--seconds", 1);

        assertEquals("", run.err());
        assertTrue(
                run.out()
                        .matches("(?s)serving http://127\\.0\\.0\\.1:\\d+/search: 3 snippets in workerd .*, entry"
                                + " router\\.example\n  curl \"http://127\\.0\\.0\\.1:\\d+/search\\?k=5&vector=\\$\\(seq -s, 1"
                                + " 100\\)\"\n  curl -H 'Host: shard-0\\.example' .*\n"),
                run.out());
        assertEquals(0, run.code());
        assertTrue(Files.exists(folder.resolve("chain.json")));
    }

    private static void assertRun(int code, String error, Map<String, String> environment, Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "chain";
        all[1] = "serve-local";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        CliRun run = CliRun.of(environment, all);
        assertEquals("serve-local: " + error + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(code, run.code());
    }
}
