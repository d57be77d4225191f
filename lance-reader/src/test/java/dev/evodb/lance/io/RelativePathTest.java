package dev.evodb.lance.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
    private static final Location AT = Location.of("t.manifest").atOffset(7);

    @ParameterizedTest
    @ValueSource(strings = {"a.lance", "a/b.lance", "..a", "a..", "...", "ä b.lance"})
    void acceptsPathsBelowTheFolder(String path) {
        assertEquals(path, RelativePath.check(path, AT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "/etc/passwd",
                "../a",
                "a/../b",
                "a/..",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "..\\a",
                "C:a",
                "a\0b",
                "a\nb"
            })
    void rejectsPathsThatMayLeaveIt(String path) {
        assertThrows(CorruptFileException.class, () -> RelativePath.check(path, AT));
    }

    @Test
    void showsThePathInOneLine() {
        assertEquals(
                "path \"../a?b\" does not stay below its folder (file=t.manifest, offset=7)",
                assertThrows(CorruptFileException.class, () -> RelativePath.check("../a\nb", AT))
                        .getMessage());
    }

    @Test
    void showsOnlyTheStartOfLongPaths() {
        assertEquals(
                "path \"../" + "x".repeat(97) + "…\" does not stay below its folder (file=t.manifest, offset=7)",
                assertThrows(CorruptFileException.class, () -> RelativePath.check("../" + "x".repeat(5000), AT))
                        .getMessage());
    }
}
