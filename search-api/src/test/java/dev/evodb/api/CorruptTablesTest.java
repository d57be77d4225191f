package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.route.RequestLog;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables whose files have a few other bytes, fewer bytes, or are missing: each request is answered, with
/// rows or with the error that it is, and the server goes on.
class CorruptTablesTest {
    private static final int FLIPPED = 60;
    private static final int CUT = 12;
    private static final int MISSING = 12;
    private static final BlockingQueue<RequestLog.Entry> LOG = new LinkedBlockingQueue<>();
    private static final List<String> TABLES = new ArrayList<>();

    private static final Map<String, String> REQUESTS = Map.of(
            "describe", "{}",
            "count_rows", "{\"predicate\":\"id > 5\"}",
            "index/list", "{}",
            "index/vector_idx/stats", "{}",
            "version/list", "{}",
            "tags/list", "{}",
            "search", "{\"vector\":[0.1,0.2,0.3,0.4],\"k\":20,\"filter\":\"id >= 0\"}",
            "query", "{\"vector\":[0.1,0.2,0.3,0.4],\"k\":20,\"bypass_vector_index\":true}",
            "explain_plan", "{\"full_text_query\":{\"query\":\"hello\"}}",
            "analyze_plan", "{\"full_text_query\":{\"query\":\"hello\"},\"k\":20}");

    @TempDir
    private static Path temporary;

    private static Path folder;
    private static ServedTables served;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createDirectory(temporary.resolve("my tables (1)"));
        Path whole = Path.of(System.getProperty("evodb.root")).resolve("search-api/src/test/resources/tables/t3.lance");
        List<Path> files;
        try (Stream<Path> all = Files.walk(whole)) {
            files = all.filter(Files::isRegularFile)
                    .map(whole::relativize)
                    .sorted()
                    .toList();
        }
        // Newest manifest and what it leads to: of the others, only the lists of versions know.
        Random random = new Random(11);
        for (int i = 0; i < FLIPPED + CUT + MISSING; i++) {
            String table = "c" + i;
            TABLES.add(table);
            Path copy = folder.resolve(table + ".lance");
            for (Path file : files) {
                Path target = copy.resolve(file.toString());
                Files.createDirectories(target.getParent());
                Files.copy(whole.resolve(file.toString()), target);
            }
            Path victim = copy.resolve(files.get(random.nextInt(files.size())).toString());
            byte[] bytes = Files.readAllBytes(victim);
            if (i >= FLIPPED + CUT) {
                Files.delete(victim);
            } else if (i >= FLIPPED) {
                Files.write(victim, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            } else {
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(victim, bytes);
            }
        }
        served = ServedTables.start(folder, options -> options.withLog(LOG::add));
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void everyRequestIsAnswered() throws IOException {
        int failed = 0;
        for (String table : TABLES) {
            for (Map.Entry<String, String> request : REQUESTS.entrySet()) {
                HttpResponse<String> answer =
                        served.post("/v1/table/" + table + "/" + request.getKey(), request.getValue());
                String what = table + " " + request.getKey() + ": " + answer.body();
                if (answer.statusCode() == 200) {
                    CleanAnswers.assertClean(answer.body().replace("Exception", ""), folder);
                    continue;
                }
                failed++;
                CleanAnswers.assertClean(answer, folder);
                int code = CleanAnswers.json(answer.body()).path("code").asInt(-1);
                assertTrue(
                        switch (answer.statusCode()) {
                            case 500 -> code == 18;
                            case 406 -> code == 0;
                            case 404 -> List.of(4, 6, 8, 11).contains(code);
                            case 400 -> List.of(12, 13).contains(code);
                            case 413 -> code == 13;
                            default -> false;
                        },
                        what);
                assertFalse(answer.body().contains("a fault of this server"), what);
            }
            assertEquals(200, served.post("/v1/table/t3/search", "{\"k\":1}").statusCode());
        }
        assertTrue(failed > 50, failed + " requests failed");
        for (RequestLog.Entry entry : LOG) {
            assertFalse(entry.status() == 500 && !entry.isFault(), entry.toString());
        }
    }

    @Test
    void aFileThatIsMissingIsNamed() throws IOException {
        for (String kind : List.of("data", "_versions")) {
            Path table = folder.resolve("words.lance");
            try (Stream<Path> files = Files.list(table.resolve(kind))) {
                for (Path file : files.toList()) {
                    Files.move(file, folder.resolve(kind + "-" + file.getFileName()));
                }
            }
            HttpResponse<String> answer = served.post("/v1/table/words/search", "{\"k\":1}");
            assertTrue(List.of(404, 500).contains(answer.statusCode()), answer.body());
            CleanAnswers.assertClean(answer, folder);
            assertFalse(answer.body().contains("my tables"), answer.body());
        }
    }

    @Test
    void aFolderIsNoTable() throws IOException {
        Files.createDirectory(folder.resolve("empty.lance"));
        Files.createDirectories(folder.resolve("odd.lance/_versions/1.manifest"));
        Files.writeString(folder.resolve("file.lance"), "no folder");
        for (String table : List.of("empty", "odd", "file")) {
            for (String route : REQUESTS.keySet()) {
                HttpResponse<String> answer = served.post("/v1/table/" + table + "/" + route, REQUESTS.get(route));
                assertTrue(List.of(404, 500).contains(answer.statusCode()), answer.body());
                CleanAnswers.assertClean(answer, folder);
                assertFalse(answer.body().contains("a fault of this server"), answer.body());
            }
        }
    }
}
