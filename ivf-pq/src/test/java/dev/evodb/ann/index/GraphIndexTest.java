package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Building a graph, deleting from it, and what is refused.
class GraphIndexTest {
    private static final int ROWS = 3000;
    private static final int DIMS = 20;

    @TempDir
    Path folder;

    private final float[] values = ClusteredRows.values(ROWS, DIMS, 5);

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void theSameSeedGivesTheSameBytesWhateverTheThreads(int threads) throws IOException {
        AnnIndex.build(folder.resolve("a"), rows(ROWS), spec().withThreads(1), BuildProgress.NONE);
        AnnIndex.build(folder.resolve("b"), rows(ROWS), spec().withThreads(threads), BuildProgress.NONE);
        assertEquals(-1, Files.mismatch(folder.resolve("a/segment-1.evoann"), folder.resolve("b/segment-1.evoann")));
    }

    @Test
    void anotherSeedGivesAnotherGraph() throws IOException {
        AnnIndex.build(folder.resolve("a"), rows(ROWS), spec(), BuildProgress.NONE);
        AnnIndex.build(folder.resolve("b"), rows(ROWS), spec().withSeed(7), BuildProgress.NONE);
        assertTrue(Files.mismatch(folder.resolve("a/segment-1.evoann"), folder.resolve("b/segment-1.evoann")) >= 0);
    }

    @Test
    void floatsWrittenInGroupsGiveTheSameBytes() throws IOException {
        // 512 dims of 12,000 rows are 24 MiB of floats: two groups within 16 MiB.
        float[] wide = ClusteredRows.values(12_000, 512, 6);
        AnnSpec spec =
                AnnSpec.of(IndexKind.HNSW, Metric.L2, 12_000, 512).withLinks(4).withBeam(8);
        AnnIndex.build(folder.resolve("a"), new MemoryVectors(wide, 512), spec, BuildProgress.NONE);
        AnnIndex.build(
                folder.resolve("b"), new MemoryVectors(wide, 512), spec.withMemoryBytes(16L << 20), BuildProgress.NONE);
        assertEquals(-1, Files.mismatch(folder.resolve("a/segment-1.evoann"), folder.resolve("b/segment-1.evoann")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 100})
    void fewRowsAreAllAnswered(int rows) throws IOException {
        AnnIndex.build(folder, rows(rows), spec(), BuildProgress.NONE);
        try (AnnIndex index = AnnIndex.open(folder)) {
            Hits hits = index.search(new SearchRequest(row(0), 200, 1, 1, RowMask.all()));
            assertEquals(rows, hits.size());
            assertEquals(0, hits.rowIds()[0]);
            assertTrue(hits.statistics().isExhausted());
        }
    }

    @Test
    void equalRowsAreAllFound() throws IOException {
        float[] same = new float[2000 * DIMS];
        Arrays.fill(same, 3);
        AnnIndex.build(folder, new MemoryVectors(same, DIMS), spec(), BuildProgress.NONE);
        try (AnnIndex index = AnnIndex.open(folder)) {
            Hits hits = index.search(new SearchRequest(row(0), 500, 1, 1, RowMask.all()));
            assertEquals(500, hits.size());
            assertEquals(1, Arrays.stream(hits.distances()).distinct().count());
        }
    }

    @Test
    void deletedRowsAreNotFound() throws IOException {
        AnnIndex.build(folder, rows(ROWS), spec(), BuildProgress.NONE);
        assertEquals(2, AnnIndex.delete(folder, 17, 300, 5_000));
        assertEquals(0, AnnIndex.delete(folder, 17));
        try (AnnIndex index = AnnIndex.open(folder)) {
            assertEquals(ROWS - 2, index.rows());
            assertEquals(0, WordVectors.found(search(index, 17), 17));
            assertEquals(18, search(index, 18).rowIds()[0]);
            RowMask mask = RowMask.none();
            mask.allow(17);
            mask.allow(18);
            Hits filtered = index.search(new SearchRequest(row(17), 5, 4, 10, mask));
            assertArrayEquals(new long[] {18}, filtered.rowIds());
            assertEquals(
                    ROWS - 2,
                    index.search(new SearchRequest(row(17), ROWS, 1, 1, RowMask.all()))
                            .size());
        }
    }

    @Test
    void refusesToAppend() throws IOException {
        AnnIndex.build(folder, rows(ROWS), spec(), BuildProgress.NONE);
        assertEquals(
                "rows cannot be appended to an hnsw index; build it anew with all rows",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> AnnIndex.append(folder, rows(5), 1, 16L << 20, BuildProgress.NONE))
                        .getMessage());
    }

