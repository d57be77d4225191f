package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Changed bytes and truncations of index files of every kind end in an answer or a declared exception
/// with a place, nothing else. `-Devodb.hostile.rounds=N` changes each file N times.
class HostileIndexTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final int ROUNDS = Integer.getInteger("evodb.hostile.rounds", 400);

    /// The last bytes of a file hold its tables, and in front of them its metadata.
    private static final int METADATA_BYTES = 3000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ivf-flat-cosine, index.idx",
        "ivf-flat-cosine, auxiliary.idx",
        "ivf-flat-hamming-u8, index.idx",
        "ivf-flat-hamming-u8, auxiliary.idx",
        "ivf-pq8-l2-file20, index.idx",
        "ivf-pq8-l2-file20, auxiliary.idx",
        "ivf-pq8-l2-file22, index.idx",
        "ivf-pq8-l2-file22, auxiliary.idx",
        "ivf-pq4-dot, auxiliary.idx",
        "ivf-sq-l2, auxiliary.idx",
        "ivf-rq-cosine, auxiliary.idx",
        "ivf-hnsw-pq-l2, index.idx",
        "ivf-hnsw-pq-l2, auxiliary.idx",
        "ivf-hnsw-sq-dot, index.idx",
    })
    void endsInAnAnswerOrADeclaredException(String fixture, String name) throws IOException {
        Path table = copy(FIXTURES.resolve(fixture).resolve("data.lance"));
        Path file;
        try (Stream<Path> files = Files.walk(table)) {
            file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        }
        byte[] good = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(17);
        int refused = 0;
        try (LanceDataset dataset = LanceDataset.open(table)) {
            assertTrue(search(dataset, file, good, name + " as it is"));
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bad = good.clone();
                int from = round % 2 == 0 ? Math.max(0, good.length - METADATA_BYTES) : 0;
                int changes = random.nextInt(1, 4);
                for (int i = 0; i < changes; i++) {
                    bad[random.nextInt(from, bad.length)] = (byte) random.nextInt();
                }
                refused += search(dataset, file, bad, name + " round " + round) ? 0 : 1;
            }
            for (int length = 0; length < good.length; length += 1 + good.length / 300) {
                assertFalse(search(dataset, file, Arrays.copyOf(good, length), name + " cut to " + length));
            }
        }
        assertTrue(refused > ROUNDS / 20, "only " + refused + " of " + ROUNDS + " changes were noticed");
    }

    private static boolean search(LanceDataset dataset, Path file, byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        try (LanceVectorSearch search = LanceVectorSearch.open(dataset, "vec", KernelSet.plain())) {
            // A changed minor version makes a legacy index of it, which is not used.
            return !search.ignoresIndex()
                    && search.search(SearchRequest.of(new float[32], 10).withProbes(8))
                                    .size()
                            >= 0;
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

    private Path copy(Path table) throws IOException {
        try (Stream<Path> files = Files.walk(table)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve("data.lance")
                        .resolve(table.relativize(file).toString());
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
