package dev.evodb.rivals.driver;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.VectorIndex;
import dev.evodb.ann.index.AnnIndex;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Single queries, batches of 100 and two threads over one of our indices, in turns: prints `NAME
/// QUERIES_PER_SECOND` of wall time, medians. Arguments are those of a [DriverRequest] with one setting.
public final class ScalingDriver {
    private static final int BATCH = 100;
    private static final int TURNS = 7;

    private final VectorIndex index;
    private final List<SearchRequest> requests;

    private ScalingDriver(VectorIndex index, List<SearchRequest> requests) {
        this.index = index;
        this.requests = requests;
    }

    /// Ends with an exception if batches do not answer what single queries do.
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        DriverRequest request = DriverRequest.parse(Arrays.asList(arguments));
        String setting = request.settings().getFirst();
        List<SearchRequest> requests = new ArrayList<>();
        for (float[] query : Rows.read(request.query(), request.queries())) {
            requests.add(new SearchRequest(
                    query, request.k(), DriverRequest.part(setting, 0), DriverRequest.part(setting, 1), RowMask.all()));
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (VectorIndex index = AnnIndex.open(request.cache());
                ExecutorService pool = Executors.newFixedThreadPool(2)) {
            ScalingDriver driver = new ScalingDriver(index, requests);
            driver.gate();
            for (Map.Entry<String, double[]> entry :
                    driver.measure(pool, request.warmup()).entrySet()) {
                double[] rates = entry.getValue();
                Arrays.sort(rates);
                out.println(String.format(Locale.ROOT, "%s %.3f", entry.getKey(), rates[rates.length / 2]));
            }
        }
    }

    private void gate() throws IOException {
        List<Hits> together = batches();
        for (int q = 0; q < requests.size(); q++) {
            Hits single = index.search(requests.get(q));
            if (!Arrays.equals(single.rowIds(), together.get(q).rowIds())) {
                throw new IllegalStateException("query " + q + " finds " + Arrays.toString(single.rowIds())
                        + " alone, but " + Arrays.toString(together.get(q).rowIds()) + " in a batch");
            }
        }
    }

    private Map<String, double[]> measure(ExecutorService pool, double warmup)
            throws IOException, InterruptedException, ExecutionException {
        Map<String, double[]> rates = new LinkedHashMap<>();
        for (String name : List.of("single", "batch-of-" + BATCH, "two-threads")) {
            rates.put(name, new double[TURNS]);
        }
        long end = System.nanoTime() + (long) (warmup * 1e9);
        while (System.nanoTime() < end) {
            singles();
            batches();
        }
        for (int turn = 0; turn < TURNS; turn++) {
            long start = System.nanoTime();
            singles();
            long alone = System.nanoTime();
            batches();
            long batched = System.nanoTime();
            List<Future<?>> both = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                both.add(pool.submit(() -> {
                    singles();
                    return null;
                }));
            }
            for (Future<?> one : both) {
                one.get();
            }
            long shared = System.nanoTime();
            long[] nanos = {alone - start, batched - alone, (shared - batched) / 2};
            int i = 0;
            for (double[] rate : rates.values()) {
                rate[turn] = requests.size() * 1e9 / nanos[i++];
            }
        }
        return rates;
    }

    private void singles() throws IOException {
        for (SearchRequest request : requests) {
            index.search(request);
        }
    }

    private List<Hits> batches() throws IOException {
        List<Hits> answers = new ArrayList<>(requests.size());
        for (int from = 0; from < requests.size(); from += BATCH) {
            answers.addAll(index.searchAll(requests.subList(from, Math.min(from + BATCH, requests.size()))));
        }
        return answers;
    }
}
