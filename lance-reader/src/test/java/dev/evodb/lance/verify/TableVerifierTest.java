package dev.evodb.lance.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.hostile.MemoryTable;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.verify.Finding.Severity;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tables of the reference writer are undamaged; each kind of damage is found, at its place, and only
/// that.
class TableVerifierTest {
    private static final int FOOTER_BYTES = 40;

    static List<String> fixtures() throws IOException {
        return Fixture.names();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void tablesOfTheReferenceWriterAreUndamaged(String name) throws IOException {
        VerifyReport report =
                TableVerifier.verify(LocalFolder.open(Fixture.of(name).table()), VerifyOptions.DEFAULT);
        assertEquals(
                List.of(),
                report.findings().stream()
                        .filter(finding -> finding.severity() != Severity.NOT_CHECKED)
                        .toList());
        assertTrue(report.versions() > 0);
    }

    @Test
    void aFolderWithoutManifestsIsNoTable() throws IOException {
        MemoryTable tiny = table("tiny-21");
        MemoryTable empty = tiny.without(only(tiny, ".manifest"));
        assertThrows(NotATableException.class, () -> TableVerifier.verify(empty, VerifyOptions.DEFAULT));
    }

    @Test
    void aMissingDataFileIsNamedOnce() throws IOException {
        MemoryTable table = table("tiny-21");
        String path = only(table, ".lance");
        List<String> damage = damage(table.without(path));
        assertTrue(damage.contains("file missing: the file does not exist (file=" + path + ")"), damage::toString);
    }

    @Test
    void aFileOfAnotherLengthIsNamed() throws IOException {
        MemoryTable table = table("tiny-21");
        String path = only(table, ".lance");
        byte[] good = table.bytes(path);
        // The footer stays where a reader looks for it.
        byte[] longer = new byte[good.length + 8];
        System.arraycopy(good, 0, longer, 0, good.length - FOOTER_BYTES);
        System.arraycopy(good, good.length - FOOTER_BYTES, longer, longer.length - FOOTER_BYTES, FOOTER_BYTES);
        List<String> damage = damage(table.with(path, longer));
        assertEquals(1, damage.size(), damage::toString);
        assertTrue(damage.getFirst().startsWith("file size: " + longer.length + " bytes, expected " + good.length));
    }

    @Test
    void aBrokenManifestHidesNoOtherVersion() throws IOException {
        MemoryTable table = table("fragments");
        String path = "_versions/"
                + table.list("_versions").stream()
                        .filter(name -> name.endsWith(".manifest"))
                        .sorted()
                        .findFirst()
                        .orElseThrow();
        VerifyReport good = TableVerifier.verify(table, VerifyOptions.DEFAULT);
        byte[] bytes = table.bytes(path).clone();
        bytes[bytes.length - 1] ^= 1;
        VerifyReport report = TableVerifier.verify(table.with(path, bytes), VerifyOptions.DEFAULT);
        assertEquals(good.versions(), report.versions());
        List<String> damage = damage(report);
        assertEquals(1, damage.size(), damage::toString);
        assertTrue(
                damage.getFirst().startsWith("manifest: file does not end in LANC (file=" + path + ", offset="),
                damage::toString);
    }

    @Test
    void everyBrokenPageOfAFileIsNamedWithItsColumn() throws IOException {
        MemoryTable table = table("types-21");
        String path = only(table, ".lance");
        // The headers of the first two pages' chunks claim more bytes than the chunks have.
        List<String> damage = damage(changed(table, path, bytes -> {
            Arrays.fill(bytes, 64, 72, (byte) 0xFF);
            Arrays.fill(bytes, 128, 160, (byte) 0xFF);
            Arrays.fill(bytes, 640, 960, (byte) 0xFF);
        }));
        assertTrue(damage.size() >= 2, damage::toString);
        assertTrue(
                damage.stream().allMatch(line -> line.startsWith("page: ") && line.contains("column=")),
                damage::toString);
    }

    @Test
    void buffersThatOverlapAreNamed() throws IOException {
        MemoryTable table = table("tiny-21");
        String path = only(table, ".lance");
        List<String> damage = damage(changed(table, path, bytes -> {
            int columnTable = (int) LittleEndian.readLong(bytes, bytes.length - 32);
            System.arraycopy(bytes, columnTable, bytes, columnTable + 16, 16);
        }));
        assertTrue(
                damage.stream()
                        .anyMatch(line -> line.startsWith("page table: metadata of column 1 is ")
                                && line.contains(" and overlaps metadata of column 0 ")),
                damage::toString);
    }

    @Test
    void anotherVersionThanTheManifestSaysIsNamed() throws IOException {
        MemoryTable table = table("tiny-21");
        String path = only(table, ".lance");
        List<String> damage = damage(changed(table, path, bytes -> bytes[bytes.length - 6] = 2));
        assertTrue(
                damage.contains("file version: version 2.2, expected 2.1 as the manifest says (file=" + path + ")"),
                damage::toString);
    }

    @Test
    void aFileOfOtherRowsIsNamed() throws IOException {
        MemoryTable table = table("fragments");
        List<String> paths = table.files().keySet().stream()
                .filter(path -> path.startsWith("data/"))
                .toList();
        String path = paths.get(3);
        MemoryTable tiny = table("tiny-21");
        byte[] other = tiny.bytes(only(tiny, ".lance"));
        List<String> damage = damage(table.with(path, other));
        assertTrue(damage.stream().anyMatch(line -> line.startsWith("file size: ")), damage::toString);
        assertTrue(
                damage.stream().anyMatch(line -> line.startsWith("row count: ") && line.contains(path)),
                damage::toString);
    }

    @Test
    void missingFilesOfAnIndexAreNamed() throws IOException {
        MemoryTable table = table("ivf-pq8-l2");
        String path = only(table, "auxiliary.idx");
        List<String> damage = damage(table.without(path));
        assertEquals(List.of("file missing: the file does not exist (file=" + path + ")"), damage);
    }

    @Test
    void whatIsNotReadIsNotCalledClean() throws IOException {
        VerifyReport report = TableVerifier.verify(table("ivf-pq8-l2"), VerifyOptions.DEFAULT);
        assertTrue(report.isUndamaged());
        assertEquals(1, report.count(Severity.NOT_CHECKED));
        assertTrue(
                report.findings().getFirst().found().startsWith("structure of an index of type VectorIndexDetails"),
                report::toString);
    }

    @Test
    void verifiesOneVersionIfAsked() throws IOException {
        VerifyReport report = TableVerifier.verify(
                table("versions"), VerifyOptions.DEFAULT.withOpen(OpenOptions.DEFAULT.withVersion(2)));
        assertEquals(1, report.versions());
    }

    private static MemoryTable table(String name) throws IOException {
        return MemoryTable.load(name, Fixture.of(name).table());
    }

    private static MemoryTable changed(MemoryTable table, String path, Consumer<byte[]> change) {
        byte[] bytes = table.bytes(path).clone();
        change.accept(bytes);
        return table.with(path, bytes);
    }

    private static List<String> damage(MemoryTable table) throws IOException {
        return damage(TableVerifier.verify(table, VerifyOptions.DEFAULT));
    }

    private static List<String> damage(VerifyReport report) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == Severity.DAMAGE)
                .map(Finding::toString)
                .toList();
    }

    private static String only(MemoryTable table, String ending) {
        List<String> found = table.files().keySet().stream()
                .filter(path -> path.endsWith(ending))
                .toList();
        assertEquals(1, found.size(), found::toString);
        return found.getFirst();
    }
}
