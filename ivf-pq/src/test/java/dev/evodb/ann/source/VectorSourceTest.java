package dev.evodb.ann.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.TestVectors;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.LanceDataset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorSourceTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));

    @TempDir
    private Path folder;

    private Path fvecs(float[] values, int dims) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length / dims * (4 + 4 * dims)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            if (i % dims == 0) {
                bytes.putInt(dims);
            }
            bytes.putFloat(values[i]);
        }
        return Files.write(folder.resolve("a.fvecs"), bytes.array());
    }

    private static float[] all(VectorSource source, int blockRows) throws IOException {
        float[] values = new float[(int) source.rows() * source.dims()];
        VectorBlock block = new VectorBlock(blockRows, source.dims());
        try (VectorBlocks blocks = source.open()) {
            int at = 0;
            while (blocks.read(block)) {
                assertEquals(at, block.firstOrdinal() * source.dims());
                System.arraycopy(block.values(), 0, values, at, block.rows() * source.dims());
                at += block.rows() * source.dims();
            }
            assertEquals(values.length, at);
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void readsAFileAsItReadsMemory(int blockRows) throws IOException {
        float[] values = TestVectors.gaussian(123, 700, 1);
        assertArrayEquals(values, all(FvecsFile.open(fvecs(values, 700)), blockRows));
        assertArrayEquals(values, all(new MemoryVectors(values, 700), blockRows));
    }

    @Test
    void readsAFileWhole() throws IOException {
        float[] values = TestVectors.gaussian(3, 5, 1);
        float[][] rows = FvecsFile.read(fvecs(values, 5));
        assertEquals(3, rows.length);
        assertArrayEquals(Arrays.copyOfRange(values, 5, 10), rows[1]);
    }

    @Test
    void canBeReadSeveralTimes() throws IOException {
        FvecsFile file = FvecsFile.open(fvecs(TestVectors.gaussian(20, 3, 1), 3));
        assertArrayEquals(all(file, 4), all(file, 5));
    }

    @Test
    void skipsRows() throws IOException {
        float[] values = TestVectors.gaussian(2000, 100, 1);
        for (VectorSource source : new VectorSource[] {
            new MemoryVectors(values, 100),
            FvecsFile.open(fvecs(values, 100)),
            new UnitVectors(FvecsFile.open(fvecs(values, 100)))
        }) {
            VectorBlock block = new VectorBlock(1, 100);
            try (VectorBlocks blocks = source.open()) {
                long expected = 0;
                for (int step : new int[] {0, 3, 700, 0, 1200}) {
                    blocks.skip(step);
                    expected += step;
                    assertTrue(blocks.read(block));
                    assertEquals(expected, block.firstOrdinal());
                    assertEquals(expected, block.rowIds()[0]);
                    expected++;
                }
                blocks.skip(1000);
                assertFalse(blocks.read(block));
                assertEquals(0, block.rows());
            }
        }
    }

    @Test
    void drawsTheSameSampleFromFileAndMemory() throws IOException {
        float[] values = TestVectors.gaussian(500, 4, 1);
        float[] sample = new MemoryVectors(values, 4).sample(50, 9);
        assertEquals(200, sample.length);
        assertArrayEquals(sample, FvecsFile.open(fvecs(values, 4)).sample(50, 9));
        assertFalse(Arrays.equals(sample, new MemoryVectors(values, 4).sample(50, 10)));
        assertArrayEquals(values, new MemoryVectors(values, 4).sample(501, 9));
    }

    @Test
    void drawsEveryRowEquallyOften() throws IOException {
        int[] drawn = new int[40];
        float[] values = new float[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        for (int seed = 0; seed < 4000; seed++) {
            for (float value : new MemoryVectors(values, 1).sample(10, seed)) {
                drawn[(int) value]++;
            }
        }
        for (int count : drawn) {
            assertEquals(1000, count, 150);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void handsEveryRowToOneThread(int threads) throws IOException {
        float[] values = TestVectors.gaussian(1000, 3, 1);
        AtomicLongArray seen = new AtomicLongArray(1000);
        try (Workers workers = new Workers(threads, BuildProgress.NONE)) {
            new MemoryVectors(values, 3).forEachBlock(workers, 64, block -> {
                assertEquals(0, block.firstOrdinal() % 64);
                for (int i = 0; i < block.rows(); i++) {
                    seen.incrementAndGet((int) block.rowIds()[i]);
                }
            });
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals(1, seen.get(i));
        }
    }

    @Test
    void bringsRowsToLengthOne() throws IOException {
        float[] found = all(new UnitVectors(new MemoryVectors(new float[] {3, 4, 0, 0, 0, -2}, 2)), 2);
        assertArrayEquals(new float[] {0.6f, 0.8f, 0, 0, 0, -1}, found);
    }

    @Test
    void rejectsNanInMemory() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new MemoryVectors(new float[] {1, 2, 3, Float.NaN}, 2));
        assertEquals("row 1 has the value NaN in place 1, values must be finite", e.getMessage());
    }

    @Test
    void rejectsInfinityInAFile() throws IOException {
        FvecsFile file = FvecsFile.open(fvecs(new float[] {1, 2, 3, Float.NEGATIVE_INFINITY}, 2));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> all(file, 10));
        assertEquals(
                "row 1 has the value -Infinity in place 1, values must be finite (file=a.fvecs, offset=20)",
                e.getMessage());
    }

    @Test
    void rejectsRowsOfOtherDims() throws IOException {
        Path path = fvecs(new float[8], 2);
        byte[] bytes = Files.readAllBytes(path);
        bytes[24] = 3;
        FvecsFile file = FvecsFile.open(Files.write(path, bytes));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> all(file, 10));
        assertEquals("row 2 has 3 dims, the rows before it have 2 (file=a.fvecs, offset=24)", e.getMessage());
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] bytes = Files.readAllBytes(fvecs(new float[8], 2));
        for (int length = 0; length < bytes.length; length++) {
            Path path = Files.write(folder.resolve("a.fvecs"), Arrays.copyOf(bytes, length));
            if (length > 0 && length % 12 == 0) {
                assertEquals(length / 12, FvecsFile.open(path).rows());
            } else {
                assertThrows(CorruptFileException.class, () -> FvecsFile.open(path));
            }
        }
    }

    @Test
    void saysWhereAFileIsCutOff() throws IOException {
        byte[] bytes = Files.readAllBytes(fvecs(new float[4], 2));
        Path path = Files.write(folder.resolve("a.fvecs"), Arrays.copyOf(bytes, 15));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> FvecsFile.open(path));
        assertEquals(
                "file length 15 is not a whole number of rows of 12 bytes (file=a.fvecs, offset=12)", e.getMessage());
    }

    @Test
    void rejectsDimsOutOfRange() throws IOException {
        byte[] bytes = {-1, -1, -1, -1};
        Path path = Files.write(folder.resolve("a.fvecs"), bytes);
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> FvecsFile.open(path));
        assertEquals("first row has -1 values, must be in 1..=65536 (file=a.fvecs, offset=0)", e.getMessage());
    }

    @Test
    void noticesAFileThatShrank() throws IOException {
        Path path = fvecs(new float[8], 2);
        FvecsFile file = FvecsFile.open(path);
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 30));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> all(file, 10));
        assertEquals("file ends within its rows, it was longer before (file=a.fvecs, offset=30)", e.getMessage());
    }

    @Test
    void readsOrdinals() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(2).putInt(7).putInt(8).putInt(2).putInt(9).putInt(-1);
        Path path = Files.write(folder.resolve("a.ivecs"), bytes.array());
        assertArrayEquals(new int[][] {{7, 8}, {9, -1}}, IvecsFile.read(path));
        Path odd = Files.write(path, bytes.putInt(12, 3).array());
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> IvecsFile.read(odd));
        assertEquals("row 1 has 3 values, the rows before it have 2 (file=a.ivecs, offset=12)", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ivf-pq8-l2", "ivf-pq8-l2-f16", "ivf-pq8-l2-f64", "ivf-pq8-l2-life"})
    void readsAColumnOfATable(String fixture) throws IOException {
        try (LanceDataset table = LanceDataset.open(FIXTURES.resolve(fixture).resolve("data.lance"))) {
            LanceVectors source = LanceVectors.open(table, "vec");
            assertEquals(table.countRows("vec IS NOT NULL"), source.rows());
            assertArrayEquals(all(source, 33), all(source, 1000));
        }
    }

    @Test
    void leavesOutNullVectors() throws IOException {
        try (LanceDataset table =
                LanceDataset.open(FIXTURES.resolve("ivf-sq-l2").resolve("data.lance"))) {
            LanceVectors source = LanceVectors.open(table, "vec");
            assertEquals(1200, table.countRows());
            assertEquals(table.countRows("vec IS NOT NULL"), source.rows());
            VectorBlock block = new VectorBlock(1200, source.dims());
            try (VectorBlocks blocks = source.open()) {
                assertTrue(blocks.read(block));
            }
            assertEquals(1179, block.rows());
            // Row ids are those of the table, with gaps where vectors are null.
            assertTrue(block.rowIds()[1178] > 1178);
        }
    }

    @Test
    void leavesOutVectorsThatAreNotFinite() throws IOException {
        try (LanceDataset table =
                LanceDataset.open(FIXTURES.resolve("nested-20").resolve("data.lance"))) {
            LanceVectors source = LanceVectors.open(table, "fsl_f32");
            assertEquals(904, table.countRows("fsl_f32 IS NOT NULL"));
            assertEquals(605, source.rows());
            assertEquals(-1, Finite.firstOther(all(source, 100), 0, 605 * source.dims()));
        }
    }
}