    @Test
    void anInvertedFileTakesThePlaceOfAGraph() throws IOException {
        AnnIndex.build(folder, rows(ROWS), spec(), BuildProgress.NONE);
        try (AnnIndex before = AnnIndex.open(folder)) {
            AnnIndex.build(
                    folder, rows(ROWS), AnnSpec.of(IndexKind.IVF_FLAT, Metric.L2, ROWS, DIMS), BuildProgress.NONE);
            assertEquals(5, search(before, 5).rowIds()[0]);
        }
        try (AnnIndex after = AnnIndex.open(folder)) {
            assertEquals(IndexKind.IVF_FLAT, after.describe().kind());
        }
    }

    @Test
    void describesItself() throws IOException {
        AnnIndex.build(folder, rows(ROWS), spec(), BuildProgress.NONE);
        try (AnnIndex index = AnnIndex.open(folder)) {
            IndexDescription found = index.describe();
            assertEquals(IndexKind.HNSW, found.kind());
            assertEquals(new GraphShape(16, 60, List.of(3000, 187, 11)), found.graph());
            assertEquals(0, index.loadedBytes());
            search(index, 5);
            assertEquals(found.memoryBytes(), index.loadedBytes() - 64);
        }
    }

    @Test
    void readsNothingOfTheGraphToOpenIt() throws IOException {
        AnnIndex.build(folder, rows(ROWS), spec(), BuildProgress.NONE);
        Path file = folder.resolve("segment-1.evoann");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (AnnIndex index = AnnIndex.open(folder)) {
            assertEquals(ROWS, index.rows());
            assertThrows(dev.evodb.error.CorruptFileException.class, () -> search(index, 5));
        }
    }

    @Test
    void refusesWhatIsNotForGraphs() {
        assertEquals(
                "partitions are for inverted files, must be 1, got 4",
                assertThrows(IllegalArgumentException.class, () -> spec().withPartitions(4))
                        .getMessage());
        assertEquals(
                "links must be in 2..=128, got 1",
                assertThrows(IllegalArgumentException.class, () -> spec().withLinks(1))
                        .getMessage());
        assertEquals(
                "the beam of the build must be in 16..=100000, at least the links, got 15",
                assertThrows(IllegalArgumentException.class, () -> spec().withBeam(15))
                        .getMessage());
        assertEquals(
                "links are for hnsw, must be 0, got 8",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> AnnSpec.of(IndexKind.IVF_PQ, Metric.L2, ROWS, DIMS)
                                        .withLinks(8))
                        .getMessage());
    }

    private static AnnSpec spec() {
        return AnnSpec.of(IndexKind.HNSW, Metric.L2, ROWS, DIMS).withBeam(60);
    }

    private Hits search(AnnIndex index, int row) throws IOException {
        return index.search(new SearchRequest(row(row), 5, 1, 4, RowMask.all()));
    }

    private float[] row(int row) {
        return Arrays.copyOfRange(values, row * DIMS, (row + 1) * DIMS);
    }

    private MemoryVectors rows(int count) {
        return new MemoryVectors(Arrays.copyOf(values, count * DIMS), DIMS);
    }
}
