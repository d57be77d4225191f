package dev.evodb.rivals.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.rivals.driver.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows 0 to 5 on a line at 0, 1, -1, 2, 2, 9; one query at 0.
class TruthTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeRows() throws IOException {
        Rows.write(folder.resolve("base.fvecs"), bits(0f, 1f, -1f, 2f, 2f, 9f));
        Rows.write(folder.resolve("query.fvecs"), bits(0f));
    }

    private static int[][] bits(float... values) {
        int[][] rows = new int[values.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new int[] {Float.floatToRawIntBits(values[i])};
        }
        return rows;
    }

    private Truth truth(int... nearest) throws IOException {
        Path file = folder.resolve("truth.ivecs");
        Rows.write(file, new int[][] {nearest});
        return Truth.open(folder.resolve("base.fvecs"), folder.resolve("query.fvecs"), file, 10);
    }

    private Path answers(int... rows) throws IOException {
        Path file = folder.resolve("answers.ivecs");
        Rows.write(file, new int[][] {rows});
        return file;
    }

    @Test
    void countsRowsThatAreTiedWithTheLast() throws IOException {
        assertEquals(1.0, truth(0, 1, 2, 3).recall(answers(4, 2, 1, 0), 4));
        assertEquals(1.0, truth(0, 1, 2, 3).recall(answers(0, 2), 2));
    }

    @Test
    void countsARowOnce() throws IOException {
        assertEquals(0.5, truth(0, 1, 2, 3).recall(answers(0, 0, 0, 1), 4));
    }

    @Test
    void doesNotCountMissingOrFartherRows() throws IOException {
        Truth truth = truth(0, 1, 2, 3);
        assertEquals(0.5, truth.recall(answers(0, 5, 1, -1), 4));
        assertEquals(List.of(0), truth.wrong(answers(0, 5, 1, -1), 4));
        assertEquals(List.of(), truth.wrong(answers(0, 1, 2, 4), 4));
    }

    @Test
    void findsATruthThatIsNotTrue() throws IOException {
        assertEquals(List.of(), truth(0, 2, 1, 4).wrongInFile(10, 4));
        assertEquals(List.of(0), truth(0, 1, 3, 4).wrongInFile(10, 4));
        assertEquals(List.of(0), truth(0, 1, 1, 2).wrongInFile(10, 4));
    }

    @Test
    void rejectsATruthOfFewerQueries() throws IOException {
        Rows.write(folder.resolve("query.fvecs"), bits(0f, 1f));
        Exception failure = assertThrows(IllegalArgumentException.class, () -> truth(0, 1, 2, 3));
        assertEquals(
                folder.resolve("truth.ivecs") + " has 1 rows, " + folder.resolve("query.fvecs")
                        + " 2, or their dims are not the 1 of " + folder.resolve("base.fvecs"),
                failure.getMessage());
    }
}
