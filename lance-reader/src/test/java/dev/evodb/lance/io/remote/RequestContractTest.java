package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.MemoryStore;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many requests things take, counted where they arrive.
class RequestContractTest {
    private static FaultServer server;

    private final RecordingPlan plan = RecordingPlan.of();

    @BeforeAll
    static void start() throws IOException {
        server = new FaultServer();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"types-21", "versions", "deletions", "fragments", "evolution-stable", "tiny-01", "empty-22"})
    void opensWithThreeRequests(String name) throws IOException {
        add(Fixture.of(name).table());
        try (LanceDataset listed = open(s3());
                LanceDataset probed = open(http())) {
            assertEquals(listed.version(), probed.version());
        }
        List<String> paths =
                plan.requests().stream().map(FaultServer.Request::path).toList();
        assertEquals(2, paths.indexOf("t/_versions/latest_version_hint.json"), "list and manifest: " + paths);
        assertEquals(5, paths.size(), "hint, manifest, and that there is no newer one: " + paths);
    }

    /// The names of the first scheme are the second ones that are tried.
    @Test
    void opensOldNamesWithOneRequestMore() throws IOException {
        add(Fixture.of("manifest-v1-names").table());
        HttpFolder store = http();
        open(store).close();

        assertEquals(4, store.stats().requests());
    }

    /// The footer with all metadata is one request; index and values of a small page are another.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "types-01",
                "types-20",
                "types-21",
                "types-22",
                "strings-20",
                "strings-21",
                "strings-22",
                "widevec-21",
                "bigpages-20",
                "bigpages-22",
                "deletions-stable",
                "ivf-pq8-l2-life",
                "scalar-indices",
                "random-22"
            })
    void takesARowOfAPlainColumnWithTwoRequests(String name) throws IOException {
        add(Fixture.of(name).table());
        try (LanceDataset schema = open(s3())) {
            for (SchemaField field : schema.schema().fields()) {
                if (field.leaves().size() == 1 && !field.logicalType().startsWith("list")) {
                    S3Folder store = s3();
                    try (LanceDataset table = open(store)) {
                        RequestStats before = store.stats();
                        table.take(List.of(field.name()), new long[] {table.countRows() / 2});
                        long requests = store.stats().since(before).requests();
                        // Deleted rows have to be known first, which is one more.
                        int allowed = table.manifest().fragments().stream()
                                        .anyMatch(fragment ->
                                                fragment.deletionFile().isPresent())
                                ? 3
                                : 2;
                        assertTrue(
                                requests <= allowed, () -> field.name() + " took " + requests + ": " + plan.ranges());
                    }
                }
            }
        }
    }

    @Test
    void scansTenRowsWithoutReadingWholeFiles() throws IOException {
        long bytes = add(Fixture.samples().resolve("words.lance"));
        S3Folder store = s3();
        try (LanceDataset table = open(store)) {
            RequestStats before = store.stats();
            try (Scan scan = table.scan(ScanRequest.ALL.limit(10))) {
                assertTrue(scan.next());
                assertEquals(10, scan.batch().rows());
            }
            RequestStats used = store.stats().since(before);
            assertTrue(used.bytes() < bytes / 10, used + " of " + bytes);
            assertTrue(used.requests() <= 1 + table.columnNames().size(), used.toString());
        }
    }

    @Test
    void readsAgainFromTheCache() throws IOException {
        add(Fixture.samples().resolve("words.lance"));
        S3Folder store = s3();
        try (LanceDataset table = open(store)) {
            List<String> columns = List.of("word", "rank", "vector");
            table.take(columns, new long[] {5, 19_000});
            RequestStats before = store.stats();
            table.take(columns, new long[] {5, 19_000});
            assertEquals(0, store.stats().since(before).requests());
        }
    }

    private static LanceDataset open(RemoteStore store) throws IOException {
        return LanceDataset.open(store, OpenOptions.DEFAULT);
    }

    private static S3Folder s3() {
        S3Options options = S3Options.ANONYMOUS.withEndpoint(server.url());
        return S3Folder.open("s3://bucket/t", options, RemoteOptions.create());
    }

    private static HttpFolder http() {
        return HttpFolder.open(server.url() + "/bucket/t", RemoteOptions.create());
    }

    /// Serves the table in `folder`, and answers the bytes of its data files.
    private long add(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        MemoryStore.copyOf(folder).files().forEach((path, bytes) -> files.put("t/" + path, bytes));
        server.add("bucket", files, plan);
        return files.entrySet().stream()
                .filter(file -> file.getKey().startsWith("t/data/"))
                .mapToLong(file -> file.getValue().length)
                .sum();
    }
}
