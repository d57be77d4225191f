package dev.evodb.lance.io.remote;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server on the loopback interface that serves buckets of objects, as plain HTTP and as S3 in path
/// style, and makes the faults that each bucket's plan asks for.
final class FaultServer implements Closeable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// Decides about each request.
    interface Plan {
        Fault next(Request request);

        /// In `[0, 1)`, for where to cut.
        double random();
    }

    /// A request without a body. `path` is decoded and starts after the bucket; names of headers are in
    /// lower case.
    record Request(String path, Map<String, String> query, Map<String, String> headers) {}

    private static final class Bucket {
        private final Map<String, byte[]> objects;
        private final Plan plan;
        private final int pageKeys;
        private final Set<String> replaced = ConcurrentHashMap.newKeySet();

        private Bucket(Map<String, byte[]> objects, Plan plan, int pageKeys) {
            this.objects = objects;
            this.plan = plan;
            this.pageKeys = pageKeys;
        }
    }

    private record Answer(int status, Map<String, String> headers, byte[] body) {}

    FaultServer() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    void add(String bucket, Map<String, byte[]> objects, Plan plan) {
        add(bucket, objects, plan, 1000);
    }

    /// A listing comes in pages of `pageKeys`.
    void add(String bucket, Map<String, byte[]> objects, Plan plan, int pageKeys) {
        buckets.put(bucket, new Bucket(objects, plan, pageKeys));
    }

    void remove(String bucket) {
        buckets.remove(bucket);
    }

    /// `http://127.0.0.1:port`.
    String url() {
        return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            boolean goesOn = true;
            while (goesOn) {
                List<String> lines = readHead(in);
                goesOn = !lines.isEmpty() && answer(lines, socket, in, out);
            }
        } catch (IOException _) {
            // The client hung up.
        } finally {
            open.remove(socket);
        }
    }

    /// Whether the connection stays in use.
    private boolean answer(List<String> lines, Socket socket, InputStream in, OutputStream out) throws IOException {
        String target = lines.getFirst().split(" ", -1)[1];
        int slash = target.indexOf('/', 1);
        int mark = target.indexOf('?');
        int bucketEnd = slash < 0 ? (mark < 0 ? target.length() : mark) : slash;
        Bucket bucket = buckets.get(target.substring(1, bucketEnd));
        if (bucket == null) {
            write(out, error(404, "NoSuchBucket"), Integer.MAX_VALUE);
            return true;
        }
        String path = mark < 0 ? target.substring(bucketEnd) : target.substring(bucketEnd, mark);
        Request request = new Request(
                decode(path.startsWith("/") ? path.substring(1) : path),
                query(mark < 0 ? "" : target.substring(mark + 1)),
                headers(lines));
        Fault fault = bucket.plan.next(request);
        // Only under a reader that has it open: whoever opens the new state rightly finds nonsense.
        if (fault == Fault.REPLACED && request.headers().containsKey("if-match")) {
            bucket.replaced.add(request.path());
        }
        switch (fault) {
            case RESET -> {
                socket.setSoLinger(true, 0);
                return false;
            }
            case GARBAGE -> {
                out.write("SSH-2.0-nothing here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return false;
            }
            case CUT, STALL -> {
                Answer answer = answer(bucket, request);
                int kept = (int) (bucket.plan.random() * answer.body().length);
                boolean isSilent = fault == Fault.STALL && bucket.plan.random() < 0.5;
                if (!isSilent) {
                    write(out, answer, Math.min(kept, Math.max(0, answer.body().length - 1)));
                }
                // A stall ends when the client hangs up.
                while (fault == Fault.STALL && in.read() >= 0) {}
                return false;
            }
            default -> {
                write(out, spoiled(fault, bucket, request), Integer.MAX_VALUE);
                return true;
            }
        }
    }

    private static Answer spoiled(Fault fault, Bucket bucket, Request request) {
        Answer good = answer(bucket, request);
        boolean isRange = good.status() == 206;
        return switch (fault) {
            case BUSY -> error(503, "SlowDown");
            case TOO_MANY -> error(429, "TooManyRequests");
            case BUSY_RETRY_AFTER -> with(error(503, "SlowDown"), "Retry-After", "2");
            case TOO_MANY_RETRY_AFTER ->
                with(error(429, "TooManyRequests"), "Retry-After", "Sun, 01 Mar 2026 12:00:03 GMT");
            case MISSING -> error(404, "NoSuchKey");
            case SKEW -> with(error(403, "RequestTimeTooSkewed"), "Date", "Sun, 01 Mar 2026 13:00:00 GMT");
            case WRONG_RANGE -> isRange ? shifted(good) : good;
            case SHORT -> isRange ? body(good, Arrays.copyOf(good.body(), good.body().length - 1)) : good;
            case EXTRA -> isRange ? body(good, Arrays.copyOf(good.body(), good.body().length + 1000)) : good;
            case WHOLE -> {
                Map<String, String> plain = new TreeMap<>(request.headers());
                plain.remove("range");
                yield answer(bucket, new Request(request.path(), request.query(), plain));
            }
            default -> good;
        };
    }

    private static Answer shifted(Answer good) {
        String range = good.headers().getOrDefault("Content-Range", "");
        String[] numbers = range.substring("bytes ".length()).split("[-/]", -1);
        long from = Long.parseLong(numbers[0]);
        long last = Long.parseLong(numbers[1]);
        long by = from == 0 ? 1 : -1;
        return with(good, "Content-Range", "bytes " + (from + by) + "-" + (last + by) + "/" + numbers[2]);
    }

    private static Answer answer(Bucket bucket, Request request) {
        if (request.query().containsKey("list-type")) {
            return list(bucket, request.query());
        }
        byte[] object = bucket.objects.get(request.path());
        if (object == null) {
            return error(404, "NoSuchKey");
        }
        boolean isReplaced = bucket.replaced.contains(request.path());
        if (isReplaced) {
            byte[] other = object.clone();
            for (int i = 0; i < other.length; i++) {
                other[i] ^= 0x55;
            }
            object = other;
        }
        String etag = "\"" + Integer.toHexString(Arrays.hashCode(object)) + "\"";
        Map<String, String> headers = new TreeMap<>(Map.of("ETag", etag, "Accept-Ranges", "bytes"));
        String condition = request.headers().get("if-match");
        if (condition != null && !condition.equals(etag) && bucket.plan.random() < 0.8) {
            return error(412, "PreconditionFailed");
        }
        String range = request.headers().getOrDefault("range", "");
        if (!range.startsWith("bytes=")) {
            return new Answer(200, headers, object);
        }
        int dash = range.indexOf('-');
        String first = range.substring("bytes=".length(), dash);
        String last = range.substring(dash + 1);
        int from = first.isEmpty() ? Math.max(0, object.length - Integer.parseInt(last)) : Integer.parseInt(first);
        int to = first.isEmpty() ? object.length : Math.min(object.length, Integer.parseInt(last) + 1);
        if (from >= object.length) {
            return with(error(416, "InvalidRange"), "Content-Range", "bytes */" + object.length);
        }
        headers.put("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + object.length);
        return new Answer(206, headers, Arrays.copyOfRange(object, from, to));
    }

    private static Answer list(Bucket bucket, Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        TreeSet<String> names = new TreeSet<>();
        for (String key : bucket.objects.keySet()) {
            if (key.startsWith(prefix)) {
                int slash = key.indexOf('/', prefix.length());
                names.add(slash < 0 ? key : key.substring(0, slash + 1));
            }
        }
        List<String> rest =
                names.stream().filter(name -> name.compareTo(after) > 0).toList();
        List<String> page = rest.subList(0, Math.min(bucket.pageKeys, rest.size()));
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult><EncodingType>url</EncodingType>");
        for (String name : page) {
            String encoded = UriText.encode(name);
            xml.append(
                    name.endsWith("/")
                            ? "<CommonPrefixes><Prefix>" + encoded + "</Prefix></CommonPrefixes>"
                            : "<Contents><Key>" + encoded + "</Key><ETag>&quot;1&quot;</ETag></Contents>");
        }
        boolean isTruncated = page.size() < rest.size();
        xml.append("<IsTruncated>").append(isTruncated).append("</IsTruncated>");
        if (isTruncated) {
            xml.append("<NextContinuationToken>")
                    .append(page.getLast().replace("&", "&amp;"))
                    .append("</NextContinuationToken>");
        }
        xml.append("</ListBucketResult>");
        return new Answer(200, Map.of(), xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Answer error(int status, String code) {
        String xml = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>";
        return new Answer(status, Map.of("Content-Type", "application/xml"), xml.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer with(Answer answer, String name, String value) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.put(name, value);
        return new Answer(answer.status(), headers, answer.body());
    }

    private static Answer body(Answer answer, byte[] body) {
        return new Answer(answer.status(), answer.headers(), body);
    }

    private static void write(OutputStream out, Answer answer, int mostBytes) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " X\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(answer.body().length).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(answer.body(), 0, Math.min(mostBytes, answer.body().length));
        out.flush();
    }

    private static List<String> readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int c = read(in); c >= 0; c = read(in)) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            String text = line.toString().strip();
            line.setLength(0);
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
        }
        return List.of();
    }

    /// -1 also for a connection that broke.
    private static int read(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketException _) {
            return -1;
        }
    }

    private static Map<String, String> headers(List<String> lines) {
        Map<String, String> headers = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(
                    equals < 0 ? pair : decode(pair.substring(0, equals)),
                    equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
