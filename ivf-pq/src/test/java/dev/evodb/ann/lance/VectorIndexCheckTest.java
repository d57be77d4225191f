package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.verify.Finding;
import dev.evodb.lance.verify.Finding.Severity;
import dev.evodb.lance.verify.TableVerifier;
import dev.evodb.lance.verify.VerifyOptions;
import dev.evodb.lance.verify.VerifyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorIndexCheckTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final VerifyOptions OPTIONS = VerifyOptions.DEFAULT.withIndexChecks(List.of(new VectorIndexCheck()));

    static List<String> indexed() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.startsWith("ivf-") && !name.contains("file20") && !name.contains("life"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("indexed")
    void indicesOfTheReferenceWriterAreWhole(String name) throws IOException {
        VerifyReport report = verify(FIXTURES.resolve(name).resolve("data.lance"));
        assertEquals(List.of(), report.findings());
        assertTrue(report.indices() > 0);
    }

    @Test
    void namesLevelsThatDoNotAscend(@TempDir Path folder) throws IOException {
        Path table = copy("ivf-hnsw-pq-l2", folder);
        replace(table, "index.idx", "\\\"level_offsets\\\":[0,", "\\\"level_offsets\\\":[0,9");
        assertTrue(
                findings(table).stream().anyMatch(line -> line.startsWith("index: partition 0: level offsets [0,9")),
                findings(table)::toString);
    }

    @Test
    void namesBoundsThatDescend(@TempDir Path folder) throws IOException {
        Path table = copy("ivf-sq-l2", folder);
        replace(table, "auxiliary.idx", "\\\"end\\\":", "\\\"end\\\":-9");
        assertTrue(
                findings(table).stream().anyMatch(line -> line.startsWith("index: SQ bounds")),
                findings(table)::toString);
    }

    @Test
    void namesAMissingFile(@TempDir Path folder) throws IOException {
        Path table = copy("ivf-pq8-l2", folder);
        Files.delete(indexFile(table, "auxiliary.idx"));
        assertTrue(
                findings(table).stream()
                        .anyMatch(line -> line.startsWith("file missing: the file does not exist (file=_indices/")
                                && line.endsWith("/auxiliary.idx)")),
                findings(table)::toString);
    }

    @Test
    void namesACodebookThatIsNotFinite(@TempDir Path folder) throws IOException {
        Path table = copy("ivf-pq8-l2", folder);
        Path file = indexFile(table, "auxiliary.idx");
        byte[] bytes = Files.readAllBytes(file);
        // The codebook is the last global buffer, and its data ends the message: the last value becomes a NaN.
        int globalTable = (int) LittleEndian.readLong(bytes, bytes.length - 24);
        int from = (int) LittleEndian.readLong(bytes, globalTable + 2 * 16);
        int length = (int) LittleEndian.readLong(bytes, globalTable + 2 * 16 + 8);
        LittleEndian.writeFloat(bytes, from + length - 4, Float.NaN);
        Files.write(file, bytes);
        assertTrue(
                findings(table).stream().anyMatch(line -> line.contains("PQ codebook value 8191 is NaN")),
                findings(table)::toString);
    }

    private static VerifyReport verify(Path table) throws IOException {
        return TableVerifier.verify(LocalFolder.open(table), OPTIONS);
    }

    private static List<String> findings(Path table) throws IOException {
        return verify(table).findings().stream()
                .filter(finding -> finding.severity() == Severity.DAMAGE)
                .map(Finding::toString)
                .toList();
    }

    /// Replaces `found` by `wanted` in place, over as many bytes as `wanted` has.
    private static void replace(Path table, String name, String found, String wanted) throws IOException {
        Path file = indexFile(table, name);
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(found);
        assertTrue(at > 0, found);
        byte[] text = wanted.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, at, text.length);
        Files.write(file, bytes);
    }

    private static Path indexFile(Path table, String name) throws IOException {
        try (Stream<Path> files = Files.walk(table.resolve("_indices"))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static Path copy(String name, Path folder) throws IOException {
        Path source = FIXTURES.resolve(name).resolve("data.lance");
        Path target = folder.resolve("data.lance");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }
}
