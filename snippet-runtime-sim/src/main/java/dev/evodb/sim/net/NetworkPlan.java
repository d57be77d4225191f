package dev.evodb.sim.net;

import java.util.List;
import java.util.Optional;

/// How the simulated network behaves: a value from which, with the same requests, the same things happen.
///
/// @param seed           of everything that is drawn: latencies, faults, and the snippets' `Math.random`
/// @param toOrigin       time to the first byte of an answer from an origin, R2 say; also what a miss
///     of the CDN costs
/// @param toCdn          the same for an object that the CDN has
/// @param toSnippet      the same for the request to another snippet, before that starts
/// @param toCacheApi     of one call of the Cache API
/// @param bytesPerSecond at which a body follows its head; 0 for at once
/// @param cdn            what stands between the snippets and the origins; nothing if empty
/// @param faults         the first rule that hits a subrequest decides
/// @param clock          what moves the virtual clock
/// @param isCacheApiCounted whether each call of the Cache API is a subrequest, as it is for Workers
public record NetworkPlan(
        long seed,
        Latency toOrigin,
        Latency toCdn,
        Latency toSnippet,
        Latency toCacheApi,
        long bytesPerSecond,
        Optional<CdnRule> cdn,
        List<FaultRule> faults,
        Clock clock,
        boolean isCacheApiCounted) {
    /// What moves the virtual clock.
    public enum Clock {
        /// The network and the billed CPU time, which is a measurement: no two runs are the same to the
        /// microsecond.
        CPU_AND_NETWORK,
        /// The network alone: every run is the same, event by event, and `Date` and `Math.random` with
        /// it.
        NETWORK
    }

    /// No latency, no CDN, no faults.
    public static final NetworkPlan IDEAL = new NetworkPlan(
            0,
            Latency.NONE,
            Latency.NONE,
            Latency.NONE,
            Latency.NONE,
            0,
            Optional.empty(),
            List.of(),
            Clock.CPU_AND_NETWORK,
            true);

    /// @throws IllegalArgumentException if `bytesPerSecond` is negative
    public NetworkPlan {
        faults = List.copyOf(faults);
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond must not be negative, got " + bytesPerSecond);
        }
    }

    /// A network on which every subrequest takes `micros`.
    public static NetworkPlan ofLatency(long micros) {
        Latency latency = new Latency.Fixed(micros);
        return IDEAL.withLatencies(latency, latency, latency, Latency.NONE);
    }

    /// A guess at an edge location: R2 at a median of 60 ms (one in a hundred above 250 ms), the CDN at 8
    /// ms, another snippet at 1 ms, the Cache API at 2 ms, bodies at 50 MB/s, everything eligible for the
    /// cache. Nothing was measured on Cloudflare; the figures make order and overlap visible, they
    /// forecast nothing.
    public static NetworkPlan edge(long seed) {
        return new NetworkPlan(
                seed,
                new Latency.LogNormal(60_000, 250_000),
                new Latency.LogNormal(8_000, 30_000),
                new Latency.Fixed(1_000),
                new Latency.Fixed(2_000),
                50_000_000,
                Optional.of(CdnRule.everything()),
                List.of(),
                Clock.NETWORK,
                true);
    }

    /// The same plan with another seed.
    public NetworkPlan withSeed(long newSeed) {
        return new NetworkPlan(
                newSeed, toOrigin, toCdn, toSnippet, toCacheApi, bytesPerSecond, cdn, faults, clock, isCacheApiCounted);
    }

    /// The same plan with other latencies.
    public NetworkPlan withLatencies(Latency origin, Latency hit, Latency snippet, Latency cacheApi) {
        return new NetworkPlan(
                seed, origin, hit, snippet, cacheApi, bytesPerSecond, cdn, faults, clock, isCacheApiCounted);
    }

    /// The same plan with another CDN, or none.
    public NetworkPlan withCdn(Optional<CdnRule> rule) {
        return new NetworkPlan(
                seed, toOrigin, toCdn, toSnippet, toCacheApi, bytesPerSecond, rule, faults, clock, isCacheApiCounted);
    }

    /// The same plan with other faults.
    public NetworkPlan withFaults(List<FaultRule> rules) {
        return new NetworkPlan(
                seed, toOrigin, toCdn, toSnippet, toCacheApi, bytesPerSecond, cdn, rules, clock, isCacheApiCounted);
    }

    /// The same plan, with a clock that nothing but the network moves.
    public NetworkPlan replayable() {
        return new NetworkPlan(
                seed,
                toOrigin,
                toCdn,
                toSnippet,
                toCacheApi,
                bytesPerSecond,
                cdn,
                faults,
                Clock.NETWORK,
                isCacheApiCounted);
    }

    /// The same plan, with calls of the Cache API that are no subrequests.
    public NetworkPlan withFreeCacheApi() {
        return new NetworkPlan(seed, toOrigin, toCdn, toSnippet, toCacheApi, bytesPerSecond, cdn, faults, clock, false);
    }
}
