package dev.evodb.lance.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.text.FullTextQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Index files with any byte changed give rows or a declared exception.
class HostileIndexTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final Path SCALAR = FIXTURES.resolve("scalar-indices/data.lance");
    private static final Path LANCEDB = FIXTURES.resolve("lancedb-js/items.lance");
    private static final long SEED = 3;
    private static final int MUTATIONS_A_FILE = Integer.getInteger("evodb.hostile.mutations", 100);

    static Stream<Arguments> indexFiles() throws IOException {
        List<Arguments> files = new ArrayList<>();
        for (Path table : List.of(SCALAR, LANCEDB)) {
            try (Stream<Path> found = Files.walk(table.resolve("_indices"))) {
                found.filter(file -> file.toString().endsWith(".lance"))
                        .sorted()
                        .forEach(file -> files.add(
                                Arguments.of(table, table.relativize(file).toString())));
            }
        }
        return files.stream();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("indexFiles")
    void givesRowsOrADeclaredException(Path path, String file) throws IOException {
        byte[] good = Files.readAllBytes(path.resolve(file));
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS_A_FILE; i++) {
            // Half of the changes go to the end, where footers, tables and schemas are.
            int at = i % 2 == 0
                    ? random.nextInt(good.length)
                    : good.length - 1 - random.nextInt(Math.min(good.length, 700));
            byte[] bad = good.clone();
            bad[at] ^= i % 3 == 0 ? (byte) 0xFF : (byte) (1 << random.nextInt(8));
            try (LanceDataset table = LanceDataset.open(
                    new Patched(LocalFolder.open(path), file.replace('\\', '/'), bad), OpenOptions.DEFAULT)) {
                use(
                        table,
                        file,
                        path.equals(SCALAR),
                        file + " changed at " + at + ", mutation " + i + " of seed " + SEED);
            }
        }
    }

    /// Asks what reads the file.
    private static void use(LanceDataset table, String file, boolean isScalar, String message) throws IOException {
        String name = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
        List<String> filters = switch (name) {
            case "page_data.lance", "page_lookup.lance" -> List.of(isScalar ? "num < 50 OR num IS NULL" : "id > 600");
            case "bitmap_page_lookup.lance" ->
                List.of("cat IN ('amber', 'cedar')", "NOT array_has_any(labels, ['ember'])");
            case "ngram_postings.lance" -> List.of("contains(code, 'c49')");
            case "zonemap.lance" -> List.of("val > 3.5");
            case "bloomfilter.lance" -> List.of("bf IN (777, 12345)");
            default -> List.of();
        };
        for (String filter : filters) {
            attempt(() -> count(table, filter), message);
        }
        if (filters.isEmpty()) {
            FullTextQuery.Match match = FullTextQuery.match("harbor ambr");
            attempt(() -> table.fullTextSearch(match, 9).size(), message);
            attempt(() -> table.fullTextSearch(match.fuzziness(1), 9).size(), message);
            attempt(
                    () -> table.fullTextSearch(FullTextQuery.phrase("amber cedar"), 9)
                            .size(),
                    message);
        }
    }

    private interface Attempt {
        long run() throws IOException;
    }

    private static void attempt(Attempt attempt, String message) {
        try {
            attempt.run();
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException | NoSuchFileException e) {
            assertNotNull(e.getMessage(), message);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            fail(message, e);
        }
    }

    private static long count(LanceDataset table, String filter) throws IOException {
        long rows = 0;
        try (Scan scan =
                table.scan(ScanRequest.ALL.columns(List.of()).withRowId().where(filter))) {
            while (scan.next()) {
                rows += scan.batch().rows();
            }
        }
        return rows;
    }

    @Test
    void refusesABrokenIndexThatAFilterNeeds() throws IOException {
        String file = indexFiles()
                .map(arguments -> (String) arguments.get()[1])
                .filter(name -> name.endsWith("page_lookup.lance") && !name.contains("bitmap"))
                .findFirst()
                .orElseThrow();
        Patched store = new Patched(LocalFolder.open(SCALAR), file, new byte[] {1, 2, 3});
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            assertThrows(CorruptFileException.class, () -> count(table, "num = 500"));
            assertEquals(298, count(table, "cat = 'amber'"));
        }
    }

    /// A table of which one file has other bytes.
    private record Patched(TableStore store, String file, byte[] bytes) implements TableStore {
        @Override
        public String name() {
            return store.name();
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return store.list(folder);
        }

        @Override
        public ByteSource open(String path) throws IOException {
            return path.equals(file) ? new Bytes(path, bytes) : store.open(path);
        }
    }

    private record Bytes(String name, byte[] bytes) implements ByteSource {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public ByteSlice read(long offset, int length) {
            return ByteSlice.of(bytes, Location.of(name)).slice(offset, length, "file");
        }

        @Override
        public void close() {}
    }
}
