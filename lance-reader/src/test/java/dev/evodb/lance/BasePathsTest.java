package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.BasePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BasePathsTest {
    private static final Location MANIFEST = Location.of("_versions/1.manifest");

    @Test
    void findsFilesByTheIdOfTheirPlace() {
        assertEquals("own:data/a.lance", find(OptionalInt.empty(), root("/t/a", 0)));
        assertEquals("b:data/a.lance", find(OptionalInt.of(0), root("/b", 0), root("/c", 7)));
        assertEquals("c:data/a.lance", find(OptionalInt.of(7), root("/b", 0), root("/c", 7)));
        assertEquals("c/x/y:data/a.lance", find(OptionalInt.of(1), root("/c/x/y/", 1)));
    }

    @Test
    void leavesTheFolderOutWhereThePlaceIsNoTable() {
        assertEquals("b/files:a.lance", find(OptionalInt.of(3), new BasePath(3, "", false, "/b/files")));
    }

    @Test
    void takesTheLongestPrefix() {
        assertEquals("deep/z:data/a.lance", find(OptionalInt.of(1), root("/c/deep/z", 1)));
        assertEquals("c/deeper:data/a.lance", find(OptionalInt.of(1), root("/c/deeper", 1)));
    }

    @Test
    void refusesPlacesThatNobodyAllowed() {
        assertRefused("base path 1 (/elsewhere)", root("/elsewhere", 1));
        assertRefused("base path 1 (/bc)", root("/bc", 1));
        assertRefused("base path 1 (/)", root("/", 1));
        assertRefused("base path 1 ()", root("", 1));
        assertRefused("base path 1 (s3://bucket/t)", root("s3://key:secret@bucket/t?X-Amz-Signature=abc", 1));
    }

    @Test
    void refusesPlacesThatClimbOutOfAnAllowedOne() {
        for (String path : List.of("/b/../etc", "/b//x", "/b/./x", "/b/x\\y")) {
            assertEquals(
                    "path \"" + path.substring(3) + "\" does not stay below its folder (file=_versions/1.manifest)",
                    assertThrows(CorruptFileException.class, () -> find(OptionalInt.of(1), root(path, 1)))
                            .getMessage());
        }
    }

    @Test
    void refusesIdsThatAreNotRecorded() {
        assertEquals(
                "file a.lance is below the base path 2, which is not recorded (file=_versions/1.manifest)",
                assertThrows(CorruptFileException.class, () -> find(OptionalInt.of(2), root("/b", 1)))
                        .getMessage());
        assertEquals(
                "two base paths have the id 1 (file=_versions/1.manifest)",
                assertThrows(CorruptFileException.class, () -> find(OptionalInt.of(1), root("/b", 1), root("/c", 1)))
                        .getMessage());
    }

    @Test
    void refusesToReadAShallowCloneWhoseSourceIsNotAllowed() throws IOException {
        try (LanceDataset clone = LanceDataset.open(Fixture.of("shallow-clone").table());
                Scan scan = clone.scan(ScanRequest.ALL)) {
            assertEquals(59, clone.countRows());
            UnsupportedFeatureException refused = assertThrows(UnsupportedFeatureException.class, scan::next);
            assertEquals("base path", refused.feature());
            assertTrue(refused.found().endsWith("/shallow-clone/source.lance)"), refused.found());
        }
    }

    @Test
    void needsNoPermissionForTheTableItself() throws IOException {
        List<BaseMapping> none = new ArrayList<>();
        none.add(new BaseMapping("/w/t.lance", new Named("own")));
        BasePaths branch = new BasePaths(new Named("own/tree/x"), List.of(root("/w/t.lance", 0)), none, MANIFEST);

        assertEquals("own", branch.file("data/", "a", OptionalInt.of(0)).store().name());
    }

    private static BasePath root(String path, int id) {
        return new BasePath(id, "", true, path);
    }

    private static String find(OptionalInt id, BasePath... recorded) {
        BasePaths paths = new BasePaths(
                new Named("own"),
                List.of(recorded),
                List.of(
                        new BaseMapping("/b", new Named("b")),
                        new BaseMapping("/c/deep/", new Named("deep")),
                        new BaseMapping("/c", new Named("c"))),
                MANIFEST);
        BasePaths.StoredFile file = paths.file("data/", "a.lance", id);
        return file.store().name() + ":" + file.path();
    }

    private static void assertRefused(String start, BasePath recorded) {
        String message = assertThrows(UnsupportedFeatureException.class, () -> find(OptionalInt.of(1), recorded))
                .getMessage();
        assertEquals(
                start + " is not supported, accepted: files below the table's own root, and base paths that are mapped"
                        + " when it is opened (file=_versions/1.manifest)",
                message);
    }

    /// A store that is only a name.
    private record Named(String name) implements TableStore {
        @Override
        public List<String> list(String folder) {
            throw new IllegalStateException("nothing is listed here");
        }

        @Override
        public ByteSource open(String path) {
            throw new IllegalStateException("nothing is opened here");
        }
    }
}
