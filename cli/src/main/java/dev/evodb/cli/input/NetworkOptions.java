package dev.evodb.cli.input;

import dev.evodb.sim.Zones;
import dev.evodb.sim.net.CdnRule;
import dev.evodb.sim.net.FaultRule;
import dev.evodb.sim.net.Latency;
import dev.evodb.sim.net.NetworkPlan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How the simulated network behaves.
public final class NetworkOptions {
    @Option(
            names = "--network",
            paramLabel = "N",
            description = "ideal: nothing takes time; edge: a guess at R2 behind a CDN. Default: ${DEFAULT-VALUE}.")
    private String network = "ideal";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of latencies, faults and Math.random. With it the run can be replayed.")
    private @Nullable Long seed;

    @Option(
            names = "--latency",
            paramLabel = "T",
            description = "Of the origins: 20ms, uniform:10ms,30ms or lognormal:20ms,80ms (median, p99).")
    private @Nullable String latency;

    @Option(
            names = "--cdn",
            paramLabel = "C",
            description = "none; whole: the first range pulls the object; ranges: it pulls pieces of 1 MiB.")
    private @Nullable String cdn;

    @Option(
            names = "--fault",
            paramLabel = "F",
            description =
                    "FAULT[@SHARE][:URL_PART]: a status of 400 or above, unreachable, cut, stall, range-ignored or etag,"
                            + " for example 503@0.1:pack.bin. Can be repeated.")
    private List<String> faults = List.of();

    @Option(
            names = "--free-cache-api",
            description = "Calls of the Cache API are no subrequests. Nobody outside Cloudflare knows.")
    private boolean isCacheApiFree;

    @Mixin
    private ZonesOption zones = new ZonesOption();

    @Option(
            names = "--same-zone",
            paramLabel = "S",
            description = "What a subrequest to the own zone does with the snippets there: bypasses or runs them."
                    + " Default: ${DEFAULT-VALUE}.")
    private String sameZone = "bypasses";

    /// The zones that the options describe.
    ///
    /// @throws IllegalArgumentException if one of them has another form
    public Zones zones() {
        Zones wanted = zones.zones();
        return switch (sameZone) {
            case "bypasses" -> wanted;
            case "runs" -> wanted.withSameZoneRuns();
            default -> throw new IllegalArgumentException("--same-zone must be bypasses or runs, got " + sameZone);
        };
    }

    /// The plan that the options describe.
    ///
    /// @throws IllegalArgumentException if one of them has another form
    public NetworkPlan plan() {
        NetworkPlan plan = switch (network) {
            case "ideal" -> NetworkPlan.IDEAL;
            case "edge" -> NetworkPlan.edge(0);
            default -> throw new IllegalArgumentException("--network must be ideal or edge, got " + network);
        };
        if (seed != null) {
            plan = plan.withSeed(seed).replayable();
        }
        if (latency != null) {
            plan = plan.withLatencies(Latency.of(latency), plan.toCdn(), plan.toSnippet(), plan.toCacheApi());
        }
        if (cdn != null) {
            plan = plan.withCdn(
                    switch (cdn) {
                        case "none" -> Optional.empty();
                        case "whole" -> Optional.of(CdnRule.everything());
                        case "ranges" -> Optional.of(CdnRule.everything().withOriginRanges());
                        default ->
                            throw new IllegalArgumentException("--cdn must be none, whole or ranges, got " + cdn);
                    });
        }
        plan = plan.withFaults(faults.stream().map(FaultRule::of).toList());
        return isCacheApiFree ? plan.withFreeCacheApi() : plan;
    }
}
