package dev.evodb.sim.junit;

import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.Workload;
import dev.evodb.sim.calibration.Calibration;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.RecordedOrigin;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The simulator of one test with a `SnippetBudget`. It is made with the first request, so snippets,
/// origins and the network are named before.
public final class BudgetedSimulator implements AutoCloseable {
    /// CPU time in a test, in budgets: what is measured is measured later, but a loop must end.
    private static final long UNHURRIED = 40;

    private static final int WARM_UPS = 200;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Profile limits;
    private final Mode mode;
    private final int samples;
    private final Map<String, SnippetModule> snippets = new LinkedHashMap<>();
    private final Map<String, Origin> origins = new LinkedHashMap<>();
    private final Map<String, RecordedOrigin> recordings = new LinkedHashMap<>();
    private final List<SnippetRequest> requests = new ArrayList<>();
    private final Set<String> refusals = new LinkedHashSet<>();
    private NetworkPlan plan = NetworkPlan.IDEAL;
    private @Nullable Simulator simulator;

    BudgetedSimulator(Profile limits, Mode mode, int samples) {
        this.limits = limits;
        this.mode = mode;
        this.samples = samples;
    }

    /// Puts the module in `file` in front of `host`.
    ///
    /// @throws IOException if the file cannot be read
    public BudgetedSimulator snippet(String host, Path file) throws IOException {
        Path name = file.getFileName();
        return snippet(host, new SnippetModule(name == null ? "main.js" : name.toString(), Files.readString(file)));
    }

    /// Puts a snippet in front of `host`.
    public BudgetedSimulator snippet(String host, SnippetModule module) {
        requireNotStarted();
        snippets.put(host, module);
        return this;
    }

    /// Lets `origin`, which is borrowed, answer `host`.
    public BudgetedSimulator origin(String host, Origin origin) {
        requireNotStarted();
        origins.put(host, origin);
        return this;
    }

    /// How the network behaves, in the test and in the measurement.
    public BudgetedSimulator network(NetworkPlan networkPlan) {
        requireNotStarted();
        plan = networkPlan;
        return this;
    }

    /// Sends one request to the snippet of its hostname.
    ///
    /// @throws IllegalArgumentException if no snippet has the hostname
    public Invocation invoke(SnippetRequest request) {
        Invocation invocation = started().invoke(request);
        requests.add(request);
        invocation.tree().forEach(hop -> {
            if (hop.outcome() instanceof Outcome.Refused refused) {
                refusals.add(refused.code().number() + " at " + hop.host() + ": " + refused.message());
            }
        });
        return invocation;
    }

    /// Closes all isolates, so that the next request of each snippet is cold.
    public void resetIsolates() {
        started().resetIsolates();
    }

    /// The budget.
    public Profile limits() {
        return limits;
    }

    /// Whether a request was sent.
    boolean isUsed() {
        return !requests.isEmpty();
    }

    /// Measures the requests of the test in a process of their own.
    RunReport measure(String title) throws IOException {
        if (!plan.faults().isEmpty()) {
            recordWithoutFaults();
        }
        Profile profile = mode == Mode.WARM ? limits : limits.withCpuMicros(limits.cpuMicros() * UNHURRIED);
        Workload workload = new Workload(
                profile,
                mode,
                snippets,
                Map.of(),
                requests,
                Workload.samples(mode, samples, requests.size()),
                WARM_UPS,
                plan,
                recordings);
        Measurement measurement = ForkedRun.run(workload, DEADLINE);
        Verdict verdict = Verdict.of(limits, workload, measurement);
        Set<String> violations = new LinkedHashSet<>(refusals);
        violations.addAll(verdict.violations());
        return new RunReport(
                title,
                workload,
                measurement,
                verdict.withViolations(List.copyOf(violations)),
                Calibration.load(Calibration.standardFile()),
                OptionalDouble.empty());
    }

    @Override
    public void close() {
        if (simulator != null) {
            simulator.close();
        }
    }

    private Simulator started() {
        if (simulator == null) {
            origins.keySet().forEach(host -> recordings.put(host, new RecordedOrigin(Map.of())));
            simulator = simulator(plan);
        }
        return simulator;
    }

    private Simulator simulator(NetworkPlan network) {
        Simulator.Builder builder = Simulator.builder(limits.withCpuMicros(limits.cpuMicros() * UNHURRIED))
                .network(network);
        snippets.forEach(builder::snippet);
        recordings.forEach((host, recording) -> {
            Origin origin = origins.get(host);
            if (origin != null) {
                builder.origin(host, RecordedOrigin.recording(origin, recording));
            }
        });
        return builder.build();
    }

    /// Sends the requests once more on a network where nothing goes wrong: what a fault kept from an
    /// origin in the test may get through in the measurement, which has more samples.
    private void recordWithoutFaults() {
        try (Simulator calm = simulator(plan.withFaults(List.of()))) {
            requests.forEach(calm::invoke);
        }
    }

    private void requireNotStarted() {
        if (simulator != null) {
            throw new IllegalStateException("snippets, origins and the network are named before the first request");
        }
    }
}
