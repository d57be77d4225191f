package dev.evodb.cli.demo;

import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Summary;
import dev.evodb.sim.Workload;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Requests to one deployment in one mode, measured.
public record EdgeRun(Profile profile, Summary summary, Measurement measurement) {
    private static final Duration FORK_DEADLINE = Duration.ofMinutes(2);
    private static final int WARM_UPS = 200;

    /// Cold and interpreted requests are measured with the CPU limit out of the way, so that the figure
    /// is the whole cost; [#withinCpu] compares it with the limit.
    private static final long UNLIMITED_CPU_FACTOR = 40;

    /// Asks `edge` for the `k` nearest of each of `vectors`. Warm requests run under the limits of
    /// `profile`.
    public static EdgeRun of(EdgeFolder edge, Profile profile, Mode mode, List<float[]> vectors, int k)
            throws IOException {
        Profile enforced =
                mode == Mode.WARM ? profile : profile.withCpuMicros(profile.cpuMicros() * UNLIMITED_CPU_FACTOR);
        Workload workload = new Workload(
                enforced,
                mode,
                edge.snippets(),
                edge.origins(),
                vectors.stream().map(vector -> edge.request(vector, k, 0)).toList(),
                1,
                mode == Mode.WARM ? WARM_UPS : 0,
                0);
        Measurement measurement = mode == Mode.WARM ? workload.run() : ForkedRun.run(workload, FORK_DEADLINE);
        return new EdgeRun(profile, Summary.of(workload, measurement), measurement);
    }

    /// The answers, in the order of the requests; nothing for a request that was ended.
    public List<Optional<EdgeAnswer>> answers() throws IOException {
        List<Optional<EdgeAnswer>> answers = new ArrayList<>();
        for (Invocation invocation : measurement.timed()) {
            boolean isEnded = invocation.tree().anyMatch(hop -> hop.outcome() instanceof Outcome.Refused);
            answers.add(isEnded ? Optional.empty() : EdgeAnswer.of(invocation));
        }
        return answers;
    }

    /// Requests that the simulator ended, whole or at a shard.
    public long ended() {
        return measurement.timed().stream()
                .filter(request -> request.tree().anyMatch(hop -> hop.outcome() instanceof Outcome.Refused))
                .count();
    }

    /// Requests of which no invocation used more CPU than the profile allows.
    public long withinCpu() {
        return measurement.timed().stream()
                .filter(request -> request.tree().allMatch(hop -> hop.cpuNanos() <= profile.cpuMicros() * 1000))
                .count();
    }
}
