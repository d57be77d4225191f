package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.ann.kernel.KernelSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changed bytes and truncations of index files end in an answer or a declared exception with a place, nothing else.
class HostileIndexTest {
    private static final Path FIXTURE =
            Path.of(System.getProperty("evodb.fixtures")).resolve("ivf-pq8-l2-file22/data.lance");

    /// The last bytes of a file hold its tables, and in front of them its metadata.
    private static final int METADATA_BYTES = 3000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"index.idx", "auxiliary.idx"})
    void endsInAnAnswerOrADeclaredException(String name) throws IOException {
        Path table = copy();
        Path file;
        try (Stream<Path> files = Files.walk(table)) {
            file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        }
        byte[] good = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(17);
        int refused = 0;
        for (int round = 0; round < 1500; round++) {
            byte[] bad = good.clone();
            int from = round % 2 == 0 ? Math.max(0, good.length - METADATA_BYTES) : 0;
            int changes = random.nextInt(1, 4);
            for (int i = 0; i < changes; i++) {
                bad[random.nextInt(from, bad.length)] = (byte) random.nextInt();
            }
            refused += search(table, file, bad, name + " round " + round) ? 0 : 1;
        }
        for (int length = 0; length < good.length; length += 1 + good.length / 400) {
            assertFalse(search(table, file, java.util.Arrays.copyOf(good, length), name + " cut to " + length));
        }
        assertTrue(refused > 100, "only " + refused + " of 1500 changes were noticed");
    }

    private static boolean search(Path table, Path file, byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        try (LanceDataset dataset = LanceDataset.open(table);
                LanceVectorSearch search = LanceVectorSearch.open(dataset, "vec", KernelSet.plain())) {
            search.search(new SearchRequest(new float[32], 10, 8, 2, RowMask.all()));
            return true;
        } catch (CorruptFileException e) {
            assertFalse(e.at().file().isEmpty(), what);
            return false;
        } catch (UnsupportedFeatureException e) {
            assertFalse(e.at().file().isEmpty(), what);
            return false;
        } catch (LimitExceededException e) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private Path copy() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURE)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve("data.lance")
                        .resolve(FIXTURE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return folder.resolve("data.lance");
    }
}
