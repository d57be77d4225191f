package dev.evodb.sim;

import dev.evodb.sim.engine.IsolateSettings;
import dev.evodb.sim.engine.JavetEngine;
import dev.evodb.sim.engine.SnippetEngine;
import dev.evodb.sim.engine.SnippetIsolate;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.SimulatedNetwork;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Runs Cloudflare Snippets under their limits, on a simulated network.
///
/// A hostname belongs to a snippet, to an origin, or to both: requests for it enter the snippet, and what
/// the snippet itself fetches from its own hostname, or from its [zone][Zones], goes to the origin. Each
/// request has its own budget, enforced; a snippet that calls a snippet starts a fresh invocation there,
/// in an isolate of its own. Isolates stay warm between requests until `resetIsolates`. Use by one thread
/// at a time.
///
/// ```java
/// try (Simulator simulator = Simulator.builder(Profile.EVODB)
///         .snippet("search.example", new SnippetModule("main.js", source))
///         .origin("vectors.example", new FolderOrigin(folder))
///         .build()) {
///     Invocation invocation = simulator.invoke(SnippetRequest.get("https://search.example/?q=1"));
/// }
/// ```
public final class Simulator implements AutoCloseable {
    /// How many snippets a chain may be long unless the builder says otherwise.
    public static final int DEFAULT_DEPTH = 8;

    /// What `Date` shows at the start, unless the builder says otherwise: 2026-01-01T00:00:00Z.
    public static final long DEFAULT_EPOCH_MILLIS = 1_767_225_600_000L;

    private static final long SEED_STEP = 0x9e3779b97f4a7c15L;

    private final Profile profile;
    private final Map<String, SnippetModule> snippets;
    private final Map<String, Origin> origins;
    private final SimulatedNetwork network;
    private final Zones zones;
    private final long epochMillis;
    private final int maxDepth;
    private final boolean isCollecting;
    private final SnippetEngine engine;
    private final boolean isEngineOurs;
    private final Map<String, Deque<SnippetIsolate>> idle = new HashMap<>();
    private int isolates;

    /// When the running or next outermost request starts, on the clock that goes on from request to
    /// request.
    private long worldMicros;

    private Simulator(Builder builder) {
        profile = builder.profile;
        snippets = Map.copyOf(builder.snippets);
        origins = Map.copyOf(builder.origins);
        network = new SimulatedNetwork(builder.plan);
        zones = builder.zones;
        epochMillis = builder.epochMillis;
        maxDepth = builder.maxDepth;
        isCollecting = builder.isCollecting;
        SnippetEngine given = builder.engine;
        isEngineOurs = given == null;
        engine = given == null ? new JavetEngine() : given;
    }

    /// A simulator under the limits of `profile`.
    public static Builder builder(Profile profile) {
        return new Builder(profile);
    }

    /// Sends one request to the snippet of its hostname.
    ///
    /// @throws IllegalArgumentException if no snippet has the hostname
    public Invocation invoke(SnippetRequest request) {
        String host = Url.parse(request.url()).host();
        if (!snippets.containsKey(host)) {
            throw new IllegalArgumentException("no snippet at " + host + ", there are " + snippets.keySet());
        }
        Invocation invocation = invoke(host, request, 0, 1);
        worldMicros += invocation.endMicros();
        return invocation;
    }

