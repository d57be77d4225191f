package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.io.LocalFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which manifest is opened, of copies of the manifests of fixtures.
class VersionsTest {
    @TempDir
    private Path folder;

    @Test
    void takesTheNewestOfBothNamingSchemes() throws IOException {
        copy("manifest-v1-names", "9.manifest", "_versions/9.manifest");
        copy("manifest-v1-names", "10.manifest", "_versions/10.manifest");
        assertEquals(10, newest());
        copy("manifest-v1-names", "12.manifest", "_versions/18446744073709551603.manifest");
        assertEquals(12, newest());
        copy("manifest-v1-names", "11.manifest", "_versions/11.manifest");
        assertEquals(12, newest());
        assertEquals(List.of(9L, 10L, 11L, 12L), table(OpenOptions.DEFAULT).versions());
    }

    @Test
    void opensAVersionByEitherNameWithoutListing() throws IOException {
        copy("manifest-v1-names", "9.manifest", "_versions/9.manifest");
        copy("manifest-v1-names", "12.manifest", "_versions/18446744073709551603.manifest");
        CountingStore store = new CountingStore(LocalFolder.open(folder), false);
        for (long version : new long[] {9, 12}) {
            try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT.withVersion(version))) {
                assertEquals(version, table.version());
            }
        }
        assertEquals(0, store.lists().get());
    }

    @Test
    void passesOverDetachedVersions() throws IOException {
        copy("manifest-v1-names", "9.manifest", "_versions/9.manifest");
        copy("manifest-v1-names", "12.manifest", "_versions/d12.manifest");
        assertEquals(9, newest());
    }

    @Test
    void doesNotTrustAHintWhereItCanList() throws IOException {
        for (long version : new long[] {3, 4, 5}) {
            copy("manifest-v1-names", version + ".manifest", "_versions/" + version + ".manifest");
        }
        for (String hint : List.of("{\"version\":3}", "{\"version\":77}", "nonsense")) {
            Files.writeString(folder.resolve("_versions/latest_version_hint.json"), hint);
            assertEquals(5, newest());
        }
    }

    @Test
    void goesForwardFromTheHintWhereItCannotList() throws IOException {
        for (long version : new long[] {3, 4, 5, 7}) {
            copy("manifest-v1-names", version + ".manifest", "_versions/" + version + ".manifest");
        }
        Files.writeString(folder.resolve("_versions/latest_version_hint.json"), "{\"version\":3}");
        CountingStore store = new CountingStore(LocalFolder.open(folder), false);
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            assertEquals(5, table.version());
        }
    }

    @Test
    void asksForANumberWhereNothingTellsTheNewest() throws IOException {
        copy("manifest-v1-names", "9.manifest", "_versions/9.manifest");
        CountingStore store = new CountingStore(LocalFolder.open(folder), false);

        assertEquals(
                "newest version in a store that cannot list and has no hint at it is not supported, accepted: a version"
                        + " by its number (file=" + folder + ")",
                assertThrows(UnsupportedFeatureException.class, () -> LanceDataset.open(store, OpenOptions.DEFAULT))
                        .getMessage());
    }

    @Test
    void namesWhatIsMissingWhereItCannotList() throws IOException {
        CountingStore store =
                new CountingStore(LocalFolder.open(Fixture.of("versions").table()), false);
        assertMisuse("no version 99", store, OpenOptions.DEFAULT.withVersion(99));
        assertMisuse("no tag last", store, OpenOptions.DEFAULT.withTag("last"));
        assertMisuse("no branch last", store, OpenOptions.DEFAULT.withBranch("last"));
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT.withTag("merged"))) {
            assertEquals(3, table.version());
            assertThrows(UnsupportedFeatureException.class, table::versions);
            assertThrows(UnsupportedFeatureException.class, table::tags);
        }
        assertEquals(0, store.lists().get());
    }

    private static void assertMisuse(String message, CountingStore store, OpenOptions options) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> LanceDataset.open(store, options))
                        .getMessage());
    }

    @Test
    void opensTheCopyOfVeryOldTables() throws IOException {
        copy("manifest-v1-names", "9.manifest", "_latest.manifest");
        assertEquals(9, newest());
    }

    @Test
    void listsTagsAndBranchesForUnknownOnes() throws IOException {
        Path table = Fixture.of("versions").table();
        assertEquals(
                "no tag last, the tags are [first, merged]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> LanceDataset.open(table, OpenOptions.DEFAULT.withTag("last")))
                        .getMessage());
        assertEquals(
                "no branch first, the branches are [side]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> LanceDataset.open(table, OpenOptions.DEFAULT.withBranch("first")))
                        .getMessage());
        assertEquals(
                "a tag names a version of a branch; ask for no other one beside it",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> OpenOptions.DEFAULT.withTag("first").withVersion(1))
                        .getMessage());
        assertEquals(
                "no version 2, the versions are 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> LanceDataset.open(
                                        table,
                                        OpenOptions.DEFAULT.withBranch("side").withVersion(2)))
                        .getMessage());
    }

    @Test
    void tellsTheVersionsOfABranchApart() throws IOException {
        try (LanceDataset side =
                        LanceDataset.open(Fixture.of("versions").table(), OpenOptions.DEFAULT.withBranch("side"));
                LanceDataset main = LanceDataset.open(Fixture.of("versions").table())) {
            assertEquals(List.of(1L), side.versions());
            assertEquals(LongStream.rangeClosed(1, 8).boxed().toList(), main.versions());
            assertEquals(main.tags(), side.tags());
        }
    }

    private long newest() throws IOException {
        try (LanceDataset table = table(OpenOptions.DEFAULT)) {
            return table.version();
        }
    }

    private LanceDataset table(OpenOptions options) throws IOException {
        return LanceDataset.open(folder, options);
    }

    private void copy(String fixture, String manifest, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(Fixture.of(fixture).table().resolve("_versions").resolve(manifest), target);
    }
}
