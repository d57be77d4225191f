package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.CanonicalForm;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.MemoryStore;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.io.FileChangedException;
import dev.evodb.lance.io.StoreException;
import dev.evodb.lance.io.TableStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Whatever a store does wrong, a query answers right, or with an error of the store that says so, and in
/// time.
class FaultyStoreTest {
    private static final int QUERIES = 1000;
    private static final List<String> TABLES =
            List.of("fragments", "deletions", "widevec-21", "random-21", "bigpages-21", "scalar-indices");
    private static final Fault[] FAULTS = Fault.values();

    private final List<Table> tables = new ArrayList<>();
    private final Map<Fault, Integer> injected = new ConcurrentHashMap<>();

    private record Table(String name, Map<String, byte[]> files, List<String> columns) {}

    /// What came of a query.
    private enum Outcome {
        RIGHT,
        REFUSED,
        CHANGED,
        MISSING
    }

    /// Each kind of fault of a seed hits about every tenth request.
    private final class SeededPlan implements FaultServer.Plan {
        private final SplittableRandom random;
        private final List<Fault> kinds = new ArrayList<>();

        private SeededPlan(long seed) {
            random = new SplittableRandom(seed);
            for (Fault fault : FAULTS) {
                if (fault != Fault.NONE && random.nextInt(4) == 0) {
                    kinds.add(fault);
                }
            }
        }

        @Override
        public synchronized Fault next(FaultServer.Request request) {
            for (Fault kind : kinds) {
                // Waiting is what a stall costs, so there are fewer.
                if (random.nextInt(kind == Fault.STALL ? 30 : 10) == 0) {
                    injected.merge(kind, 1, Integer::sum);
                    return kind;
                }
            }
            return Fault.NONE;
        }

        @Override
        public synchronized double random() {
            return random.nextDouble();
        }
    }

    @Test
    void answersRightOrSaysWhatIsWrong() throws Exception {
        for (String name : TABLES) {
            MemoryStore store = MemoryStore.copyOf(Fixture.of(name).table());
            try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
                tables.add(new Table(name, store.files(), table.columnNames()));
            }
        }
        Map<Outcome, Integer> outcomes = new TreeMap<>();
        Transport transport = new HttpTransport();
        try (FaultServer server = new FaultServer();
                ExecutorService threads = Executors.newFixedThreadPool(24)) {
            List<Future<Outcome>> queries = new ArrayList<>();
            for (long seed = 0; seed < QUERIES; seed++) {
                long thisSeed = seed;
                Callable<Outcome> query = () -> query(thisSeed, server, transport);
                queries.add(threads.submit(query));
            }
            for (Future<Outcome> query : queries) {
                outcomes.merge(query.get(), 1, Integer::sum);
            }
        }
        String story = outcomes + ", faults " + injected;
        assertEquals(Outcome.values().length, outcomes.size(), story);
        assertTrue(outcomes.getOrDefault(Outcome.RIGHT, 0) > QUERIES / 3, story);
        for (Fault fault : FAULTS) {
            assertTrue(fault == Fault.NONE || injected.containsKey(fault), fault + " of " + story);
        }
    }

    private Outcome query(long seed, FaultServer server, Transport transport) throws IOException {
        SplittableRandom random = new SplittableRandom(~seed);
        Table table = tables.get(random.nextInt(tables.size()));
        Map<String, byte[]> files = new TreeMap<>();
        table.files().forEach((path, bytes) -> files.put("t/" + path, bytes));
        String bucket = "seed" + seed;
        server.add(bucket, files, new SeededPlan(seed), 3);
        VirtualPacing pacing = new VirtualPacing(seed);
        RetryPolicy policy =
                RetryPolicy.DEFAULT.withRequestTimeout(Duration.ofMillis(200)).withDeadline(Duration.ofSeconds(20));
        RemoteOptions options = RemoteOptions.create()
                .withPacing(pacing)
                .withRetries(policy)
                .withCache(BlockCache.of(random.nextBoolean() ? 8 << 20 : 0));
        RemoteStore store = seed % 2 == 0
                ? HttpFolder.open(server.url() + "/" + bucket + "/t", options, transport)
                : S3Folder.open(
                        "s3://" + bucket + "/t",
                        S3Options.ANONYMOUS
                                .withEndpoint(server.url())
                                .withCredentials(new S3Credentials("id", "secret", "")),
                        options,
                        transport);
        String expected = answer(new MemoryStore(table.files()), table.columns(), random.split());
        SplittableRandom again = new SplittableRandom(~seed);
        again.nextInt(tables.size());
        again.nextBoolean();
        try {
            String found = answer(store, table.columns(), again.split());
            assertEquals(expected, found, "seed " + seed + ", table " + table.name());
            return Outcome.RIGHT;
        } catch (StoreException _) {
            return Outcome.REFUSED;
        } catch (FileChangedException _) {
            return Outcome.CHANGED;
        } catch (NoSuchFileException _) {
            return Outcome.MISSING;
        } catch (UnsupportedFeatureException e) {
            // Without a listing and without the hint, nobody knows the newest version.
            assertEquals("newest version", e.feature(), "seed " + seed);
            return Outcome.MISSING;
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", table " + table.name(), e);
        } finally {
            server.remove(bucket);
            // Calls are one after another here, and each has a deadline of its own.
            RequestStats stats = store.stats();
            Duration calls = policy.deadline().multipliedBy(Math.max(1, stats.requests()));
            assertTrue(pacing.elapsed().compareTo(calls) <= 0, "seed " + seed + " took " + pacing.elapsed());
            assertTrue(stats.retries() <= 10 + stats.requests() / 10, "seed " + seed + ": " + stats);
            assertTrue(
                    pacing.pauses().stream().allMatch(pause -> pause.compareTo(policy.deadline()) < 0), "seed " + seed);
        }
    }

    /// Opens the table and reads some of it: rows at random places, a short scan, or all of it.
    private static String answer(TableStore store, List<String> names, SplittableRandom random) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        CanonicalForm form = new CanonicalForm(text::write);
        try (LanceDataset table = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            long rows = table.countRows();
            switch (random.nextInt(3)) {
                case 0 -> {
                    long[] wanted = random.longs(1 + random.nextInt(5), 0, rows).toArray();
                    append(form, table.take(names, wanted));
                }
                case 1 ->
                    scan(
                            form,
                            table,
                            ScanRequest.ALL.offset(random.nextLong(rows)).limit(10));
                default -> scan(form, table, ScanRequest.ALL.columns(names.get(random.nextInt(names.size()))));
            }
        }
        form.flush();
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void scan(CanonicalForm form, LanceDataset table, ScanRequest request) throws IOException {
        try (Scan scan = table.scan(request)) {
            while (scan.next()) {
                append(form, scan.batch());
            }
        }
    }

    private static void append(CanonicalForm form, RecordBatch batch) {
        for (int i = 0; i < batch.columns().size(); i++) {
            form.appendLines(batch.fields().get(i).type(), batch.columns().get(i));
        }
    }
}
