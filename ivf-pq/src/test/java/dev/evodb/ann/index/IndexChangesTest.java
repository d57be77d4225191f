package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Building, appending, deleting, and what the folder looks like afterwards.
class IndexChangesTest {
    private static final int DIMS = 8;
    private static final long MEMORY = 16L << 20;

    @TempDir
    Path folder;

    private final float[] values = ClusteredRows.values(900, DIMS, 5);

    @Test
    void theSameSeedGivesTheSameBytesWhateverTheThreadsAndKernels() throws IOException {
        AnnSpec spec =
                spec(IndexKind.IVF_PQ).withStorage(RowStorage.BYTES_AND_FLOATS).withThreads(1);
        AnnIndex.build(folder.resolve("a"), rows(0, 900), spec, BuildProgress.NONE, KernelSet.plain());
        AnnIndex.build(folder.resolve("b"), rows(0, 900), spec.withThreads(3), BuildProgress.NONE);
        assertEquals(-1, Files.mismatch(folder.resolve("a/segment-1.evoann"), folder.resolve("b/segment-1.evoann")));
    }

    @Test
    void partitionsWrittenOneByOneGiveTheSameBytes() throws IOException {
        // 512 dims of 20,000 rows are 40 MiB of floats: three groups within 16 MiB.
        float[] wide = ClusteredRows.values(20_000, 512, 6);
        AnnSpec spec = AnnSpec.of(IndexKind.IVF_FLAT, Metric.L2, 20_000, 512).withPartitions(16);
        AnnIndex.build(folder.resolve("a"), new MemoryVectors(wide, 512), spec, BuildProgress.NONE);
        AnnIndex.build(
                folder.resolve("b"), new MemoryVectors(wide, 512), spec.withMemoryBytes(MEMORY), BuildProgress.NONE);
        assertEquals(-1, Files.mismatch(folder.resolve("a/segment-1.evoann"), folder.resolve("b/segment-1.evoann")));
    }

    @Test
    void appendedRowsAreFound() throws IOException {
        AnnIndex.build(folder, rows(0, 600), spec(IndexKind.IVF_PQ), BuildProgress.NONE);
        AnnIndex.append(folder, rows(600, 900), 2, MEMORY, BuildProgress.NONE);
        try (AnnIndex index = AnnIndex.open(folder)) {
            assertEquals(900, index.rows());
            assertEquals(2, index.describe().segments());
            for (int row : new int[] {0, 599, 600, 899}) {
                assertEquals(row, search(index, row).rowIds()[0]);
            }
        }
    }

    @Test
    void deletedRowsAreNotFoundAndMayComeAgain() throws IOException {
        AnnIndex.build(folder, rows(0, 600), spec(IndexKind.IVF_PQ), BuildProgress.NONE);
        assertEquals(2, AnnIndex.delete(folder, 17, 300, 5_000));
        assertEquals(0, AnnIndex.delete(folder, 17));
        try (AnnIndex index = AnnIndex.open(folder)) {
            assertEquals(598, index.rows());
            assertEquals(0, WordVectors.found(search(index, 17), 17));
            RowMask mask = RowMask.none();
            mask.allow(17);
            mask.allow(18);
            Hits filtered = index.search(new SearchRequest(row(17), 5, 4, 10, mask));
            assertArrayEquals(new long[] {18}, filtered.rowIds());
        }
        AnnIndex.append(folder, rows(17, 18), 1, MEMORY, BuildProgress.NONE);
        AnnIndex.delete(folder, 599);
        try (AnnIndex index = AnnIndex.open(folder)) {
            assertEquals(598, index.rows());
            assertEquals(17, search(index, 17).rowIds()[0]);
            assertEquals(0, WordVectors.found(search(index, 599), 599));
        }
    }

