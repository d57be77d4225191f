package dev.evodb.bench.serve;

import dev.evodb.ann.source.FvecsFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends queries to a server over connections that stay open, each waiting for its answer before the next, and
/// prints how many were answered a second, and how long they took.
///
/// ```
/// ServerLoad http://127.0.0.1:8080 load queries.fvecs [connections=1,8,64] [seconds=10] [k=10] [nprobes=20]
///            [refine=10] [rate=0] [columns=id,title] [path=query]
/// ```
/// With a `rate`, requests start at fixed times, so many a second over all connections, and the time of a request
/// counts from when it was due: waiting behind a slow one counts.
public final class ServerLoad {
    private static final System.Logger LOG = System.getLogger(ServerLoad.class.getName());
    private static final String OK = "200";

    private final URI server;
    private final List<byte[]> requests;
    private final AtomicLong next = new AtomicLong();

    private ServerLoad(URI server, List<byte[]> requests) {
        this.server = server;
        this.requests = requests;
    }

    /// What one connection saw.
    private record Times(long[] nanos, int failures) {}

    /// See the class.
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Map<String, String> options = new HashMap<>();
        for (String option : Arrays.asList(args).subList(3, args.length)) {
            int equal = option.indexOf('=');
            options.put(option.substring(0, equal), option.substring(equal + 1));
        }
        URI server = URI.create(args[0]);
        ServerLoad load = new ServerLoad(server, requests(server, args[1], FvecsFile.read(Path.of(args[2])), options));
        double seconds = Double.parseDouble(options.getOrDefault("seconds", "10"));
        double rate = Double.parseDouble(options.getOrDefault("rate", "0"));
        for (String connections : options.getOrDefault("connections", "1,8,64").split(",", -1)) {
            load.run(Integer.parseInt(connections), seconds, rate);
        }
    }

    private void run(int connections, double seconds, double rate)
            throws IOException, InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Callable<Times>> tasks = new ArrayList<>();
        AtomicLong due = new AtomicLong();
        for (int c = 0; c < connections; c++) {
            tasks.add(() -> connection(start, end, rate, due));
        }
        long[] all = {};
        int failures = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (Future<Times> done : threads.invokeAll(tasks)) {
                int before = all.length;
                Times times = done.get();
                all = Arrays.copyOf(all, before + times.nanos().length);
                System.arraycopy(times.nanos(), 0, all, before, times.nanos().length);
                failures += times.failures();
            }
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        Arrays.sort(all);
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        Locale.ROOT,
                        "connections=%d qps=%.0f p50=%.2fms p90=%.2fms p99=%.2fms max=%.2fms answered=%d failed=%d",
                        connections,
                        all.length / elapsed,
                        percentile(all, 0.50),
                        percentile(all, 0.90),
                        percentile(all, 0.99),
                        percentile(all, 1),
                        all.length,
                        failures));
    }

    private Times connection(long start, long end, double rate, AtomicLong due) throws IOException {
        long[] nanos = new long[1024];
        int count = 0;
        int failures = 0;
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            while (true) {
                long begin = System.nanoTime();
                if (rate > 0) {
                    begin = start + (long) (due.getAndIncrement() * 1e9 / rate);
                    sleepUntil(begin);
                }
                if (begin >= end) {
                    return new Times(Arrays.copyOf(nanos, count), failures);
                }
                out.write(requests.get((int) (next.getAndIncrement() % requests.size())));
                if (!Answers.read(in).equals(OK)) {
                    failures++;
                    continue;
                }
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * count);
                }
                nanos[count++] = System.nanoTime() - begin;
            }
        }
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static List<byte[]> requests(URI server, String table, float[][] vectors, Map<String, String> options) {
        String columns = options.getOrDefault("columns", "");
        List<byte[]> requests = new ArrayList<>();
        for (float[] vector : vectors) {
            StringBuilder body = new StringBuilder("{\"vector\":").append(Arrays.toString(vector));
            body.append(",\"k\":").append(options.getOrDefault("k", "10"));
            body.append(",\"nprobes\":").append(options.getOrDefault("nprobes", "20"));
            body.append(",\"refine_factor\":").append(options.getOrDefault("refine", "10"));
            if (!columns.isEmpty()) {
                body.append(",\"columns\":[\"")
                        .append(columns.replace(",", "\",\""))
                        .append("\"]");
            }
            body.append('}');
            byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
            String head = "POST /v1/table/" + table + "/" + options.getOrDefault("path", "query")
                    + "/ HTTP/1.1\r\nHost: "
                    + server.getAuthority() + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length
                    + "\r\n\r\n";
            byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
            byte[] request = Arrays.copyOf(start, start.length + json.length);
            System.arraycopy(json, 0, request, start.length, json.length);
            requests.add(request);
        }
        return requests;
    }

    private static double percentile(long[] sorted, double part) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))] / 1e6;
    }
}
