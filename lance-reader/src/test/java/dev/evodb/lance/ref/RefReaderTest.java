package dev.evodb.lance.ref;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.io.LocalFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefReaderTest {
    @TempDir
    private Path folder;

    @Test
    void listsReferencesByName() throws IOException {
        write("_refs/tags/b.json", "{\"branch\":null,\"version\":18446744073709551615,\"metadata\":{\"a\":[1,{}]}}");
        write("_refs/tags/a.json", "{\"version\":2,\"branch\":\"team/next\",\"manifestSize\":756}");
        write("_refs/tags/a.json.tmp", "{");
        write("_refs/branches/team%2Fnext.json", "{\"parentBranch\":null,\"parentVersion\":7,\"createAt\":1795228598}");

        assertEquals(
                List.of(new Tag("a", Optional.of("team/next"), 2, 756), new Tag("b", Optional.empty(), -1, 0)),
                reader().tags());
        assertEquals(
                List.of(new Branch("team/next", Optional.empty(), 7, Instant.ofEpochSecond(1795228598))),
                reader().branches());
    }

    @Test
    void hasNoReferencesWithoutTheirFolders() throws IOException {
        assertEquals(List.of(), reader().tags());
        assertEquals(List.of(), reader().branches());
        assertEquals(Optional.empty(), reader().tag("a"));
        assertEquals(OptionalLong.empty(), reader().versionHint());
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", "../x", "a/../b", "a//b", "/a", "a/", "a\\b", ".a", "a/.b", "a b", "a%2Fb")) {
            assertEquals(
                    "not the name of a tag or branch: " + name,
                    assertThrows(IllegalArgumentException.class, () -> reader().tag(name))
                            .getMessage());
        }
    }

    @Test
    void refusesDocumentsThatAreNoReferences() throws IOException {
        assertCorrupt("reference is not a JSON object (file=_refs/tags/t.json)", "[1]");
        assertCorrupt("reference is not one JSON object (file=_refs/tags/t.json)", "{\"version\":1} 2");
        assertCorrupt("version is no whole number (file=_refs/tags/t.json)", "{}");
        assertCorrupt("version is no whole number (file=_refs/tags/t.json)", "{\"version\":1.5}");
        assertCorrupt("version is no whole number (file=_refs/tags/t.json)", "{\"version\":{\"version\":1}}");
        assertCorrupt("version is no whole number (file=_refs/tags/t.json)", "{\"version\":-1}");
        assertCorrupt(
                "path \"../../other\" does not stay below its folder (file=_refs/tags/t.json)",
                "{\"version\":1,\"branch\":\"../../other\"}");
        write("_refs/tags/t.json", "{\"version\":1");
        assertThrows(CorruptFileException.class, () -> reader().tag("t"));
    }

    @Test
    void boundsTheNestingOfDocuments() throws IOException {
        write("_refs/tags/t.json", "{\"version\":1,\"a\":" + "[".repeat(31) + "]".repeat(31) + "}");
        assertEquals(1, reader().tag("t").orElseThrow().version());
        write("_refs/tags/t.json", "{\"version\":1,\"a\":" + "[".repeat(32) + "]".repeat(32) + "}");
        assertEquals(
                "JSON depth limit is 32, needed 33 (file=_refs/tags/t.json)",
                assertThrows(LimitExceededException.class, () -> reader().tag("t"))
                        .getMessage());
    }

    private RefReader reader() throws IOException {
        return new RefReader(LocalFolder.open(folder));
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void assertCorrupt(String message, String text) throws IOException {
        write("_refs/tags/t.json", text);
        assertEquals(
                message,
                assertThrows(CorruptFileException.class, () -> reader().tag("t"))
                        .getMessage());
    }
}
