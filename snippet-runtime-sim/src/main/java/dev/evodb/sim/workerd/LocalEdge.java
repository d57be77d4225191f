package dev.evodb.sim.workerd;

import dev.evodb.sim.RunFailedException;
import dev.evodb.sim.Zones;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Snippets in workerd behind their host names, with the object stores that they read, served on loopback
/// until `close`. Nothing is limited here: what the limits say is for the simulator.
///
/// A request to [#port] enters the snippet of its `Host` header, or the entry if that is another one.
/// What snippets fetch reaches the snippet of the hostname, unless the zones say that it is bypassed, and
/// else the origin. Requests are served at the same time, by virtual threads.
public final class LocalEdge implements AutoCloseable {
    private static final String PROGRAM = "evodb";

    /// A chain that has not answered by then has come to a loop.
    private static final int ANSWER_MILLIS = 60_000;

    private static final List<String> HOP_BY_HOP =
            List.of("connection", "content-length", "transfer-encoding", "keep-alive", "expect");

    private final Setup setup;
    private final Map<String, Origin> origins;
    private final Map<String, String> services = new HashMap<>();
    private final LoopbackServer outbound;
    private final LoopbackServer inbound;
    private final WorkerdProcess process;

    /// What is served: modules and folders by hostname, and the hostname and scheme that requests enter
    /// at.
    public record Setup(Map<String, SnippetModule> snippets, Map<String, Path> folders, String entryUrl, Zones zones) {
        /// @throws IllegalArgumentException if no snippet is at the entry
        public Setup {
            snippets = Map.copyOf(snippets);
            folders = Map.copyOf(folders);
            if (!snippets.containsKey(Url.parse(entryUrl).host())) {
                throw new IllegalArgumentException("no snippet at " + entryUrl + ", there are " + snippets.keySet());
            }
        }
    }

    private LocalEdge(Workerd workerd, Setup setup, int port) throws IOException {
        this.setup = setup;
        Map<String, Origin> stores = new HashMap<>();
        for (Map.Entry<String, Path> folder : setup.folders().entrySet()) {
            stores.put(folder.getKey(), new FolderOrigin(folder.getValue()));
        }
        origins = Map.copyOf(stores);
        List<WorkerdProcess.Deployment> deployments = new ArrayList<>();
        setup.snippets().forEach((host, module) -> {
            String service = "s" + services.size();
            services.put(host, service);
            deployments.add(new WorkerdProcess.Deployment(service, module));
        });
        inbound = LoopbackServer.listen(port);
        boolean isStarted = false;
        LoopbackServer hub = null;
        try {
            hub = LoopbackServer.listen(0);
            outbound = hub;
            process = WorkerdProcess.serve(workerd, deployments, hub.port());
            isStarted = true;
        } finally {
            if (!isStarted) {
                inbound.close();
                if (hub != null) {
                    hub.close();
                }
            }
        }
        outbound.start(answeringFailures(this::serveSubrequest));
        inbound.start(answeringFailures(this::serveClient));
    }

    /// Starts to serve on `port` of loopback, or on any free one if that is 0.
    ///
    /// @throws RunFailedException if workerd does not start; the message has what it wrote
    /// @throws IOException if the port is taken or a folder cannot be read
    public static LocalEdge start(Workerd workerd, Setup setup, int port) throws IOException {
        return new LocalEdge(workerd, setup, port);
    }

    /// Where clients ask.
    public int port() {
        return inbound.port();
    }

    /// Whether workerd is still there.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// `service`, whose failures become answers.
    private static LoopbackServer.Service answeringFailures(LoopbackServer.Service service) {
        return (socket, message) -> {
            try {
                service.serve(socket, message);
            } catch (IllegalArgumentException e) {
                fail(socket, 400, e);
            } catch (IOException e) {
                fail(socket, 502, e);
            }
        };
    }

    private static void fail(Socket socket, int status, Exception failure) throws IOException {
        OriginResponse response = OriginResponse.text(status, PROGRAM + ": " + failure.getMessage());
        HttpWire.answer(socket.getOutputStream(), "GET", response, false);
    }

