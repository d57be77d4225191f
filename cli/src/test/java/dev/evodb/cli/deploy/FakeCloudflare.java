package dev.evodb.cli.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cloudflare's Snippets API as its documentation describes it, on the loopback interface. Stricter than
/// any server has to be about what it is sent, and faulty where a test wants it to be.
public final class FakeCloudflare implements Closeable {
    public static final String TOKEN = "secret-of-the-test";
    public static final String ZONE = "0123456789abcdef0123456789abcdef";
    private static final Pattern PATH =
            Pattern.compile("/client/v4/zones/([0-9a-f]{32})/snippets/([a-z0-9_]+)(/content)?");
    private static final Pattern HEAD = Pattern.compile("Content-Disposition: form-data; name=\"([a-z]+)\""
            + "(?:; filename=\"([^\"]+)\")?\r\nContent-Type: ([^\r\n]+)\r\n\r\n");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final Map<String, ArrayNode> rules = new HashMap<>();
    private final Map<String, Map<String, byte[]>> modules = new LinkedHashMap<>();
    private final Map<String, String> mainModules = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private int writes;

    /// Stands in front of an answer. Answers whether it has sent one.
    @FunctionalInterface
    public interface Fault {
        boolean handle(HttpExchange exchange) throws IOException;
    }

    /// What the API says no with.
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final int code;

