package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    @Test
    void aGoodTableIsUndamaged() {
        CliRun run = CliRun.of("verify", CliRun.WORDS);
        assertEquals(0, run.code(), run::out);
        assertTrue(run.out().endsWith("\nno damage found\n"), run::out);
    }

    @Test
    void aBrokenPageIsNamedAndTheRestIsStillLookedAt(@TempDir Path folder) throws IOException {
        Path table = copy(CliRun.fixture("fragments"), folder);
        List<Path> files;
        try (Stream<Path> listed = Files.list(table.resolve("data"))) {
            files = listed.sorted().toList();
        }
        Path file = files.getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 0x7F;
        Files.write(file, bytes);
        CliRun run = CliRun.of("verify", table, "--json");
        JsonNode report = run.json();
        assertEquals(3, run.code());
        assertEquals(files.size(), report.get("files").intValue());
        assertEquals("damage", report.at("/findings/0/severity").textValue());
        assertEquals("page", report.at("/findings/0/kind").textValue());
        assertEquals("data/" + file.getFileName(), report.at("/findings/0/file").textValue());
        assertEquals(1, report.get("findings").size(), report::toString);
    }

    @Test
    void whatIsNotThereIsNotATable(@TempDir Path folder) {
        CliRun run = CliRun.of("verify", folder);
        assertEquals(3, run.code());
        assertTrue(run.err().startsWith("verify: not a Lance table: "), run::err);
    }

    private static Path copy(Path source, Path folder) throws IOException {
        Path target = folder.resolve("data.lance");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }
}
