package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that write an index are killed (SIGKILL) at many points; what is left is always a whole
/// index.
class CrashTest {
    private static final int KILLS = 50;
    private static final IndexKind[] KINDS = {IndexKind.IVF_PQ, IndexKind.IVF_RQ, IndexKind.HNSW};
    private static final int ROWS = 400;
    private static final int DIMS = 8;

    @TempDir
    Path folder;

    /// The writer: builds, appends and deletes without end, and writes a byte whenever something is done.
    /// Rows of build `n` have ids from `1000 n` on.
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            float[] values = ClusteredRows.values(ROWS, DIMS, 3);
            BuildProgress progress = (_, _, _) -> tick();
            for (long build = 0; ; build++) {
                IndexKind kind = KINDS[(int) (build % KINDS.length)];
                AnnSpec spec = AnnSpec.of(kind, Metric.L2, ROWS, DIMS).withThreads(1);
                spec = kind.isGraph() ? spec : spec.withPartitions(8);
                MemoryVectors vectors = new MemoryVectors(values, DIMS);
                long first = 1000 * build;
                AnnIndex.build(folder, new IndexChangesTest.Shifted(vectors, first), spec, progress);
                tick();
                if (!kind.isGraph()) {
                    AnnIndex.append(
                            folder, new IndexChangesTest.Shifted(vectors, first + ROWS), 1, 16L << 20, progress);
                    tick();
                }
                AnnIndex.delete(folder, first, first + 1, first + 2);
                tick();
            }
        }

        private static void tick() {
            System.out.write('.');
            System.out.flush();
        }
    }

    @Test
    void aKilledWriterLeavesAWholeIndex() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(9);
        boolean isThere = false;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = start();
            try (InputStream ticks = writer.getInputStream()) {
                // Within the first build at first, so that there is no old index yet.
                int wanted = kill < 10 ? 1 + kill : 1 + random.nextInt(120);
                for (int i = 0; i < wanted; i++) {
                    assertTrue(ticks.read() >= 0, "the writer ended by itself");
                }
            } finally {
                writer.destroyForcibly().waitFor();
            }
            boolean isWhole = isWholeOrAbsent(kill);
            assertTrue(isWhole || !isThere, "kill " + kill + " left no index where one was");
            isThere = isWhole;
            if (kill < 10) {
                clear();
                isThere = false;
            }
        }
        assertTrue(isThere);
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Whether there is an index, which is searched then.
    private boolean isWholeOrAbsent(int kill) throws IOException {
        if (!AnnIndex.isIndex(folder)) {
            return false;
        }
        float[] values = ClusteredRows.values(ROWS, DIMS, 3);
        try (AnnIndex index = AnnIndex.open(folder)) {
            IndexDescription found = index.describe();
            long rows = found.rows() + found.deletedRows();
            assertTrue(rows == ROWS || rows == 2 * ROWS, "kill " + kill + ": " + found);
            assertEquals(rows / ROWS, found.segments());
            assertTrue(found.deletedRows() == 0 || found.deletedRows() == 3, "kill " + kill + ": " + found);
            float[] query = java.util.Arrays.copyOfRange(values, 77 * DIMS, 78 * DIMS);
            Hits hits = index.search(new SearchRequest(query, (int) found.rows(), 8, 1, RowMask.all()));
            assertEquals(found.rows(), hits.size());
            assertEquals(77, hits.rowIds()[0] % 1000 % ROWS);
        }
        return true;
    }

    private void clear() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
