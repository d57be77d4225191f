package dev.evodb.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The figures of all invocations that are equally deep in the chains of a measurement: each of them had
/// a budget of its own.
///
/// @param level           1 for the snippets that the requests enter at
/// @param snippets        different hostnames
/// @param invocations     that were timed
/// @param cpuMillis       billed CPU time of one invocation
/// @param wallMicros      50th and 99th percentile and most of the time from request to answer on the
///     virtual clock, with what it called
/// @param liveMemoryBytes most that was live after one; empty if that was not measured
/// @param subrequests     most of one
/// @param bytesFetched    of one
/// @param refused         invocations that a limit ended, in either pass
/// @param bypassed        subrequests that went past a snippet of the own zone
public record LevelSummary(
        int level,
        int snippets,
        int invocations,
        Summary.CpuMillis cpuMillis,
        WallMicros wallMicros,
        OptionalLong liveMemoryBytes,
        long peakMemoryBytes,
        int subrequests,
        Summary.Bytes bytesFetched,
        int refused,
        int bypassed) {
    /// Time on the virtual clock, in microseconds.
    public record WallMicros(long p50, long p99, long max) {}

    /// The levels of `measurement`, from the top.
    public static List<LevelSummary> of(Measurement measurement) {
        List<LevelSummary> levels = new ArrayList<>();
        List<Invocation> timed = measurement.timed();
        List<Invocation> collected = measurement.collected();
        while (!timed.isEmpty()) {
            levels.add(of(levels.size() + 1, timed, collected));
            timed = below(timed);
            collected = below(collected);
        }
        return levels;
    }

    private static List<Invocation> below(List<Invocation> level) {
        return level.stream()
                .flatMap(invocation -> invocation.hops().stream())
                .flatMap(hop -> hop.invocation().stream())
                .toList();
    }

    private static LevelSummary of(int level, List<Invocation> timed, List<Invocation> collected) {
        long[] cpu = timed.stream().mapToLong(Invocation::cpuNanos).sorted().toArray();
        long[] wall = timed.stream()
                .mapToLong(invocation -> invocation.endMicros() - invocation.startMicros())
                .sorted()
                .toArray();
        long[] bytes =
                timed.stream().mapToLong(Invocation::bytesFetched).sorted().toArray();
        Set<String> hosts = new HashSet<>();
        timed.forEach(invocation -> hosts.add(invocation.host()));
        List<Invocation> all = Stream.concat(timed.stream(), collected.stream()).toList();
        boolean isSame = timed.equals(collected);
        List<Invocation> once = isSame ? timed : all;
        return new LevelSummary(
                level,
                hosts.size(),
                timed.size(),
                new Summary.CpuMillis(
                        Summary.percentile(cpu, 50) / 1e6,
                        Summary.percentile(cpu, 99) / 1e6,
                        Summary.percentile(cpu, 100) / 1e6),
                new WallMicros(
                        Summary.percentile(wall, 50), Summary.percentile(wall, 99), Summary.percentile(wall, 100)),
                all.stream()
                        .flatMapToLong(invocation -> invocation.liveMemoryBytes().stream())
                        .max(),
                all.stream().mapToLong(Invocation::peakMemoryBytes).max().orElse(0),
                all.stream().mapToInt(Invocation::subrequests).max().orElse(0),
                new Summary.Bytes(Summary.percentile(bytes, 50), Summary.percentile(bytes, 100)),
                (int) once.stream()
                        .filter(invocation -> invocation.outcome() instanceof Outcome.Refused)
                        .count(),
                (int) once.stream()
                        .flatMap(invocation -> invocation.hops().stream())
                        .filter(Hop::isBypassed)
                        .count());
    }
}
