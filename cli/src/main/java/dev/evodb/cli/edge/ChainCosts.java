package dev.evodb.cli.edge;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Step;
import dev.evodb.chain.jvm.json.ChainJson;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// A chain with the costs that a run of it was measured to have: the 99th percentile of CPU time, the
/// most live memory and the most fetches of its own that an invocation needed. What a router spends on a
/// call is part of its CPU time and memory. A step that did not run keeps what was stated.
public record ChainCosts(Chain chain) {
    public static ChainCosts of(EdgeFolder edge, Measurement measurement) {
        List<Invocation> timed =
                measurement.timed().stream().flatMap(Invocation::tree).toList();
        List<Invocation> all = Stream.concat(
                        timed.stream(), measurement.collected().stream().flatMap(Invocation::tree))
                .toList();
        List<Step> steps = new ArrayList<>();
        for (Step step : edge.chain().steps()) {
            if (step.snippet().isEmpty()) {
                steps.add(step);
                continue;
            }
            String host = edge.host(step.id());
            List<Invocation> own =
                    all.stream().filter(run -> run.host().equals(host)).toList();
            long[] cpu = timed.stream()
                    .filter(run -> run.host().equals(host))
                    .mapToLong(Invocation::cpuNanos)
                    .sorted()
                    .toArray();
            if (cpu.length == 0) {
                steps.add(step);
                continue;
            }
            int fetches = own.stream()
                    .mapToInt(run -> (int) run.hops().stream()
                            .filter(hop -> hop.invocation().isEmpty())
                            .count())
                    .max()
                    .orElse(0);
            Cost cost = Cost.ofSubrequests(fetches)
                    .withCpuMicros((cpu[(99 * cpu.length + 99) / 100 - 1] + 999) / 1_000)
                    .withPackageBytes(edge.module(step.id()).packageBytes());
            OptionalLong live = own.stream()
                    .flatMapToLong(run -> run.liveMemoryBytes().stream())
                    .max();
            steps.add(EdgeFolder.withCost(step, live.isPresent() ? cost.withMemoryBytes(live.getAsLong()) : cost));
        }
        return new ChainCosts(Chain.of(edge.chain().id(), edge.chain().entry(), steps));
    }

    /// Writes the chain as JSON.
    public void write(Path file) throws IOException {
        Files.writeString(file, ChainJson.write(chain));
    }
}
