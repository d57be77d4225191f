package dev.evodb.rivals.lance;

import dev.evodb.ann.source.FvecsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// The queries of the server's load driver through the native library in this process, without a server: how
/// many a second so many threads get answered, and how long each takes.
///
/// `NativeLoad TABLE queries.fvecs [THREADS [SECONDS [NPROBES [REFINE]]]]`, threads as `1,8,64`.
public final class NativeLoad {
    private static final System.Logger LOG = System.getLogger(NativeLoad.class.getName());
    private static final int K = 10;

    private NativeLoad() {}

    /// See the class.
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        float[][] queries = FvecsFile.read(Path.of(args[1]));
        double seconds = args.length > 3 ? Double.parseDouble(args[3]) : 10;
        int nprobes = args.length > 4 ? Integer.parseInt(args[4]) : 20;
        int refine = args.length > 5 ? Integer.parseInt(args[5]) : 10;
        try (NativeTable table = NativeTable.open(Path.of(args[0]))) {
            for (String threads : (args.length > 2 ? args[2] : "1,8,64").split(",", -1)) {
                run(table, queries, Integer.parseInt(threads), seconds, nprobes, refine);
            }
        }
    }

    private static void run(NativeTable table, float[][] queries, int threads, double seconds, int nprobes, int refine)
            throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<long[]> times = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<long[]>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> {
                    long[] nanos = new long[1024];
                    int count = 0;
                    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
                        float[] query = queries[Math.floorMod(next.getAndIncrement(), queries.length)];
                        table.search("vector", query, K, nprobes, refine);
                        if (count == nanos.length) {
                            nanos = Arrays.copyOf(nanos, 2 * count);
                        }
                        nanos[count++] = System.nanoTime() - begin;
                    }
                    return Arrays.copyOf(nanos, count);
                }));
            }
            for (Future<long[]> thread : running) {
                times.add(thread.get());
            }
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        Locale.ROOT,
                        "lance-core %s, threads=%d qps=%.0f p50=%.2fms p99=%.2fms answered=%d",
                        NativeTable.VERSION,
                        threads,
                        all.length / elapsed,
                        all[all.length / 2] / 1e6,
                        all[(int) (all.length * 0.99)] / 1e6,
                        all.length));
    }
}
