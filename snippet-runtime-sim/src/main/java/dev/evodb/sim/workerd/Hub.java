package dev.evodb.sim.workerd;

import dev.evodb.sim.Hop;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Zones;
import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.Delivery;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SimulatedNetwork;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Where everything arrives that snippets in workerd fetch: counts it, and answers from the simulated
/// network or from another snippet. Latencies are not waited for: workerd's clock is the real one.
final class Hub implements AutoCloseable {
    private static final byte[] NOTHING = {};
    private static final List<String> HOP_BY_HOP = List.of("host", "connection", "content-length", "transfer-encoding");

    /// Runs another snippet of a chain.
    interface Snippets {
        boolean has(String host);

        Invocation invoke(String host, SnippetRequest request, Serving caller) throws IOException;
    }

    private final LoopbackServer server;
    private final Map<String, Serving> servings = new ConcurrentHashMap<>();
    private final Snippets snippets;
    private final Map<String, Origin> origins;
    private final SimulatedNetwork network;
    private final Zones zones;

    Hub(Snippets snippets, Map<String, Origin> origins, SimulatedNetwork network, Zones zones) throws IOException {
        this.snippets = snippets;
        this.origins = Map.copyOf(origins);
        this.network = network;
        this.zones = zones;
        server = LoopbackServer.listen(0);
        server.start(this::serve);
    }

    int port() {
        return server.port();
    }

    /// From now on, subrequests of `service` belong to `serving`.
    void begin(String service, Serving serving) {
        servings.put(service, serving);
    }

    private void serve(Socket socket, HttpWire.Message message) throws IOException {
        Map<String, String> headers = new TreeMap<>(message.headers());
        Serving serving = servings.get(headers.getOrDefault(WorkerdProcess.FROM_HEADER, ""));
        boolean isCache = headers.containsKey(WorkerdProcess.CACHE_HEADER);
        headers.keySet().removeAll(WorkerdProcess.OWN_HEADERS);
        headers.keySet().removeAll(HOP_BY_HOP);
        String[] parts = message.start().split(" ", -1);
        if (serving == null || parts.length != 3) {
            return;
        }
        OutputStream out = socket.getOutputStream();
        try {
            if (isCache) {
                cache(out, serving, parts[0], parts[1], headers, message.body());
            } else {
                fetch(out, serving, new SnippetRequest(parts[0], parts[1], headers, message.body()));
            }
        } catch (IllegalArgumentException e) {
            // The snippet sees a connection that ends, which is what a broken network is to it.
        }
    }

    private void fetch(OutputStream out, Serving serving, SnippetRequest request) throws IOException {
        long start = serving.nowMicros();
        if (!serving.admit(request)) {
            return;
        }
        String host = Url.parse(request.url()).host();
        SimulatedNetwork.Passage passage;
        synchronized (network) {
            passage = network.open(request);
        }
        Optional<Invocation> invocation = Optional.empty();
        Delivery delivery;
        boolean isBypassed = snippets.has(host) && zones.isBypassed(serving.host(), host);
        if (snippets.has(host) && !isBypassed) {
            Optional<Delivery> intercepted = passage.interception(0);
            if (intercepted.isPresent()) {
                delivery = intercepted.get();
            } else {
                Invocation inner = snippets.invoke(host, request, serving);
                invocation = Optional.of(inner);
                delivery = passage.deliver(inner.outcome().received(), 0, CacheStatus.NONE, 0);
            }
        } else {
            Origin origin = origins.get(host);
            Origin absent = isBypassed ? zones.absent(serving.host(), host) : Origin.absent(host);
            Origin known = origin != null ? origin : absent;
            synchronized (network) {
                delivery = passage.toOrigin(known, serving.nowMicros());
            }
        }
        long end = serving.nowMicros();
        serving.add(Hop.of(request, delivery, invocation, start, end, end, isBypassed));
        if (delivery instanceof Delivery.Answered answered) {
            HttpWire.answer(
                    out,
                    request.method(),
                    answered.response(),
                    !answered.bodyError().isEmpty());
        }
    }

    /// workerd's protocol for caches: GET to match, PUT with a whole answer as its body, PURGE to delete.
    private void cache(
            OutputStream out, Serving serving, String method, String url, Map<String, String> headers, byte[] body)
            throws IOException {
        boolean isCounted = network.plan().isCacheApiCounted();
        SnippetRequest request = new SnippetRequest("GET", url, headers, NOTHING);
        if (isCounted && !serving.admit(new SnippetRequest(method, url, headers, NOTHING))) {
            return;
        }
        String cache = headers.getOrDefault("cf-cache-namespace", "default");
        synchronized (network) {
            switch (method) {
                case "PUT" -> {
                    HttpWire.Message stored = HttpWire.read(new ByteArrayInputStream(body), true);
                    Map<String, String> kept = new TreeMap<>(stored.headers());
                    kept.remove("content-length");
                    kept.remove("transfer-encoding");
                    network.apiCache()
                            .put(
                                    cache,
                                    request,
                                    new OriginResponse(stored.status(), kept, stored.body()),
                                    serving.nowMicros());
                    HttpWire.write(out, "HTTP/1.1 204 OK", Map.of(), NOTHING, -1);
                }
                case "PURGE" -> {
                    boolean wasThere = network.apiCache().delete(cache, request, serving.nowMicros());
                    HttpWire.write(out, "HTTP/1.1 " + (wasThere ? 200 : 404) + " OK", Map.of(), NOTHING, 0);
                }
                default -> {
                    Optional<OriginResponse> found = network.apiCache().match(cache, request, serving.nowMicros());
                    OriginResponse response =
                            found.orElse(new OriginResponse(504, Map.of("cf-cache-status", "MISS"), NOTHING));
                    HttpWire.write(
                            out,
                            "HTTP/1.1 " + response.status() + " OK",
                            response.headers(),
                            response.body(),
                            response.body().length);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