    private void serveClient(Socket socket, HttpWire.Message message) throws IOException {
        String[] parts = requestLine(message);
        Url entry = Url.parse(setup.entryUrl());
        String asked = message.headers().getOrDefault("host", "").replaceFirst(":\\d+$", "");
        String host = services.containsKey(asked) ? asked : entry.host();
        String target = parts[1].startsWith("/")
                ? parts[1]
                : Url.parse(parts[1]).path() + Url.parse(parts[1]).query();
        SnippetRequest request =
                new SnippetRequest(parts[0], entry.scheme() + "://" + host + target, headers(message), message.body());
        forward(socket, host, request);
    }

    private void serveSubrequest(Socket socket, HttpWire.Message message) throws IOException {
        String[] parts = requestLine(message);
        String service = message.headers().getOrDefault(WorkerdProcess.FROM_HEADER, "");
        String from = services.entrySet().stream()
                .filter(known -> known.getValue().equals(service))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IOException("a subrequest of nobody"));
        if (message.headers().containsKey(WorkerdProcess.CACHE_HEADER)) {
            // Nothing is kept: a miss, and a put that is taken.
            int status = parts[0].equals("PUT") ? 204 : parts[0].equals("PURGE") ? 404 : 504;
            HttpWire.answer(
                    socket.getOutputStream(),
                    "GET",
                    new OriginResponse(status, Map.of("cf-cache-status", "MISS"), new byte[0]),
                    false);
            return;
        }
        SnippetRequest request = new SnippetRequest(parts[0], parts[1], headers(message), message.body());
        String host = Url.parse(request.url()).host();
        boolean isBypassed = services.containsKey(host) && setup.zones().isBypassed(from, host);
        if (services.containsKey(host) && !isBypassed) {
            forward(socket, host, request);
            return;
        }
        Origin absent = isBypassed ? setup.zones().absent(from, host) : Origin.absent(host);
        OriginResponse response = origins.getOrDefault(host, absent).answer(request);
        HttpWire.answer(socket.getOutputStream(), request.method(), response, false);
    }

    private static String[] requestLine(HttpWire.Message message) throws IOException {
        String[] parts = message.start().split(" ", -1);
        if (parts.length != 3) {
            throw new IOException("no request line: " + message.start());
        }
        return parts;
    }

    private static Map<String, String> headers(HttpWire.Message message) {
        Map<String, String> headers = new TreeMap<>(message.headers());
        headers.keySet().removeAll(HOP_BY_HOP);
        headers.keySet().removeAll(WorkerdProcess.OWN_HEADERS);
        headers.remove("host");
        return headers;
    }

    /// Sends `request` to the snippet at `host` and its answer to `socket`.
    private void forward(Socket socket, String host, SnippetRequest request) throws IOException {
        String service = services.getOrDefault(host, "");
        HttpWire.Message answer;
        try (Socket snippet = new Socket(InetAddress.getLoopbackAddress(), process.port(service))) {
            snippet.setSoTimeout(ANSWER_MILLIS);
            snippet.setTcpNoDelay(true);
            Map<String, String> headers = new TreeMap<>(request.headers());
            headers.put("host", Url.parse(request.url()).authority());
            HttpWire.write(
                    snippet.getOutputStream(),
                    request.method() + " " + request.url() + " HTTP/1.1",
                    headers,
                    request.body(),
                    request.body().length);
            answer = HttpWire.read(snippet.getInputStream(), !request.method().equals("HEAD"));
        } catch (SocketTimeoutException e) {
            throw new IOException(host + " has not answered for " + ANSWER_MILLIS + " ms", e);
        }
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.keySet().removeAll(HOP_BY_HOP);
        boolean isUncaught = headers.remove(WorkerdProcess.UNCAUGHT_HEADER) != null;
        byte[] body = isUncaught
                ? (host + " threw " + new String(answer.body(), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8)
                : answer.body();
        HttpWire.answer(
                socket.getOutputStream(), request.method(), new OriginResponse(answer.status(), headers, body), false);
    }

    /// Ends workerd and stops listening.
    @Override
    public void close() throws IOException {
        inbound.close();
        outbound.close();
        process.close();
    }
}
