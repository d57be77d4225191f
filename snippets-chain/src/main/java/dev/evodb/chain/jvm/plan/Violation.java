package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// An invocation that needs more than it is allowed. `source` is what allows it: `profile evodb`, or `its
/// timeout`.
public record Violation(StepId step, Limit limit, String source, long allowed, long needed) {
    /// By how much.
    public long excess() {
        return needed - allowed;
    }

    /// In one line.
    public String message() {
        return "step " + step + ": " + limit.unit() + " limit of " + source + " is " + allowed + ", needed " + needed
                + ", " + excess() + " too many";
    }

    /// What of `load` is beyond `budget`: subrequests, CPU, memory, package, in this order.
    static List<Violation> of(StepId step, Load load, Budget budget) {
        String source = "profile " + budget.profile();
        List<Violation> found = new ArrayList<>();
        of(step, Limit.SUBREQUESTS, source, budget.subrequests(), OptionalLong.of(load.subrequests()))
                .ifPresent(found::add);
        of(step, Limit.CPU, source, budget.cpuMicros(), load.cpuMicros()).ifPresent(found::add);
        of(step, Limit.MEMORY, source, budget.memoryBytes(), load.memoryBytes()).ifPresent(found::add);
        of(step, Limit.PACKAGE, source, budget.packageBytes(), load.packageBytes())
                .ifPresent(found::add);
        return found;
    }

    /// Whether `path`, that of `step` and all that it calls, outlasts the timeout of its policy.
    static Optional<Violation> ofTimeout(Step step, CriticalPath path) {
        return step.placement() instanceof Placement.Hop hop
                        && hop.policy().timeoutMillis().isPresent()
                ? of(
                        step.id(),
                        Limit.TIMEOUT,
                        "its timeout",
                        hop.policy().timeoutMillis().getAsInt() * 1_000L,
                        path.micros())
                : Optional.empty();
    }

    private static Optional<Violation> of(StepId step, Limit limit, String source, long allowed, OptionalLong needed) {
        return needed.isPresent() && needed.getAsLong() > allowed
                ? Optional.of(new Violation(step, limit, source, allowed, needed.getAsLong()))
                : Optional.empty();
    }
}
