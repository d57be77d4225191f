package dev.evodb.lance.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFolderTest {
    @TempDir
    private Path root;

    @Test
    void listsTheNamesInAFolder() throws IOException {
        Files.createDirectories(root.resolve("_versions"));
        Files.write(root.resolve("_versions/a"), new byte[0]);
        Files.write(root.resolve("_versions/b"), new byte[0]);

        assertEquals(
                List.of("a", "b"),
                LocalFolder.open(root).list("_versions").stream().sorted().toList());
    }

    @Test
    void opensFilesByTheirPathBelowTheRoot() throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.write(root.resolve("data/a.lance"), new byte[3]);

        try (ByteSource source = LocalFolder.open(root).open("data/a.lance")) {
            assertEquals("data/a.lance", source.name());
            assertEquals(3, source.length());
        }
    }

    @Test
    void opensFilesBelowARelativeRoot() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path relative = here.relativize(root.toAbsolutePath());
        Files.write(root.resolve("a"), new byte[3]);

        try (ByteSource source = LocalFolder.open(relative).open("a")) {
            assertEquals(3, source.length());
        }
    }

    @Test
    void refusesPathsThatLeaveTheRoot() throws IOException {
        LocalFolder folder = LocalFolder.open(root);

        assertEquals(
                "path ../a does not stay below the table",
                assertThrows(IllegalArgumentException.class, () -> folder.open("../a"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> folder.open("/etc/passwd"));
    }

    @Test
    void saysThatAFileIsMissing() throws IOException {
        LocalFolder folder = LocalFolder.open(root);

        assertThrows(NoSuchFileException.class, () -> folder.open("data/missing.lance"));
    }

    @Test
    void treatsNamesThatThisMachineCannotHaveAsMissing() throws IOException {
        LocalFolder folder = LocalFolder.open(root);

        assertThrows(NoSuchFileException.class, () -> folder.open("a\0b"));
    }
}
