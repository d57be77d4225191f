package dev.evodb.sim.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The network of one simulator: its plan, what has been drawn so far, and what its caches hold. Times
/// are microseconds on one clock that goes on from request to request.
public final class SimulatedNetwork {
    private static final String CONNECTION_LOST = "Network connection lost.";

    private final NetworkPlan plan;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final ApiCache apiCache = new ApiCache();
    private Optional<CdnCache> cdn;

    /// Empty caches, nothing drawn.
    public SimulatedNetwork(NetworkPlan plan) {
        this.plan = plan;
        this.cdn = plan.cdn().map(CdnCache::new);
    }

    public NetworkPlan plan() {
        return plan;
    }

    /// The caches of the Cache API.
    public ApiCache apiCache() {
        return apiCache;
    }

    /// Empties the CDN.
    public void purgeCdn() {
        cdn = plan.cdn().map(CdnCache::new);
    }

    /// What becomes of one hop before anything answers it.
    public final class Passage {
        private final SnippetRequest request;
        private final Randomness randomness;
        private final Optional<Fault> fault;

        private Passage(SnippetRequest request) {
            this.request = request;
            String subject = request.method() + " " + request.url() + " "
                    + request.headers().getOrDefault("range", "");
            this.randomness = new Randomness(plan.seed(), subject, occurrences.merge(subject, 1, Integer::sum));
            this.fault = plan.faults().stream()
                    .filter(rule -> request.url().contains(rule.urlPart()))
                    // Every rule draws, whether or not an earlier one hits.
                    .filter(rule -> randomness.uniform() < rule.share())
                    .map(FaultRule::fault)
                    .findFirst();
        }

        /// Virtual time to another snippet.
        public long toSnippetMicros() {
            return randomness.micros(plan.toSnippet());
        }

        /// Whether the hop fails or is answered by the network itself, so that nobody behind it sees it.
        public Optional<Delivery> interception(long latencyMicros) {
            String name = fault.map(Object::toString).orElse("");
            return switch (fault.orElse(null)) {
                case Fault.Unreachable() -> Optional.of(new Delivery.Failed(CONNECTION_LOST, latencyMicros, name));
                case Fault.Status(int status, int retryAfterSeconds) -> {
                    Map<String, String> headers = new TreeMap<>(Map.of("content-type", "text/plain;charset=UTF-8"));
                    if (retryAfterSeconds > 0) {
                        headers.put("retry-after", Integer.toString(retryAfterSeconds));
                    }
                    byte[] body = OriginResponse.text(status, "simulated status " + status)
                            .body();
                    yield Optional.of(new Delivery.Answered(
                            new OriginResponse(status, headers, body),
                            latencyMicros,
                            latencyMicros,
                            "",
                            CacheStatus.NONE,
                            0,
                            name));
                }
                case null, default -> Optional.empty();
            };
        }

        /// How `response`, which was there at `headMicros`, reaches the snippet.
        public Delivery.Answered deliver(
                OriginResponse response, long headMicros, CacheStatus cache, long originBytes) {
            int length = response.body().length;
            long bodyMicros = headMicros + bodyMicros(Math.max(length, originBytes));
            String name = fault.map(Object::toString).orElse("");
            return switch (fault.orElse(null)) {
                case Fault.CutBody(double share) -> {
                    byte[] arrived = Arrays.copyOf(response.body(), Math.min(length, 1 + (int) (length * share)));
                    yield new Delivery.Answered(
                            new OriginResponse(response.status(), response.headers(), arrived),
                            headMicros,
                            headMicros + bodyMicros(arrived.length),
                            CONNECTION_LOST,
                            cache,
                            originBytes,
                            name);
                }
                case Fault.Stall(long micros) ->
                    new Delivery.Answered(
                            new OriginResponse(
                                    response.status(),
                                    response.headers(),
                                    Arrays.copyOf(response.body(), Math.min(length, 1))),
                            headMicros,
                            headMicros + micros,
                            CONNECTION_LOST,
                            cache,
                            originBytes,
                            name);
                case null, default ->
                    new Delivery.Answered(response, headMicros, bodyMicros, "", cache, originBytes, name);
            };
        }

        /// The whole hop to `origin`, started at `nowMicros`.
        public Delivery toOrigin(Origin origin, long nowMicros) {
            long originMicros = randomness.micros(plan.toOrigin());
            long cdnMicros = randomness.micros(plan.toCdn());
            Optional<Delivery> intercepted = interception(originMicros);
            if (intercepted.isPresent()) {
                return intercepted.get();
            }
            String name = fault.map(Object::toString).orElse("");
            try {
                if (fault.isPresent()) {
                    OriginResponse response = disturbed(origin, fault.get());
                    return deliver(response, originMicros, CacheStatus.NONE, response.body().length);
                }
                if (cdn.isEmpty()) {
                    OriginResponse response = origin.answer(request);
                    return deliver(response, originMicros, CacheStatus.NONE, response.body().length);
                }
                CdnCache.Fetched fetched = cdn.get().fetch(request, origin, nowMicros);
                return deliver(
                        CdnCache.marked(fetched.response(), fetched.status()),
                        fetched.isFromOrigin() ? originMicros : cdnMicros,
                        fetched.status(),
                        fetched.originBytes());
            } catch (IOException e) {
                return new Delivery.Failed(String.valueOf(e.getMessage()), originMicros, name);
            }
        }

        /// What `origin` answers under a fault that concerns the object.
        private OriginResponse disturbed(Origin origin, Fault hit) throws IOException {
            return switch (hit) {
                case Fault.RangeIgnored() -> origin.answer(without("range", "if-range"));
                case Fault.ChangedEtag() -> {
                    if (request.headers().containsKey("if-match")) {
                        yield new OriginResponse(412, Map.of("etag", changedEtag()), new byte[0]);
                    }
                    OriginResponse response = origin.answer(
                            request.headers().containsKey("if-range")
                                    ? without("range", "if-range", "if-none-match")
                                    : without("if-none-match"));
                    Map<String, String> headers = new TreeMap<>(response.headers());
                    headers.put("etag", changedEtag());
                    yield new OriginResponse(response.status(), headers, response.body());
                }
                case Fault.Status _, Fault.Unreachable _, Fault.CutBody _, Fault.Stall _ -> origin.answer(request);
            };
        }

        private String changedEtag() {
            return "\"changed-" + Long.toHexString(plan.seed()) + "\"";
        }

        private SnippetRequest without(String... names) {
            Map<String, String> headers = new TreeMap<>(request.headers());
            headers.keySet().removeAll(Arrays.asList(names));
            return new SnippetRequest(request.method(), request.url(), headers, request.body());
        }

        private long bodyMicros(long bytes) {
            return plan.bytesPerSecond() == 0 ? 0 : bytes * 1_000_000 / plan.bytesPerSecond();
        }
    }

    /// The way of one request; draws what happens to it.
    public Passage open(SnippetRequest request) {
        return new Passage(request);
    }

    /// Virtual time of one call of the Cache API for `url`.
    public long cacheApiMicros(String url) {
        String subject = "cache " + url;
        return new Randomness(plan.seed(), subject, occurrences.merge(subject, 1, Integer::sum))
                .micros(plan.toCacheApi());
    }
}
