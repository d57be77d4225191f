package dev.evodb.bench.serve;

import dev.evodb.ann.source.FvecsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A server for a long time at a steady rate, one request in twenty of them a bad one: broken JSON, wrong
/// vectors, huge numbers, bad paths and filters, broken framing, clients that leave, clients that are slow. Prints
/// a line of figures from the server's own metrics each half minute, and at the end the statuses.
///
/// `ServerSoak http://127.0.0.1:8080 TABLE queries.fvecs RATE MINUTES [SEED]`
public final class ServerSoak {
    private static final System.Logger LOG = System.getLogger(ServerSoak.class.getName());
    private static final int CONNECTIONS = 16;
    private static final int ABUSE_PERCENT = 5;
    private static final long LOOK_NANOS = 30_000_000_000L;

    private final URI server;
    private final String table;
    private final float[][] vectors;
    private final ConcurrentMap<String, AtomicLong> statuses = new ConcurrentHashMap<>();
    private final AtomicLong due = new AtomicLong();
    private final long start = System.nanoTime();

    private ServerSoak(URI server, String table, float[][] vectors) {
        this.server = server;
        this.table = table;
        this.vectors = vectors;
    }

    /// See the class.
    public static void main(String[] args) throws IOException, InterruptedException {
        ServerSoak soak = new ServerSoak(URI.create(args[0]), args[1], FvecsFile.read(Path.of(args[2])));
        long seed = args.length > 5 ? Long.parseLong(args[5]) : 1;
        soak.run(Double.parseDouble(args[3]), Double.parseDouble(args[4]), seed);
    }

    private void run(double rate, double minutes, long seed) throws IOException, InterruptedException {
        long end = start + (long) (minutes * 60e9);
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < CONNECTIONS; c++) {
            Random random = new Random(seed * CONNECTIONS + c);
            threads.add(Thread.ofPlatform().start(() -> connection(rate, end, random)));
        }
        for (long next = start + LOOK_NANOS; next < end; next += LOOK_NANOS) {
            sleepUntil(next);
            LOG.log(System.Logger.Level.INFO, figures());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        LOG.log(System.Logger.Level.INFO, figures());
        Map<String, AtomicLong> sorted = new TreeMap<>(statuses);
        LOG.log(System.Logger.Level.INFO, "answers: " + sorted);
    }

    private void connection(double rate, long end, Random random) {
        Socket socket = null;
        while (true) {
            long begin = start + (long) (due.getAndIncrement() * 1e9 / rate);
            if (begin >= end) {
                return;
            }
            sleepUntil(begin);
            try {
                if (random.nextInt(100) < ABUSE_PERCENT) {
                    abuse(random);
                    continue;
                }
                if (socket == null) {
                    socket = connect();
                }
                count("good " + send(socket, good(random)));
            } catch (IOException e) {
                count("good, connection lost");
                socket = null;
            }
        }
    }

    private byte[] good(Random random) {
        String vector = Arrays.toString(vectors[random.nextInt(vectors.length)]);
        return post("query/", "{\"vector\":" + vector + ",\"k\":10,\"nprobes\":20,\"refine_factor\":10}");
    }

    /// One bad request on a connection of its own. What matters is how it is answered, and that others are.
    private void abuse(Random random) {
        String kind = "bad";
        try (Socket socket = connect()) {
            int choice = random.nextInt(14);
            kind = "bad " + choice;
            byte[] request = switch (choice) {
                case 0 -> post("query", "{\"vector\":[1,2,3");
                case 1 -> post("query", "{\"vector\":[1,2,3]}");
                case 2 -> post("query", "{\"vector\":[],\"k\":9223372036854775807,\"offset\":99999}");
                case 3 -> post("query", "{\"vector\":[1e999],\"k\":1}");
                case 4 -> post("query", "[".repeat(5000));
                case 5 -> post("query", "{\"filter\":\"" + "(".repeat(5000) + "\",\"vector\":[]}");
                case 6 -> post("../../etc/passwd", "{}");
                case 7 -> post("count_rows", "{\"predicate\":\"regexp_match(title, '(a+)+$')\"}");
                case 8 -> lines('\n', "GET / HTTP/1.1", "Host: x", "", "");
                case 9 ->
                    lines(
                            '\r',
                            "POST /v1/table/x/query HTTP/1.1",
                            "Host: localhost",
                            "Content-Length: 5",
                            "Transfer-Encoding: chunked",
                            "",
                            "0",
                            "",
                            "");
                case 10 -> randomBytes(random);
                case 11 -> post("insert", "x".repeat(100_000));
                case 12 -> post("describe", "{\"version\":123456789}");
                default -> good(random);
            };
            if (choice == 13) {
                // Goes away without reading the answer.
                socket.getOutputStream().write(request);
                count("bad, left");
                return;
            }
            count(kind + " " + send(socket, request));
        } catch (SocketTimeoutException e) {
            count(kind + " no answer in time");
        } catch (IOException e) {
            count(kind + " closed");
        }
    }

    /// Lines that end in a line feed alone, or in both.
    private static byte[] lines(char end, String... lines) {
        return String.join(end == '\n' ? "\n" : "\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(2000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] post(String operation, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST /v1/table/" + table + "/" + operation + " HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(70_000);
        return socket;
    }

    private static String send(Socket socket, byte[] request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request);
        return Answers.read(socket.getInputStream());
    }

    private void count(String what) {
        statuses.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
    }

    /// Heap after collection, threads and requests, as the server tells them.
    private String figures() throws IOException {
        double heap = 0;
        double live = 0;
        double threads = 0;
        double answered = 0;
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.lastIndexOf(' ');
                if (line.startsWith("jvm_memory_used_bytes{area=\"heap\"")) {
                    heap += Double.parseDouble(line.substring(space + 1));
                } else if (line.startsWith("jvm_gc_live_data_size_bytes ")) {
                    live = Double.parseDouble(line.substring(space + 1));
                } else if (line.startsWith("jvm_threads_live_threads ")) {
                    threads = Double.parseDouble(line.substring(space + 1));
                } else if (line.startsWith("evodb_requests_seconds_count{")) {
                    answered += Double.parseDouble(line.substring(space + 1));
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "%.0f s: heap=%.0f MB live=%.0f MB threads=%.0f requests=%.0f",
                (System.nanoTime() - start) / 1e9,
                heap / 1e6,
                live / 1e6,
                threads,
                answered);
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
