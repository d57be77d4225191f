package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FvecsPackSourceTest {
    @TempDir
    Path directory;

    private Path file(int... words) throws IOException {
        byte[] bytes = new byte[4 * words.length];
        for (int i = 0; i < words.length; i++) {
            LittleEndian.writeInt(bytes, 4 * i, words[i]);
        }
        return Files.write(directory.resolve("v.fvecs"), bytes);
    }

    @Test
    void readsRowsInOrder() throws IOException {
        int one = Float.floatToIntBits(1);
        int half = Float.floatToIntBits(0.5f);
        FvecsPackSource source = FvecsPackSource.open(file(2, one, half, 2, half, one));
        List<PackSource.Batch> batches = new ArrayList<>();
        source.forEachBatch(batches::add);

        assertEquals(2, source.dims());
        assertEquals(2, source.rows());
        assertEquals(1, batches.size());
        assertArrayEquals(new float[] {1, 0.5f, 0.5f, 1}, batches.getFirst().vectors());
        assertArrayEquals(new long[] {0, 1}, batches.getFirst().rowIds());
    }

    @Test
    void refusesAFileThatEndsInsideARow() throws IOException {
        assertCorrupt(
                "file length 20 is not a whole number of rows of 12 bytes (file=v.fvecs, offset=12)",
                file(2, 0, 0, 2, 0));
    }

    @Test
    void refusesAnImpossibleDimension() throws IOException {
        assertCorrupt("first row has -1 values, must be in 1..=65536 (file=v.fvecs, offset=0)", file(-1, 0, 0));
        assertCorrupt("file of 0 bytes has no row (file=v.fvecs, offset=0)", file());
    }

    @Test
    void refusesARowOfOtherDims() throws IOException {
        FvecsPackSource source = FvecsPackSource.open(file(2, 0, 0, 3, 0, 0));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> source.forEachBatch(batch -> {}));

        assertEquals("row 1 has 3 dims, the rows before it have 2 (file=v.fvecs, offset=12)", e.getMessage());
    }

    private static void assertCorrupt(String message, Path file) {
        assertEquals(
                message,
                assertThrows(CorruptFileException.class, () -> FvecsPackSource.open(file))
                        .getMessage());
    }
}
