package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column.IntColumn;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.type.Field;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scans by many threads, compared with scans by one.
class ParallelScanTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"bigpages-22", "fragments", "deletions", "deletions-stable", "nested-21", "tiny-22", "empty-21"})
    void givesTheSameRowsInTheSameOrder(String fixture) throws IOException {
        ScanRequest request = ScanRequest.ALL.withRowId().batchRows(97);
        assertEquals(text(fixture, request.parallelism(1)), text(fixture, request.parallelism(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bigpages-22", "deletions", "fragments"})
    void givesTheSameRowsThatPassAFilter(String fixture) throws IOException {
        String column = fixture.equals("bigpages-22") ? "i" : "id";
        ScanRequest request = ScanRequest.ALL
                .where(column + " > 13 AND NOT " + column + " IN (20, 40)")
                .batchRows(61);
        assertEquals(text(fixture, request.parallelism(1)), text(fixture, request.parallelism(4)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 61, 5000})
    void keepsOffsetAndLimit(int rows) throws IOException {
        ScanRequest request = ScanRequest.ALL.offset(rows).limit(rows + 7L).batchRows(61);
        assertEquals(text("bigpages-22", request.parallelism(1)), text("bigpages-22", request.parallelism(4)));
        ScanRequest filtered = request.where("i >= 100");
        assertEquals(text("bigpages-22", filtered.parallelism(1)), text("bigpages-22", filtered.parallelism(4)));
    }

    @Test
    void putsSmallPiecesTogether() throws IOException {
        List<Integer> batches = new ArrayList<>();
        try (LanceDataset table = open("fragments", ReadLimits.DEFAULT);
                Scan scan = table.scan(ScanRequest.ALL.batchRows(100).parallelism(3))) {
            while (scan.next()) {
                batches.add(scan.batch().rows());
            }
        }
        assertTrue(batches.size() < 8, () -> "fragments of 7 rows came as batches of " + batches);
        assertEquals(300, batches.stream().mapToInt(Integer::intValue).sum());
    }

    @ParameterizedTest
    @ValueSource(longs = {40_000, 100_000, 300_000})
    void givesEveryRowWithinLittleMemory(long decodedBytes) throws IOException {
        ReadLimits limits = new ReadLimits(decodedBytes, 64L << 20, 64, 16, 32);
        ScanRequest request =
                ScanRequest.ALL.columns("unique_short", "text", "long_n").parallelism(4);
        String expected = text("strings-22", request.parallelism(1));
        StringBuilder found = new StringBuilder();
        try (LanceDataset table = open("strings-22", limits);
                Scan scan = table.scan(request)) {
            append(scan, found);
        }
        assertEquals(expected, found.toString());
    }

    @Test
    void readsNoMoreAheadThanThreadsNeed() throws IOException {
        AtomicInteger made = new AtomicInteger();
        try (LanceDataset table = open("bigpages-22", ReadLimits.DEFAULT);
                BatchScan<Integer> scan =
                        table.scan(ScanRequest.ALL.batchRows(100).parallelism(3), new Counting(made, -1))) {
            assertTrue(scan.next());
            assertTrue(made.get() <= 7, () -> made.get() + " batches were read for the first one");
        }
    }

    @Test
    void givesBackWhatWasReadAhead() throws IOException {
        AtomicInteger held = new AtomicInteger();
        try (LanceDataset table = open("bigpages-22", ReadLimits.DEFAULT)) {
            try (BatchScan<Integer> scan =
                    table.scan(ScanRequest.ALL.batchRows(100).parallelism(3), new Counting(held, -1))) {
                assertTrue(scan.next());
                assertTrue(scan.next());
            }
        }
        assertEquals(2, held.get(), "the two that were taken are the caller's");
    }

    @Test
    void failsWhereTheRowsAreThatFail() throws IOException {
        AtomicInteger held = new AtomicInteger();
        int good = 0;
        try (LanceDataset table = open("bigpages-22", ReadLimits.DEFAULT);
                BatchScan<Integer> scan = table.scan(
                        ScanRequest.ALL.columns("i").batchRows(1000).parallelism(3), new Counting(held, 7000))) {
            while (good < 7) {
                assertTrue(scan.next());
                good++;
            }
            assertEquals(
                    "row 7000",
                    assertThrows(IllegalArgumentException.class, scan::next).getMessage());
            assertEquals(
                    "the scan has failed before",
                    assertThrows(IllegalStateException.class, scan::next).getMessage());
        }
        assertEquals(good, held.get());
    }

    @Test
    void endsWhenItsCallerIsInterrupted() throws IOException {
        try (LanceDataset table = open("bigpages-22", ReadLimits.DEFAULT);
                Scan scan = table.scan(ScanRequest.ALL.batchRows(100).parallelism(2))) {
            assertTrue(scan.next());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, scan::next);
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void endsWithItsThreads() throws IOException, InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (LanceDataset table = open("bigpages-22", ReadLimits.DEFAULT)) {
            Scan scan = table.scan(ScanRequest.ALL.batchRows(100).parallelism(4));
            assertTrue(scan.next());
            scan.close();
            assertFalse(scan.next());
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("evodb-scan") && !before.contains(thread)) {
                assertTrue(thread.join(Duration.ofSeconds(60)), "a thread lives on");
            }
        }
    }

    @Test
    void refusesARowThatExceedsTheLimit() throws IOException {
        ReadLimits limits = new ReadLimits(200, 64L << 20, 64, 16, 32);
        try (LanceDataset table = open("strings-22", limits);
                Scan scan = table.scan(ScanRequest.ALL.columns("long").parallelism(4))) {
            assertThrows(LimitExceededException.class, scan::next);
        }
    }

    @Test
    void refusesNoThreadsAndTooMany() {
        assertEquals(
                "parallelism must be in 1..=256, got 0",
                assertThrows(IllegalArgumentException.class, () -> ScanRequest.ALL.parallelism(0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> ScanRequest.ALL.parallelism(257));
    }

    /// Counts batches that are held, and refuses the one that starts with value `bad` of the first
    /// column.
    private record Counting(AtomicInteger held, long bad) implements BatchFormat<Integer> {
        @Override
        public Integer read(BatchRows rows) throws IOException {
            if (bad >= 0 && rows.column(0) instanceof IntColumn(var _, int[] values) && values[0] == bad) {
                throw new IllegalArgumentException("row " + bad);
            }
            held.incrementAndGet();
            return rows.rows();
        }

        @Override
        public Integer of(RecordBatch batch) {
            held.incrementAndGet();
            return batch.rows();
        }

        @Override
        public void release(Integer batch) {
            held.decrementAndGet();
        }
    }

    private static LanceDataset open(String fixture, ReadLimits limits) throws IOException {
        return LanceDataset.open(Fixture.of(fixture).table(), OpenOptions.DEFAULT.withLimits(limits));
    }

    private static String text(String fixture, ScanRequest request) throws IOException {
        StringBuilder text = new StringBuilder();
        try (LanceDataset table = open(fixture, ReadLimits.DEFAULT);
                Scan scan = table.scan(request)) {
            append(scan, text);
        }
        return text.toString();
    }

    private static void append(Scan scan, StringBuilder text) throws IOException {
        List<Field> fields = scan.fields();
        CanonicalForm form = new CanonicalForm(
                (bytes, from, length) -> text.append(new String(bytes, from, length, StandardCharsets.UTF_8)));
        while (scan.next()) {
            RecordBatch batch = scan.batch();
            for (int row = 0; row < batch.rows(); row++) {
                for (int i = 0; i < fields.size(); i++) {
                    form.append(fields.get(i).type(), batch.columns().get(i), row);
                }
            }
        }
        form.flush();
    }
}
