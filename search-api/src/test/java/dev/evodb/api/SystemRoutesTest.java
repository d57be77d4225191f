package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the server says of itself.
final class SystemRoutesTest {
    @Test
    void tellsHealthAndFigures(@TempDir Path folder) throws IOException {
        try (ServedTables served = ServedTables.start(folder)) {
            assertEquals("ok\n", served.get("/healthz").body());
            assertEquals("ready\n", served.get("/readyz").body());
            served.post("/v1/table/t3/count_rows", "{}");
            served.post("/v1/table/nope/count_rows", "{}");
            HttpResponse<String> metrics = served.get("/metrics");
            assertEquals(
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.headers().firstValue("content-type").orElse(""));
            for (String figure : new String[] {
                "evodb_requests_seconds_count{route=\"/v1/table/{id}/count_rows\",status=\"200\"} 1",
                "evodb_requests_seconds_count{route=\"/v1/table/{id}/count_rows\",status=\"404\"} 1",
                "evodb_tables_open 1.0",
                "evodb_requests_memory_bytes 0.0",
                "evodb_requests_waiting 0.0",
                "jvm_memory_used_bytes{area=\"heap\"",
                "jvm_threads_live_threads "
            }) {
                assertTrue(metrics.body().contains(figure), figure + "\n" + metrics.body());
            }
        }
    }

    @Test
    void keepsTheIdOfARequestAndTellsVersions(@TempDir Path folder) throws IOException {
        try (ServedTables served = ServedTables.start(folder)) {
            HttpResponse<String> answer = served.post("/v1/table/t3/search", "{\"k\":1}");
            assertEquals("7", answer.headers().firstValue("x-lancedb-version").orElse(""));
            assertTrue(answer.headers().firstValue("x-request-id").isPresent());
            assertTrue(answer.headers().firstValue("server").isEmpty());
        }
    }
}
