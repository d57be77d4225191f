package dev.evodb.api.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.api.ServedTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// LanceDB's client for Node, unmodified, against this server and against its own local library over the same
/// table: equal rows, distances within 1e-5, equal failures. Needs Node and npm; profile `node-client`.
@Tag("node")
final class LanceDbNodeTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("evodb.root"), "search-api/src/test/node");
    private static final Path WORK = Path.of(System.getProperty("evodb.root"), "search-api/target/node");

    @TempDir
    private Path folder;

    @Test
    void answersAsTheLocalLibrary() throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        for (String file : new String[] {"package.json", "contract.mjs"}) {
            Files.write(WORK.resolve(file), Files.readAllBytes(SCRIPTS.resolve(file)));
        }
        run("npm", "install", "--no-audit", "--no-fund");
        try (ServedTables served = ServedTables.start(folder)) {
            run("node", "contract.mjs", served.url(), folder.toString());
        }
    }

    @Test
    void linesOfTheReadmeRun() throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        Files.write(WORK.resolve("package.json"), Files.readAllBytes(SCRIPTS.resolve("package.json")));
        run("npm", "install", "--no-audit", "--no-fund");
        try (ServedTables served = ServedTables.start(folder)) {
            String script =
                    String.join("\n", ReadmeServerTest.block("js")).replace("http://127.0.0.1:8080", served.url());
            Files.writeString(
                    WORK.resolve("readme.mjs"),
                    script
                            + "\nif (near.map((r) => r.word).join() !== 'coffee,tea,drinks') throw new Error(near.map((r) => r.word));"
                            + "\nprocess.exit(0);");
            run("node", "readme.mjs");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
