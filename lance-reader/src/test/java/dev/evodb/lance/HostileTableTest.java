package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Broken tables: opening and scanning answers with data or one of the declared exceptions.
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTableTest {
    private static final OpenOptions OPTIONS =
            OpenOptions.DEFAULT.withLimits(new ReadLimits(4L << 20, 1L << 20, 64, 16, 32));

    private int data;
    private int refused;

    @ParameterizedTest
    @CsvSource({
        "tiny-01, _versions",
        "tiny-01, data",
        "tiny-20, _versions",
        "tiny-20, data",
        "tiny-21, _versions",
        "tiny-21, data"
    })
    void everyTruncationIsRefused(String name, String folder, @TempDir Path temporary) throws IOException {
        Path table = copyOf(name, temporary);
        Path file = onlyFile(table.resolve(folder));
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            readAll(table, folder + " cut to " + length);
        }
        assertTrue(data == 0 && refused == good.length, data + " truncated tables are read");
    }

    @ParameterizedTest
    @CsvSource({"tiny-21, _versions", "tiny-21, data"})
    void everyChangedByteEndsInDataOrADeclaredException(String name, String folder, @TempDir Path temporary)
            throws IOException {
        Path table = copyOf(name, temporary);
        Path file = onlyFile(table.resolve(folder));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte good = bytes[i];
            for (int changed : new int[] {0, 0xFF, ~good}) {
                if ((byte) changed != good) {
                    bytes[i] = (byte) changed;
                    Files.write(file, bytes);
                    readAll(table, folder + " byte " + i + " set to " + (changed & 0xFF));
                }
            }
            bytes[i] = good;
        }
        assertTrue(data > 0 && refused > 0, data + " read, " + refused + " refused");
    }

    /// A table whose manifest holds row id sequences and names deletion files, several files a fragment
    /// and two versions.
    @Test
    void everyChangedByteOfAManifestWithRowIdsEndsInDataOrADeclaredException() throws IOException {
        MemoryStore store = MemoryStore.copyOf(Fixture.of("versions-stable").table());
        String path = "_versions/18446744073709551612.manifest";
        byte[] bytes = Objects.requireNonNull(store.files().get(path));
        for (int i = 0; i < bytes.length; i++) {
            byte good = bytes[i];
            for (int changed : new int[] {0, 0xFF, ~good, good ^ 1}) {
                if ((byte) changed != good) {
                    bytes[i] = (byte) changed;
                    String what = "byte " + i + " set to " + (changed & 0xFF);
                    attempt(what, () -> {
                        try (LanceDataset dataset = LanceDataset.open(store, OPTIONS.withVersion(3))) {
                            readRowIds(dataset, what);
                        }
                    });
                }
            }
            bytes[i] = good;
        }
        assertTrue(data > 0 && refused > 0, data + " read, " + refused + " refused");
    }

    /// Every row is found again by its id.
    private static void readRowIds(LanceDataset dataset, String what) throws IOException {
        List<String> system = List.of(
                LanceDataset.ROW_ID,
                LanceDataset.ROW_ADDRESS,
                LanceDataset.ROW_CREATED_AT_VERSION,
                LanceDataset.ROW_LAST_UPDATED_AT_VERSION);
        try (Scan scan = dataset.scan(ScanRequest.ALL.columns(system).limit(1 << 16))) {
            while (scan.next()) {
                Column.LongColumn ids =
                        (Column.LongColumn) scan.batch().columns().getFirst();
                Column.LongColumn addresses =
                        (Column.LongColumn) scan.batch().columns().get(1);
                RecordBatch found = dataset.takeRowIds(List.of(LanceDataset.ROW_ADDRESS), ids.values());
                assertArrayEquals(
                        addresses.values(), ((Column.LongColumn) found.columns().getFirst()).values(), what);
            }
        }
    }

    @Test
    void everyChangedByteOfAnIndexedTablesManifestIsInspectedOrRefused(@TempDir Path temporary) throws IOException {
        Path source = Fixture.of("ivf-pq8-l2").table();
        Path versions = Files.createDirectory(temporary.resolve("_versions"));
        // Only the newest version has an index section; its name sorts first.
        Path newest;
        try (Stream<Path> files = Files.list(source.resolve("_versions"))) {
            newest = files.filter(file -> file.toString().endsWith(".manifest"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        Path file = versions.resolve(String.valueOf(newest.getFileName()));
        byte[] bytes = Files.readAllBytes(newest);
        for (int i = 0; i < bytes.length; i++) {
            byte good = bytes[i];
            for (int changed : new int[] {0, 0xFF, ~good}) {
                if ((byte) changed != good) {
                    bytes[i] = (byte) changed;
                    Files.write(file, bytes);
                    inspect(temporary, "manifest byte " + i + " set to " + (changed & 0xFF));
                }
            }
            bytes[i] = good;
        }
        assertTrue(data > 0 && refused > 0, data + " inspected, " + refused + " refused");
    }

    private void inspect(Path table, String what) {
        attempt(what, () -> {
            try (LanceDataset dataset = LanceDataset.open(table, OPTIONS)) {
                dataset.countRows();
                for (IndexMetadata index : dataset.indices()) {
                    for (DataFragment fragment : dataset.manifest().fragments()) {
                        index.fragments().ifPresent(fragments -> fragments.contains(fragment.id()));
                    }
                }
            }
        });
    }

    private void readAll(Path table, String what) {
        attempt(what, () -> {
            try (LanceDataset dataset = LanceDataset.open(table, OPTIONS);
                    Scan scan = dataset.scan(ScanRequest.ALL.withRowId())) {
                long rows = 0;
                while (scan.next()) {
                    rows += scan.batch().rows();
                }
                assertTrue(rows == dataset.countRows(), what + " gives " + rows + " rows");
            }
        });
    }

    private interface Reading {
        void run() throws IOException;
    }

    private void attempt(String what, Reading reading) {
        try {
            reading.run();
            data++;
        } catch (CorruptFileException e) {
            checkLocation(e.at(), what);
        } catch (UnsupportedFeatureException e) {
            checkLocation(e.at(), what);
        } catch (LimitExceededException | IOException e) {
            refused++;
        } catch (RuntimeException e) {
            fail(what + " lets out an undeclared exception", e);
        }
    }

    private void checkLocation(Location at, String what) {
        refused++;
        assertFalse(at.file().isEmpty(), what);
    }

    private static Path copyOf(String name, Path temporary) throws IOException {
        Path source = Fixture.of(name).table();
        Path table = temporary.resolve("t.lance");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, table.resolve(source.relativize(file).toString()));
            }
        }
        return table;
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> !file.toString().endsWith(".json")).toList();
            assertTrue(found.size() == 1, found::toString);
            return found.getFirst();
        }
    }
}
