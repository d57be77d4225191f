package dev.evodb.cli.smoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A zone on the loopback interface: files of a folder with ranges and ETags, and below `/search` a
/// snippet.
public final class FakeEdge implements Closeable {
    private final Path folder;
    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> secrets = new ArrayList<>();
    private Snippet snippet = (_, _) -> new Answer(404, Map.of(), new byte[0]);
    private ObjectFault objectFault = ObjectFault.NONE;

    /// What is sent back.
    public record Answer(int status, Map<String, String> headers, byte[] body) {}

    /// What runs for a `POST`: query string and body.
    @FunctionalInterface
    public interface Snippet {
        Answer answer(String query, byte[] body) throws IOException;
    }

    /// What the objects are served wrongly with.
    public enum ObjectFault {
        NONE,
        RANGE_IGNORED,
        COMPRESSED,
        NO_ETAG,
        NEW_ETAG_EACH_TIME,
        OTHER_BYTES,
        OTHER_LENGTH,
        CUT,
        MISSING
    }

    public FakeEdge(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public URI search() {
        return URI.create("http://" + host() + "/search");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    public synchronized void run(Snippet newSnippet) {
        snippet = newSnippet;
    }

    public synchronized void fault(ObjectFault fault) {
        objectFault = fault;
    }

    /// Answers of the next requests to the snippet, before it runs.
    public synchronized void first(Answer... pages) {
        answers.addAll(List.of(pages));
    }

    /// Authorization headers that anything was asked with.
    public synchronized List<String> secrets() {
        return List.copyOf(secrets);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String secret = exchange.getRequestHeaders().getFirst("Authorization");
            if (secret != null) {
                secrets.add(secret);
            }
            if (exchange.getRequestMethod().equals("POST")) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                Answer answer = answers.isEmpty()
                        ? snippet.answer(exchange.getRequestURI().getQuery(), body)
                        : answers.removeFirst();
                answer.headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, answer.status(), answer.body());
            } else {
                object(
                        exchange,
                        folder.resolve(exchange.getRequestURI().getPath().substring(1)));
            }
        }
    }

    private void object(HttpExchange exchange, Path file) throws IOException {
        if (objectFault == ObjectFault.MISSING || !Files.isRegularFile(file)) {
            send(exchange, 404, "no object\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        String[] range = exchange.getRequestHeaders()
                .getFirst("Range")
                .substring("bytes=".length())
                .split("-", -1);
        int from = Integer.parseInt(range[0]);
        int to = Math.min(Integer.parseInt(range[1]), bytes.length - 1);
        int total = bytes.length + (objectFault == ObjectFault.OTHER_LENGTH ? 1 : 0);
        byte[] part = Arrays.copyOfRange(bytes, from, to + 1);
        if (objectFault == ObjectFault.OTHER_BYTES) {
            part[part.length - 1] ^= 1;
        }
        if (objectFault == ObjectFault.COMPRESSED) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        if (objectFault != ObjectFault.NO_ETAG) {
            String version = objectFault == ObjectFault.NEW_ETAG_EACH_TIME ? "v" + from : "v1";
            exchange.getResponseHeaders().set("ETag", '"' + version + '"');
        }
        exchange.getResponseHeaders().set("Cf-Cache-Status", "HIT");
        switch (objectFault) {
            case RANGE_IGNORED -> send(exchange, 200, bytes);
            case CUT -> {
                exchange.sendResponseHeaders(206, part.length);
                exchange.getResponseBody().write(part, 0, part.length / 2);
                exchange.getResponseBody().flush();
            }
            default -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + total);
                send(exchange, 206, part);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
