package dev.evodb.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.lance.CanonicalForm;
import dev.evodb.lance.Fingerprint;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.oracle.random.RandomTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Tables of random schemas and histories that the native library wrote, and read in a process of its
/// own: every column of every version, and the answers of random filters, are the same for our reader.
///
/// `-Devodb.oracle.tables=N` makes N tables that the library did not refuse, from seed
/// `-Devodb.oracle.seed=S` on.
class NativeDifferentialTest {
    private static final int TABLES = Integer.getInteger("evodb.oracle.tables", 220);
    private static final long SEED = Long.getLong("evodb.oracle.seed", 1);
    private static final Path ROOT = Path.of("target", "oracle");

    /// A process makes so many tables and then is thrown away.
    private static final int BATCH = 40;

    private static final Map<String, Integer> COUNTS = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> readsWhatTheNativeLibraryReads() throws IOException, InterruptedException {
        return tables().stream()
                .map(folder -> DynamicTest.dynamicTest("seed " + folder.getFileName(), () -> compare(folder)));
    }

    @AfterAll
    static void report() throws IOException {
        StringBuilder report = new StringBuilder();
        COUNTS.forEach(
                (what, count) -> report.append(count).append(' ').append(what).append(System.lineSeparator()));
        Files.writeString(ROOT.resolve("report.txt"), report);
        System.out.print(report);
    }

    private static void count(String what, int more) {
        COUNTS.merge(what, more, Integer::sum);
    }

    /// Writes tables until enough of them are there; those that the library refuses are counted.
    private static List<Path> tables() throws IOException, InterruptedException {
        List<Path> written = new ArrayList<>();
        Files.createDirectories(ROOT);
        for (long seed = SEED; written.size() < TABLES; seed++) {
            Path folder = ROOT.resolve(String.valueOf(seed));
            while (!Files.exists(folder.resolve(RandomTables.EXPECTED))
                    && !Files.exists(folder.resolve(RandomTables.REFUSED))) {
                write(seed);
            }
            if (Files.exists(folder.resolve(RandomTables.EXPECTED))) {
                written.add(folder);
            } else {
                count("tables the library refused: " + kind(Files.readString(folder.resolve(RandomTables.REFUSED))), 1);
            }
        }
        return written;
    }

    private static void write(long seed) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + ROOT.resolve("crash.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RandomTables.class.getName(),
                        ROOT.toString(),
                        String.valueOf(seed),
                        String.valueOf(seed + BATCH))
                .redirectErrorStream(true)
                .redirectOutput(ROOT.resolve("native.log").toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroy();
        }
        Path running = ROOT.resolve(RandomTables.RUNNING);
        if (Files.exists(running)) {
            Path folder = ROOT.resolve(Files.readString(running).strip());
            Files.writeString(folder.resolve(RandomTables.REFUSED), "the library ended the process");
            Files.delete(running);
        }
    }

    private static void compare(Path folder) throws IOException {
        JsonNode expected = new ObjectMapper()
                .readTree(folder.resolve(RandomTables.EXPECTED).toFile());
        Path table = folder.resolve(RandomTables.TABLE);
        count("tables of file version " + expected.path("fileVersion").asText(), 1);
        count("changes the library refused", expected.path("refused").size());
        count("filters the library refused", expected.path("refusedFilters").size());
        Set<String> differences = new LinkedHashSet<>();
        for (JsonNode state : expected.path("states")) {
            compareState(table, state, differences);
        }
        compareState(table, expected, differences);
        for (JsonNode filter : expected.path("filters")) {
            attempt("filter", differences, () -> compareFilter(table, filter));
        }
        assertTrue(
                differences.isEmpty(),
                () -> expected.path("fileVersion").asText() + " "
                        + expected.path("schema").asText() + "\n" + String.join("\n", differences));
    }

    private interface Comparison {
        void run() throws IOException, NoSuchAlgorithmException;
    }

    /// Counts what is equal, and adds to `differences` what is not, once if it is said the same way.
    private static void attempt(String what, Set<String> differences, Comparison comparison) {
        try {
            comparison.run();
            count(what + "s compared", 1);
        } catch (IOException | RuntimeException | AssertionError | NoSuchAlgorithmException e) {
            String trace = e instanceof AssertionError
                    ? ""
                    : " " + List.of(e.getStackTrace()).subList(0, 3);
            differences.add(what + ": " + e + trace);
        }
    }

    private static void compareState(Path folder, JsonNode state, Set<String> differences) {
        OpenOptions options = OpenOptions.DEFAULT.withVersion(
                state.path("dataset").path("version").asLong());
        JsonNode content = state.path("content");
        attempt("state", differences, () -> {
            try (LanceDataset table = LanceDataset.open(folder, options)) {
                assertEquals(content.path("rowCount").asLong(), table.countRows(), "rows");
            }
        });
        for (Map.Entry<String, JsonNode> column : content.path("columns").properties()) {
            String name = column.getKey();
            Fingerprint.ColumnPrint wanted = new Fingerprint.ColumnPrint(
                    column.getValue().path("nulls").asLong(),
                    column.getValue().path("sha256").asText());
            attempt("column", differences, () -> {
                try (LanceDataset table = LanceDataset.open(folder, options)) {
                    Fingerprint found = Fingerprint.of(table, List.of(name));
                    assertEquals(
                            Map.of(name, wanted),
                            found.columns(),
                            state.path("what").asText());
                }
            });
        }
    }

    private static void compareFilter(Path folder, JsonNode expected) throws IOException, NoSuchAlgorithmException {
        String filter = expected.path("filter").asText();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        CanonicalForm form = new CanonicalForm(digest::update);
        long rows = 0;
        try (LanceDataset table = LanceDataset.open(folder);
                Scan scan = table.scan(ScanRequest.ALL.columns("id").where(filter))) {
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                form.appendLines(
                        batch.fields().getFirst().type(), batch.columns().getFirst());
                rows += batch.rows();
            }
        }
        form.flush();
        JsonNode content = expected.path("content");
        assertEquals(
                content.path("rowCount").asLong() + " rows "
                        + content.path("columns").path("id").path("sha256").asText(),
                rows + " rows " + HexFormat.of().formatHex(digest.digest()),
                filter);
    }

    /// The beginning of a message, without what differs from table to table.
    private static String kind(String message) {
        String plain = message.replaceAll("[0-9]+", "N");
        return plain.substring(0, Math.min(90, plain.length()));
    }
}
