package dev.evodb.sim;

import dev.evodb.sim.limit.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a measurement says about a budget.
///
/// Which CPU figure decides depends on the mode, because one sample of a compiled run says more about the
/// machine's load than about the snippet: the highest without a compiler, the median of cold isolates,
/// the 99th percentile of warm ones. Where the run enforced the CPU limit, each request that was ended
/// for it is a violation too.
///
/// @param limits        of the budget, which the run may have enforced with more CPU time
/// @param decisiveCpuMillis the CPU figure that is compared with the limit
/// @param violations    one line each; none if the budget is kept
public record Verdict(
        Profile limits,
        Summary summary,
        double decisiveCpuMillis,
        Margin cpu,
        Margin memory,
        Margin subrequests,
        Margin packageSize,
        List<String> violations) {
    public Verdict {
        violations = List.copyOf(violations);
    }

    /// Judges `measurement`, which is what running `workload` gave, by `limits`.
    public static Verdict of(Profile limits, Workload workload, Measurement measurement) {
        Summary summary = Summary.of(workload, measurement);
        double decisive = switch (workload.mode()) {
            case INTERPRETER -> summary.cpuMillis().max();
            case COLD -> summary.cpuMillis().p50();
            case WARM -> summary.cpuMillis().p99();
        };
        List<String> violations = new ArrayList<>(summary.violations());
        double cpuLimit = limits.cpuMicros() / 1000.0;
        boolean isEnforced = workload.profile().cpuMicros() == limits.cpuMicros();
        if (!isEnforced && decisive > cpuLimit) {
            violations.add(String.format(
                    Locale.ROOT,
                    "1203 %s: CPU microseconds limit is %d, needed %d",
                    switch (workload.mode()) {
                        case INTERPRETER -> "without a compiler";
                        case COLD -> "in the median of fresh isolates";
                        case WARM -> "in the 99th percentile of warm requests";
                    },
                    limits.cpuMicros(),
                    (long) (decisive * 1000)));
        }
        long live = summary.liveMemoryBytes().orElse(0);
        return new Verdict(
                limits,
                summary,
                decisive,
                Margin.of(decisive, cpuLimit),
                Margin.of((double) live, (double) limits.memoryBytes()),
                Margin.of(summary.subrequests(), limits.subrequests()),
                Margin.of(summary.packageBytes(), limits.packageBytes()),
                violations);
    }

    /// The same figures with other violations.
    public Verdict withViolations(List<String> lines) {
        return new Verdict(limits, summary, decisiveCpuMillis, cpu, memory, subrequests, packageSize, lines);
    }

    /// Whether every request ended within the limits.
    public boolean isPass() {
        return violations.isEmpty();
    }

    /// `pass` or `fail`.
    public String wireName() {
        return isPass() ? "pass" : "fail";
    }
}