    @Test
    void refusesToAppendARowTwice() throws IOException {
        AnnIndex.build(folder, rows(0, 600), spec(IndexKind.IVF_FLAT), BuildProgress.NONE);
        assertEquals(
                "row 550 is in the index already; delete it first",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> AnnIndex.append(folder, rows(550, 700), 1, MEMORY, BuildProgress.NONE))
                        .getMessage());
    }

    @Test
    void anOpenIndexStaysAsItWas() throws IOException {
        AnnIndex.build(folder, rows(0, 600), spec(IndexKind.IVF_PQ), BuildProgress.NONE);
        try (AnnIndex before = AnnIndex.open(folder)) {
            AnnIndex.build(folder, rows(300, 900), spec(IndexKind.IVF_FLAT), BuildProgress.NONE);
            assertEquals(5, search(before, 5).rowIds()[0]);
        }
        try (AnnIndex after = AnnIndex.open(folder)) {
            assertEquals(IndexKind.IVF_FLAT, after.describe().kind());
            assertEquals(2, after.describe().generation());
        }
        assertEquals(List.of("current.evoann", "segment-2.evoann", "writer.lock"), names());
    }

    @Test
    void whatACrashedWriterLeftIsRemovedByTheNext() throws IOException {
        Files.writeString(folder.resolve("segment-1.evoann.part"), "half");
        Files.writeString(folder.resolve("segment-9.evoann"), "never named");
        Files.writeString(folder.resolve("notes.txt"), "not ours");
        AnnIndex.build(folder, rows(0, 600), spec(IndexKind.IVF_PQ), BuildProgress.NONE);
        assertEquals(List.of("current.evoann", "notes.txt", "segment-1.evoann", "writer.lock"), names());
    }

    @Test
    void aCancelledBuildLeavesTheOldIndex() throws IOException {
        AnnIndex.build(folder, rows(0, 600), spec(IndexKind.IVF_PQ), BuildProgress.NONE);
        BuildProgress cancelled = new BuildProgress() {
            @Override
            public void report(String phase, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThrows(
                java.util.concurrent.CancellationException.class,
                () -> AnnIndex.build(folder, rows(0, 900), spec(IndexKind.IVF_PQ), cancelled));
        assertEquals(List.of("current.evoann", "segment-1.evoann", "writer.lock"), names());
    }

    @Test
    void onlyOneWriterAtATime() throws IOException {
        IndexFolder files = new IndexFolder(folder);
        files.change(() -> assertEquals(
                "index " + folder + " is being written by this process",
                assertThrows(IOException.class, () -> new IndexFolder(folder).change(() -> {}))
                        .getMessage()));
    }

    @Test
    void saysThatThereIsNoIndex() {
        assertFalse(AnnIndex.isIndex(folder));
        assertEquals(
                "no index in " + folder + ": it has no file current.evoann",
                assertThrows(NoSuchFileException.class, () -> AnnIndex.open(folder))
                        .getReason());
    }

    @Test
    void refusesMorePartitionsThanRows() {
        assertEquals(
                "12 partitions need as many rows, the source has 5",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> AnnIndex.build(folder, rows(0, 5), spec(IndexKind.IVF_PQ), BuildProgress.NONE))
                        .getMessage());
    }

    @Test
    void rowIdsMayBeAnyNumbers() throws IOException {
        VectorSource far = new Shifted(rows(0, 600), (7L << 32) - 100);
        AnnIndex.build(folder, far, spec(IndexKind.IVF_PQ), BuildProgress.NONE);
        assertEquals(1, AnnIndex.delete(folder, (7L << 32) - 100 + 3));
        try (AnnIndex index = AnnIndex.open(folder)) {
            RowMask mask = RowMask.none();
            for (long row = 0; row < 600; row++) {
                mask.allow((7L << 32) + row);
            }
            Hits hits = index.search(new SearchRequest(row(120), 3, 4, 10, mask));
            assertEquals((7L << 32) + 20, hits.rowIds()[0]);
            assertTrue(hits.statistics().rowsCompared() > 0);
        }
    }

    private static AnnSpec spec(IndexKind kind) {
        return AnnSpec.of(kind, Metric.L2, 600, DIMS).withPartitions(12);
    }

    private Hits search(AnnIndex index, int row) throws IOException {
        return index.search(new SearchRequest(row(row), 5, 6, 10, RowMask.all()));
    }

    private float[] row(int row) {
        return Arrays.copyOfRange(values, row * DIMS, (row + 1) * DIMS);
    }

    /// Rows `[from, to)` with their numbers as row ids.
    private VectorSource rows(int from, int to) {
        return new Shifted(new MemoryVectors(Arrays.copyOfRange(values, from * DIMS, to * DIMS), DIMS), from);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /// Another source with something added to its row ids.
    record Shifted(VectorSource source, long by) implements VectorSource {
        @Override
        public int dims() {
            return source.dims();
        }

        @Override
        public long rows() {
            return source.rows();
        }

        @Override
        public VectorBlocks open() throws IOException {
            VectorBlocks blocks = source.open();
            return new VectorBlocks() {
                @Override
                public boolean read(VectorBlock block) throws IOException {
                    boolean hasRows = blocks.read(block);
                    for (int i = 0; i < block.rows(); i++) {
                        block.rowIds()[i] += by;
                    }
                    return hasRows;
                }

                @Override
                public void skip(long rows) throws IOException {
                    blocks.skip(rows);
                }

                @Override
                public void close() throws IOException {
                    blocks.close();
                }
            };
        }
    }
}
