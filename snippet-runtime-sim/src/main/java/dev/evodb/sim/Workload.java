package dev.evodb.sim;

import dev.evodb.sim.engine.JavetEngine;
import dev.evodb.sim.engine.SnippetEngine;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.RecordedOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Requests to measure, with all that they need: a value that can be handed to another process.
///
/// @param snippets      hostname to deployed module
/// @param folders       hostname to the folder that answers it, see `FolderOrigin`
/// @param requests      one pass over them is one sample of each
/// @param samples       passes, at least 1
/// @param warmups       requests before the first sample, taken from `requests` in turn; used by
///     `Mode.WARM` only
/// @param network       how the network behaves
/// @param zones         in which zones the hostnames are
/// @param recordings    hostname to the answers of an origin that only another process reaches; a
///     folder of the same name wins
public record Workload(
        Profile profile,
        Mode mode,
        Map<String, SnippetModule> snippets,
        Map<String, Path> folders,
        List<SnippetRequest> requests,
        int samples,
        int warmups,
        NetworkPlan network,
        Zones zones,
        Map<String, RecordedOrigin> recordings) {
    /// Fresh isolates of which a verdict takes the median: fewer say more about the machine's load.
    public static final int LEAST_COLD_SAMPLES = 9;

    /// CPU budgets of the pass that measures memory, in budgets of the profile.
    private static final int UNHURRIED_CPU_FACTOR = 100;

    /// Requests of that pass: a forced collection takes several times as long as a request.
    private static final int MEMORY_REQUESTS = 5;

    /// Warm-up requests before them at most: enough to fill what a snippet keeps.
    private static final int MEMORY_WARM_UPS = 20;

    /// @throws IllegalArgumentException if there is nothing to measure or a number is out of range
    public Workload {
        snippets = Map.copyOf(snippets);
        folders = Map.copyOf(folders);
        requests = List.copyOf(requests);
        recordings = Map.copyOf(recordings);
        if (snippets.isEmpty() || requests.isEmpty()) {
            throw new IllegalArgumentException(
                    "a workload needs a snippet and a request, got " + snippets.size() + " and " + requests.size());
        }
        if (samples < 1 || warmups < 0) {
            throw new IllegalArgumentException(
                    "samples must be at least 1, warmups not negative, got " + samples + " and " + warmups);
        }
    }

    /// A workload on a network where every subrequest takes `latencyMicros`.
    public Workload(
            Profile profile,
            Mode mode,
            Map<String, SnippetModule> snippets,
            Map<String, Path> folders,
            List<SnippetRequest> requests,
            int samples,
            int warmups,
            long latencyMicros) {
        this(
                profile,
                mode,
                snippets,
                folders,
                requests,
                samples,
                warmups,
                NetworkPlan.ofLatency(latencyMicros),
                Map.of());
    }

    /// A workload where every hostname is a zone of its own.
    public Workload(
            Profile profile,
            Mode mode,
            Map<String, SnippetModule> snippets,
            Map<String, Path> folders,
            List<SnippetRequest> requests,
            int samples,
            int warmups,
            NetworkPlan network,
            Map<String, RecordedOrigin> recordings) {
        this(profile, mode, snippets, folders, requests, samples, warmups, network, Zones.EACH, recordings);
    }

    /// The same workload on another network.
    public Workload withNetwork(NetworkPlan plan) {
        return new Workload(profile, mode, snippets, folders, requests, samples, warmups, plan, zones, recordings);
    }

    /// The same workload in other zones.
    public Workload withZones(Zones wanted) {
        return new Workload(profile, mode, snippets, folders, requests, samples, warmups, network, wanted, recordings);
    }

    /// The passes over `requests` that give a verdict in `mode`, at least `wanted`.
    public static int samples(Mode mode, int wanted, int requests) {
        int least = mode == Mode.COLD ? (LEAST_COLD_SAMPLES + requests - 1) / Math.max(1, requests) : 1;
        return Math.max(wanted, least);
    }

    /// Runs the workload in this JVM.
    ///
    /// In the modes with fresh isolates each request is followed by a forced collection, so that one
    /// series of invocations has all figures. A warm isolate would lose machine code by that: its CPU
    /// time comes from a series without collections, its live memory from a pass in another isolate that
    /// is warm as well, with them.
    ///
    /// @throws IOException if a folder cannot be read
    /// @throws IllegalStateException if this process runs V8 with the flags of another mode already
    public Measurement run() throws IOException {
        JavetEngine.Tiers tiers = mode == Mode.INTERPRETER ? JavetEngine.Tiers.INTERPRETER : JavetEngine.Tiers.ALL;
        try (SnippetEngine engine = new JavetEngine(tiers)) {
            return mode == Mode.WARM ? runWarm(engine) : runFresh(engine);
        }
    }

    private Measurement runFresh(SnippetEngine engine) throws IOException {
        List<Invocation> invocations = new ArrayList<>();
        try (Simulator simulator = simulator(engine, profile, true)) {
            for (int sample = 0; sample < samples; sample++) {
                for (SnippetRequest request : requests) {
                    simulator.resetIsolates();
                    invocations.add(simulator.invoke(request));
                }
            }
        }
        return new Measurement(engine.name(), invocations, invocations);
    }

    private Measurement runWarm(SnippetEngine engine) throws IOException {
        List<Invocation> timed = new ArrayList<>();
        try (Simulator simulator = simulator(engine, profile, false)) {
            warmUp(simulator, warmups);
            for (int sample = 0; sample < samples; sample++) {
                requests.forEach(request -> timed.add(simulator.invoke(request)));
            }
        }
        List<Invocation> collected = new ArrayList<>();
        // Every forced collection throws machine code away: in this pass the CPU limit would refuse what it made slow.
        Profile unhurried = profile.withCpuMicros(profile.cpuMicros() * UNHURRIED_CPU_FACTOR);
        try (Simulator simulator = simulator(engine, unhurried, true)) {
            warmUp(simulator, Math.min(warmups, MEMORY_WARM_UPS));
            for (SnippetRequest request : memorySample()) {
                collected.add(simulator.invoke(request));
            }
        }
        return new Measurement(engine.name(), timed, collected);
    }

    /// At most [#MEMORY_REQUESTS] of the requests, evenly spread, the last one among them.
    private List<SnippetRequest> memorySample() {
        int size = Math.min(requests.size(), MEMORY_REQUESTS);
        List<SnippetRequest> sample = new ArrayList<>(size);
        for (int i = 1; i <= size; i++) {
            sample.add(requests.get((int) ((long) i * requests.size() / size) - 1));
        }
        return sample;
    }

    private void warmUp(Simulator simulator, int count) {
        for (int i = 0; i < count; i++) {
            simulator.invoke(requests.get(i % requests.size()));
        }
    }

    /// The simulator that a run of this workload asks, on `engine`, which stays the caller's; without
    /// forced collections.
    ///
    /// @throws IOException if a folder cannot be read
    public Simulator simulator(SnippetEngine engine) throws IOException {
        return simulator(engine, profile, false);
    }

    private Simulator simulator(SnippetEngine engine, Profile limits, boolean isCollecting) throws IOException {
        Simulator.Builder builder = Simulator.builder(limits)
                .engine(engine)
                .network(network)
                .zones(zones)
                .collectAfterEachRequest(isCollecting);
        snippets.forEach(builder::snippet);
        recordings.forEach(builder::origin);
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            builder.origin(folder.getKey(), new FolderOrigin(folder.getValue()));
        }
        return builder.build();
    }
}