    /// Lets time pass between two requests, for what caches keep.
    ///
    /// @throws IllegalArgumentException if `time` is negative
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative, got " + time);
        }
        worldMicros += time.toNanos() / 1_000;
    }

    /// Empties the CDN, so that the next request of each object is a miss. The Cache API keeps what it
    /// has.
    public void purgeCdn() {
        network.purgeCdn();
    }

    /// Closes all isolates, so that the next request of each snippet is cold.
    public void resetIsolates() {
        idle.values().forEach(isolates -> isolates.forEach(SnippetIsolate::close));
        idle.clear();
    }

    /// The limits in force.
    public Profile profile() {
        return profile;
    }

    /// Name and version of the JavaScript engine.
    public String engineName() {
        return engine.name();
    }

    @Override
    public void close() {
        resetIsolates();
        if (isEngineOurs) {
            engine.close();
        }
    }

    /// Runs one invocation at virtual time `startMicros`, the `depth`th snippet of its chain.
    Invocation invoke(String host, SnippetRequest request, long startMicros, int depth) {
        return new InvocationRun(this, host, startMicros, depth).run(request);
    }

    SnippetModule module(String host) {
        SnippetModule module = snippets.get(host);
        if (module == null) {
            throw new IllegalArgumentException("no snippet at " + host);
        }
        return module;
    }

    boolean hasSnippet(String host) {
        return snippets.containsKey(host);
    }

    @Nullable
    Origin origin(String host) {
        return origins.get(host);
    }

    SimulatedNetwork network() {
        return network;
    }

    Zones zones() {
        return zones;
    }

    /// The time of the network at `clockMicros` of the running request.
    long worldMicros(long clockMicros) {
        return worldMicros + clockMicros;
    }

    /// What `Date` shows at `clockMicros` of the running request.
    long dateMillis(long clockMicros) {
        return epochMillis + worldMicros(clockMicros) / 1_000;
    }

    int maxDepth() {
        return maxDepth;
    }

    boolean isCollecting() {
        return isCollecting;
    }

    /// An isolate that serves nobody: a warm one if there is one.
    SnippetIsolate take(String host) {
        Deque<SnippetIsolate> isolates = idle.get(host);
        return isolates == null || isolates.isEmpty() ? open(host) : isolates.pop();
    }

    private SnippetIsolate open(String host) {
        NetworkPlan plan = network.plan();
        boolean isReplayed = plan.clock() == NetworkPlan.Clock.NETWORK;
        OptionalLong seed = isReplayed ? OptionalLong.of(plan.seed() * SEED_STEP + isolates++) : OptionalLong.empty();
        return engine.open(module(host), profile, new IsolateSettings(seed, plan.isCacheApiCounted(), isCollecting));
    }

    void giveBack(String host, SnippetIsolate isolate) {
        idle.computeIfAbsent(host, key -> new ArrayDeque<>()).push(isolate);
    }

    /// What a simulator is made of.
    public static final class Builder {
        private final Profile profile;
        private final Map<String, SnippetModule> snippets = new HashMap<>();
        private final Map<String, Origin> origins = new HashMap<>();
        private NetworkPlan plan = NetworkPlan.IDEAL;
        private Zones zones = Zones.EACH;
        private long epochMillis = DEFAULT_EPOCH_MILLIS;
        private int maxDepth = DEFAULT_DEPTH;
        private boolean isCollecting = true;
        private @Nullable SnippetEngine engine;

        private Builder(Profile profile) {
            this.profile = profile;
        }

        /// Puts a snippet in front of `host`, a hostname without port.
        public Builder snippet(String host, SnippetModule module) {
            snippets.put(host, module);
            return this;
        }

        /// Lets `origin`, which is borrowed, answer `host`.
        public Builder origin(String host, Origin origin) {
            origins.put(host, origin);
            return this;
        }

        /// Virtual time that each subrequest takes on the network, there and back; 0 by default.
        public Builder latencyMicros(long micros) {
            if (micros < 0) {
                throw new IllegalArgumentException("latencyMicros must not be negative, got " + micros);
            }
            return network(NetworkPlan.ofLatency(micros));
        }

        /// How the network behaves; by default nothing takes time and nothing fails.
        public Builder network(NetworkPlan networkPlan) {
            plan = networkPlan;
            return this;
        }

        /// In which zones the hostnames are; by default each in one of its own, so that every snippet can
        /// ask every other one.
        public Builder zones(Zones wanted) {
            zones = wanted;
            return this;
        }

        /// What `Date` shows when the first request starts, in milliseconds since 1970.
        public Builder epochMillis(long millis) {
            epochMillis = millis;
            return this;
        }

        /// How many snippets a chain may be long; a request beyond is refused with code 1019.
        public Builder maxDepth(int snippets) {
            if (snippets < 1) {
                throw new IllegalArgumentException("maxDepth must be at least 1, got " + snippets);
            }
            maxDepth = snippets;
            return this;
        }

        /// Whether each request ends with a forced collection, which measures live memory, and each turn
        /// that ends above the memory limit with one that decides. True by default. V8 drops machine code
        /// in collections, so figures of warm CPU time are taken without.
        public Builder collectAfterEachRequest(boolean collect) {
            isCollecting = collect;
            return this;
        }

        /// Another engine than a `JavetEngine` of the simulator's own; borrowed.
        public Builder engine(SnippetEngine borrowed) {
            engine = borrowed;
            return this;
        }

        /// @throws IllegalStateException if the engine does not start
        public Simulator build() {
            return new Simulator(this);
        }
    }
}
