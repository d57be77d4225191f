package dev.evodb.sim;

import dev.evodb.sim.engine.Arrival;
import dev.evodb.sim.engine.Operation;
import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.Delivery;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SimulatedNetwork;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The way of one subrequest through the simulated network, with its redirects. Keeps the hops and the
/// time they take.
final class Route {
    private static final int MOST_REDIRECTS = 20;

    /// How a route ends.
    sealed interface End {
        /// With an answer or a network error.
        record Arrived(Arrival arrival) implements End {}

        /// Before a hop that would be one subrequest too many.
        record OutOfSubrequests() implements End {}
    }

    private final Simulator simulator;
    private final String fromHost;
    private final int depth;
    private final List<Hop> hops = new ArrayList<>();
    private long clockMicros;

    Route(Simulator simulator, String fromHost, int depth, long startMicros) {
        this.simulator = simulator;
        this.fromHost = fromHost;
        this.depth = depth;
        this.clockMicros = startMicros;
    }

    List<Hop> hops() {
        return hops;
    }

    /// When the route has ended, on the virtual clock.
    long clockMicros() {
        return clockMicros;
    }

    /// Takes at most `allowed` hops.
    End follow(Operation.Fetch fetch, int allowed) {
        SnippetRequest request = fetch.request();
        while (true) {
            if (hops.size() >= allowed) {
                return new End.OutOfSubrequests();
            }
            OriginResponse response;
            try {
                response = send(request);
            } catch (IOException e) {
                return failure(fetch, String.valueOf(e.getMessage()));
            }
            String location = response.headers().get("location");
            if (!isRedirect(response.status()) || location == null || fetch.isRedirectManual()) {
                return new End.Arrived(new Arrival.Answer(fetch.id(), request.url(), hops.size() > 1, response));
            }
            if (hops.size() > MOST_REDIRECTS) {
                return failure(fetch, "more than " + MOST_REDIRECTS + " redirects");
            }
            try {
                request = redirected(request, response.status(), location);
            } catch (IllegalArgumentException e) {
                return failure(fetch, "bad redirect of " + request.url() + ": " + e.getMessage());
            }
        }
    }

    private static End failure(Operation.Fetch fetch, String message) {
        return new End.Arrived(new Arrival.Failure(fetch.id(), message));
    }

    /// One hop. A snippet's own hostname means the origin behind it, never the snippet again; so does one
    /// of its zone, unless the platform runs the snippets there.
    private OriginResponse send(SnippetRequest request) throws IOException {
        long start = clockMicros;
        String host = Url.parse(request.url()).host();
        SimulatedNetwork.Passage passage = simulator.network().open(request);
        Optional<Invocation> invocation = Optional.empty();
        Delivery delivery;
        boolean isBypassed = simulator.hasSnippet(host) && simulator.zones().isBypassed(fromHost, host);
        if (simulator.hasSnippet(host) && !isBypassed) {
            long latency = passage.toSnippetMicros();
            Optional<Delivery> intercepted = passage.interception(latency);
            if (intercepted.isPresent()) {
                delivery = intercepted.get();
            } else {
                Invocation inner = simulator.invoke(host, request, start + latency, depth + 1);
                invocation = Optional.of(inner);
                delivery = passage.deliver(inner.outcome().received(), inner.endMicros() - start, CacheStatus.NONE, 0);
            }
        } else {
            Origin origin = simulator.origin(host);
            Origin absent = isBypassed ? simulator.zones().absent(fromHost, host) : Origin.absent(host);
            Origin known = origin != null ? origin : absent;
            delivery = passage.toOrigin(known, simulator.worldMicros(start));
        }
        clockMicros = start + delivery.headMicros();
        return switch (delivery) {
            case Delivery.Answered answered -> {
                hops.add(Hop.of(
                        request, answered, invocation, start, clockMicros, start + answered.bodyMicros(), isBypassed));
                yield answered.response();
            }
            case Delivery.Failed failed -> {
                hops.add(Hop.of(request, failed, invocation, start, clockMicros, clockMicros, isBypassed));
                throw new IOException(failed.message());
            }
        };
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /// The next request of a redirect chain. Source: Fetch standard, "HTTP-redirect fetch".
    private static SnippetRequest redirected(SnippetRequest request, int status, String location) {
        String url = Url.parse(request.url()).resolve(location).toString();
        boolean isPost = request.method().equals("POST");
        boolean becomesGet = ((status == 301 || status == 302) && isPost)
                || (status == 303
                        && !request.method().equals("HEAD")
                        && !request.method().equals("GET"));
        if (!becomesGet) {
            return new SnippetRequest(request.method(), url, request.headers(), request.body());
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.keySet().removeIf(name -> name.startsWith("content-"));
        return new SnippetRequest("GET", url, headers, new byte[0]);
    }
}
