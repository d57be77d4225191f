package dev.evodb.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder behind HTTP on the loopback interface: ranges of files, and listings as S3 has them.
final class RangeServer implements Closeable {
    private final Path root;
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    RangeServer(Path root) throws IOException {
        this.root = root;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            String query = exchange.getRequestURI().getQuery();
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1))
                    .normalize();
            if (query != null && query.contains("list-type=2")) {
                send(exchange, 200, list(file, query).getBytes(StandardCharsets.UTF_8));
            } else if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                send(exchange, 404, new byte[0]);
            } else {
                range(exchange, Files.readAllBytes(file));
            }
        }
    }

    private static void range(HttpExchange exchange, byte[] bytes) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length());
        int dash = range.indexOf('-');
        int from = dash == 0
                ? Math.max(0, bytes.length - Integer.parseInt(range.substring(1)))
                : Integer.parseInt(range.substring(0, dash));
        int to = dash == 0 ? bytes.length : Integer.parseInt(range.substring(dash + 1)) + 1;
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
        exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(bytes) + "\"");
        send(exchange, 206, Arrays.copyOfRange(bytes, from, to));
    }

    private static String list(Path bucket, String query) throws IOException {
        String prefix = query.replaceFirst(".*prefix=", "").replaceFirst("&.*", "");
        Path folder = bucket.resolve(prefix);
        if (!Files.isDirectory(folder)) {
            return "<ListBucketResult/>";
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> "<Contents><Key>" + prefix + file.getFileName() + "</Key></Contents>")
                    .collect(Collectors.joining("", "<ListBucketResult>", "</ListBucketResult>"));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
