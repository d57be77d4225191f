package dev.evodb.sim;

import dev.evodb.sim.engine.SnippetModule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The figures of one measured workload, as `evodb sim --json` prints them.
///
/// Every snippet has its own budget, so CPU, memory and subrequests of a request that set off a chain are
/// those of the snippet in the chain that used most. Bytes are the sum over the chain.
///
/// A percentile p is the smallest sample that at least p percent of the samples do not exceed (nearest rank).
///
/// @param queries         samples taken
/// @param cpuMillis       billed CPU time
/// @param startupMillis   the most of it that compiled and evaluated a module; 0 for warm isolates
/// @param liveMemoryBytes most that was live after a request; empty if nothing ran
/// @param packageBytes    of the largest snippet
/// @param violations      one line for each kind of violation and snippet, with the first example
public record Summary(
        String profile,
        String engine,
        String mode,
        int queries,
        CpuMillis cpuMillis,
        double startupMillis,
        OptionalLong liveMemoryBytes,
        long peakMemoryBytes,
        int subrequests,
        Bytes bytesFetched,
        int packageBytes,
        List<String> violations) {

    /// CPU time in milliseconds.
    public record CpuMillis(double p50, double p99, double max) {}

    /// Bytes per query.
    public record Bytes(long p50, long max) {}

    /// `pass` if every request ended within its limits, `fail` otherwise.
    public String verdict() {
        return violations.isEmpty() ? "pass" : "fail";
    }

    /// The figures of `measurement`, which is what running `workload` gave.
    public static Summary of(Workload workload, Measurement measurement) {
        List<Invocation> timed = measurement.timed();
        long[] cpuNanos = timed.stream()
                .mapToLong(query ->
                        query.tree().mapToLong(Invocation::cpuNanos).max().orElse(0))
                .sorted()
                .toArray();
        long[] bytes = timed.stream()
                .mapToLong(query ->
                        query.tree().mapToLong(Invocation::bytesFetched).sum())
                .sorted()
                .toArray();
        List<Invocation> all = Stream.concat(timed.stream(), measurement.collected().stream())
                .flatMap(Invocation::tree)
                .toList();
        return new Summary(
                workload.profile().name(),
                measurement.engine(),
                workload.mode().wireName(),
                timed.size(),
                new CpuMillis(
                        millis(percentile(cpuNanos, 50)),
                        millis(percentile(cpuNanos, 99)),
                        millis(percentile(cpuNanos, 100))),
                millis(timed.stream()
                        .flatMap(Invocation::tree)
                        .mapToLong(Invocation::startupNanos)
                        .max()
                        .orElse(0)),
                all.stream()
                        .flatMapToLong(invocation -> invocation.liveMemoryBytes().stream())
                        .max(),
                all.stream().mapToLong(Invocation::peakMemoryBytes).max().orElse(0),
                all.stream().mapToInt(Invocation::subrequests).max().orElse(0),
                new Bytes(percentile(bytes, 50), percentile(bytes, 100)),
                workload.snippets().values().stream()
                        .mapToInt(SnippetModule::packageBytes)
                        .max()
                        .orElse(0),
                violations(all));
    }

    /// The nearest-rank percentile of ascending samples.
    static long percentile(long[] ascending, int percent) {
        int rank = Math.toIntExact(((long) percent * ascending.length + 99) / 100);
        return ascending[Math.max(0, rank - 1)];
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static List<String> violations(List<Invocation> invocations) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> lines = new ArrayList<>();
        for (Invocation invocation : invocations) {
            if (invocation.outcome() instanceof Outcome.Refused refused
                    && seen.add(invocation.host() + " " + refused.code())) {
                lines.add(refused.code().number() + " at " + invocation.host() + ": " + refused.message());
            }
        }
        return List.copyOf(lines);
    }
}
