package dev.evodb.bench.search;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.source.FvecsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Queries a second of wall time with one thread and with more, each with queries of its own, in turns:
/// `ThreadTimes INDEX QUERIES THREADS [NPROBES [REFINE [ROUNDS]]]`. What threads share beyond the machine
/// shows beside as many processes with one thread, started at the same time.
public final class ThreadTimes {
    private static final System.Logger LOG = System.getLogger(ThreadTimes.class.getName());
    private static final int K = 10;
    private static final int WARMUP_ROUNDS = 4;
    private static final long ROUND_NANOS = 1_500_000_000L;

    private final AnnIndex index;
    private final List<SearchRequest> requests;

    private ThreadTimes(AnnIndex index, List<SearchRequest> requests) {
        this.index = index;
        this.requests = requests;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int threads = Integer.parseInt(arguments[2]);
        int nprobes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 64;
        int refine = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 16;
        int rounds = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 5;
        List<SearchRequest> requests = new ArrayList<>();
        for (float[] query : FvecsFile.read(Path.of(arguments[1]))) {
            requests.add(new SearchRequest(query, K, nprobes, refine, RowMask.all()));
        }
        try (AnnIndex index = AnnIndex.open(Path.of(arguments[0]));
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            ThreadTimes times = new ThreadTimes(index, requests);
            for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
                double one = times.rate(pool, 1);
                double all = threads == 1 ? one : times.rate(pool, threads);
                if (round >= 0) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            String.format(
                                    Locale.ROOT, "1: %.0f, %d: %.0f queries/s (%.2fx)", one, threads, all, all / one));
                }
            }
        }
    }

    private double rate(ExecutorService pool, int threads) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Double>> rates = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t * requests.size() / threads;
            rates.add(pool.submit(() -> {
                start.await();
                return rate(first);
            }));
        }
        double sum = 0;
        for (Future<Double> rate : rates) {
            sum += rate.get();
        }
        return sum;
    }

    /// Of this thread, whose queries begin with the `first`.
    private double rate(int first) throws IOException {
        HitBuffer answer = new HitBuffer();
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            index.search(requests.get((int) ((first + count) % requests.size())), answer);
            count++;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }
}
