package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.file.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes whose columns are read side by side.
class PickedRowsTest {
    private static final long[] ROWS = LongStream.range(0, 100).map(i -> i * 3).toArray();

    /// Every column of the table is damaged; which one a thread meets first is left to chance.
    @Test
    void theFirstColumnThatFailsIsNamed(@TempDir Path folder) throws IOException {
        Path table = copy(Fixture.of("strings-22").table(), folder.resolve("t.lance"));
        try (var files = Files.list(table.resolve("data"))) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Arrays.fill(bytes, 0, bytes.length / 2, (byte) 0xFF);
                Files.write(file, bytes);
            }
        }
        for (int round = 0; round < 20; round++) {
            try (LanceDataset damaged = LanceDataset.open(table)) {
                List<String> columns = damaged.columnNames();
                assertEquals(firstProblem(damaged, columns), problem(damaged, columns));
                assertEquals(firstProblem(damaged, columns.reversed()), problem(damaged, columns.reversed()));
            }
        }
    }

    private static String firstProblem(LanceDataset table, List<String> columns) throws IOException {
        for (String column : columns) {
            try {
                table.take(List.of(column), ROWS);
            } catch (CorruptFileException e) {
                return String.valueOf(e.getMessage());
            }
        }
        throw new AssertionError("no column is damaged");
    }

    private static String problem(LanceDataset table, List<String> columns) {
        return String.valueOf(assertThrows(CorruptFileException.class, () -> table.take(columns, ROWS))
                .getMessage());
    }

    @Test
    void allColumnsCountTogether() throws IOException {
        ReadLimits limits = new ReadLimits(3000, 1 << 20, 64, 16, 32);
        try (LanceDataset table =
                LanceDataset.open(Fixture.of("fragments").table(), OpenOptions.DEFAULT.withLimits(limits))) {
            assertEquals(100, table.take(List.of("id"), ROWS).rows());
            LimitExceededException e =
                    assertThrows(LimitExceededException.class, () -> table.take(table.columnNames(), ROWS));
            assertEquals("decoded bytes", e.limit());
        }
    }

    @Test
    void keepsTheInterruptionOfItsCaller() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("fragments").table())) {
            Thread.currentThread().interrupt();
            assertThrows(IOException.class, () -> table.take(table.columnNames(), ROWS));
            assertTrue(Thread.interrupted());
            assertEquals(100, table.take(table.columnNames(), ROWS).rows());
        }
    }

    static Path copy(Path from, Path to) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var tree = Files.walk(from)) {
            tree.forEach(found::add);
        }
        for (Path path : found) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
        return to;
    }
}