        Refusal(int status, int code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    public FakeCloudflare() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/client/v4";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// Method and last parts of the path of each request, in order.
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /// The module `file` of a snippet, as it was uploaded.
    public synchronized String module(String zone, String snippet, String file) {
        Map<String, byte[]> files = modules.getOrDefault(zone + "/" + snippet, Map.of());
        return new String(files.getOrDefault(file, new byte[0]), StandardCharsets.UTF_8);
    }

    public synchronized JsonNode rules(String zone) {
        return rules.getOrDefault(zone, JSON.createArrayNode()).deepCopy();
    }

    /// Puts a snippet there that somebody else uploaded, and its rule.
    public synchronized void foreign(String zone, String rule) throws IOException {
        JsonNode node = JSON.readTree(rule);
        modules.put(zone + "/" + node.path("snippet_name").asText(), Map.of("x.js", new byte[0]));
        rules.computeIfAbsent(zone, _ -> JSON.createArrayNode()).add(node);
    }

    /// Lets the next requests `METHOD name` (such as `PUT snippet_rules`) meet these faults, one each.
    public synchronized void fault(String request, Fault... each) {
        faults.computeIfAbsent(request, _ -> new ArrayDeque<>()).addAll(List.of(each));
    }

    /// Answers with `status`, headers `name, value, …` and `body`.
    public static Fault status(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            send(exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    /// Announces more bytes than it sends.
    public static Fault cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
            return true;
        };
    }

    /// Sends `bytes` blanks, as long as somebody takes them.
    public static Fault huge(long bytes) {
        return exchange -> {
            exchange.sendResponseHeaders(200, bytes);
            byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            try (OutputStream out = exchange.getResponseBody()) {
                for (long sent = 0; sent < bytes; sent += blanks.length) {
                    out.write(blanks);
                }
            } catch (IOException _) {
                // The client hung up, as it should.
            }
            return true;
        };
    }

    /// Does something and answers as ever.
    public static Fault before(Runnable something) {
        return _ -> {
            something.run();
            return false;
        };
    }

    /// Writes the rules of a request, and hangs up instead of answering.
    public Fault writtenButUnanswered() {
        return exchange -> {
            writeRules(ZONE, exchange);
            exchange.close();
            return true;
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        boolean isKnown = path.matches();
        String name = isKnown ? path.group(2) + (path.group(3) == null ? "" : path.group(3)) : "?";
        String request = exchange.getRequestMethod() + " " + name;
        Fault fault;
        synchronized (this) {
            log.add(request);
            Deque<Fault> waiting = faults.getOrDefault(request, new ArrayDeque<>());
            fault = waiting.isEmpty() ? _ -> false : waiting.removeFirst();
        }
        try (exchange) {
            if (fault.handle(exchange)) {
                return;
            }
            try {
                authorize(exchange);
                if (!isKnown) {
                    throw new Refusal(404, 7003, "Could not route to " + exchange.getRequestURI());
                }
                route(exchange, request, path.group(1), path.group(2), path.group(3) != null);
            } catch (Refusal e) {
                ObjectNode body = JSON.createObjectNode().put("success", false);
                body.putArray("errors").addObject().put("code", e.code).put("message", e.getMessage());
                body.putArray("messages");
                body.putNull("result");
                send(exchange, e.status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void authorize(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            throw new Refusal(401, 10001, "Unable to authenticate request");
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            throw new Refusal(403, 10000, "Authentication error");
        }
    }

    private synchronized void route(HttpExchange exchange, String request, String zone, String name, boolean isContent)
            throws IOException {
        if (request.equals("GET snippet_rules")) {
            sendResult(exchange, rules(zone));
        } else if (request.equals("PUT snippet_rules")) {
            sendResult(exchange, writeRules(zone, exchange));
        } else if (request.startsWith("PUT ") && !isContent) {
            upload(exchange, zone + "/" + name);
            sendResult(exchange, JSON.createObjectNode().put("snippet_name", name));
        } else if (request.startsWith("GET ") && isContent) {
            sendContent(exchange, zone + "/" + name);
        } else {
            throw new Refusal(405, 10405, "Method not allowed");
        }
    }

    private synchronized JsonNode writeRules(String zone, HttpExchange exchange) throws IOException {
        require("application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")), "content type");
        JsonNode wanted =
                JSON.readTree(exchange.getRequestBody().readAllBytes()).path("rules");
        require(wanted.isArray(), "rules");
        ArrayNode written = JSON.createArrayNode();
        writes++;
        for (JsonNode rule : wanted) {
            require(!rule.path("expression").asText().isBlank(), "expression");
            require(modules.containsKey(zone + "/" + rule.path("snippet_name").asText()), "no such snippet");
            ObjectNode kept = rule.deepCopy();
            if (!kept.has("id")) {
                kept.put("id", "rule-" + writes + "-" + written.size());
            }
            kept.put("last_updated", "2026-11-21T00:00:0" + writes % 10 + "Z");
            written.add(kept);
        }
        rules.put(zone, written);
        return written;
    }

    private void upload(HttpExchange exchange, String key) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        Matcher boundary = Pattern.compile("multipart/form-data; boundary=([0-9A-Za-z-]{1,70})")
                .matcher(type);
        require(boundary.matches(), "content type " + type);
        Map<String, byte[]> files = new LinkedHashMap<>();
        String main = "";
        for (Field field : fields(exchange.getRequestBody().readAllBytes(), boundary.group(1))) {
            if (field.name().equals("metadata")) {
                require(field.type().equals("application/json") && field.file() == null, "metadata part");
                main = JSON.readTree(field.content()).path("main_module").asText();
            } else {
                require(field.name().equals("files") && field.file() != null, "part " + field.name());
                require(field.type().equals("application/javascript+module"), "module type " + field.type());
                files.put(field.file(), field.content());
            }
        }
        require(files.containsKey(main), "main_module " + main + " is not among " + files.keySet());
        modules.put(key, files);
        mainModules.put(key, main);
    }

    private record Field(String name, @Nullable String file, String type, byte[] content) {}

    /// An own reading of RFC 2046 and 7578 that forgives nothing.
    private static List<Field> fields(byte[] body, String boundary) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        require(text.startsWith("--" + boundary + "\r\n"), "body does not start with the boundary");
        require(text.endsWith("\r\n--" + boundary + "--\r\n"), "body does not end with the last boundary");
        String inner = text.substring(boundary.length() + 4, text.length() - boundary.length() - 8);
        List<Field> fields = new ArrayList<>();
        for (String part : inner.split(Pattern.quote("\r\n--" + boundary + "\r\n"), -1)) {
            require(!part.contains(boundary), "boundary inside of a part");
            Matcher head = HEAD.matcher(part);
            require(head.lookingAt(), "head of a part");
            fields.add(new Field(
                    head.group(1),
                    head.group(2),
                    head.group(3),
                    part.substring(head.end()).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return fields;
    }

    private void sendContent(HttpExchange exchange, String key) throws IOException {
        require("multipart/form-data".equals(exchange.getRequestHeaders().getFirst("Accept")), "accept");
        if (!modules.containsKey(key)) {
            throw new Refusal(404, 1002, "snippet not found");
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : modules.get(key).entrySet()) {
            body.writeBytes(("--x7y\r\ncontent-disposition: form-data; name=\"files\"; filename=\"" + file.getKey()
                            + "\"\r\ncontent-type: application/javascript+module\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(file.getValue());
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes("--x7y--".getBytes(StandardCharsets.US_ASCII));
        exchange.getResponseHeaders().set("Cf-Entrypoint", mainModules.getOrDefault(key, "x.js"));
        send(exchange, 200, "multipart/form-data; boundary=\"x7y\"", body.toByteArray());
    }

    /// A content with other bytes than were uploaded.
    public static Fault otherContent(String module) {
        return exchange -> {
            String body = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"main.js\"\r\n\r\n" + module
                    + "\r\n--b--\r\n";
            send(exchange, 200, "multipart/form-data; boundary=b", body.getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    private static void require(boolean isFulfilled, String what) {
        if (!isFulfilled) {
            throw new Refusal(400, 1001, "bad request: " + what);
        }
    }

    private static void sendResult(HttpExchange exchange, JsonNode result) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("success", true);
        body.putArray("errors");
        body.putArray("messages");
        body.set("result", result);
        send(exchange, 200, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
