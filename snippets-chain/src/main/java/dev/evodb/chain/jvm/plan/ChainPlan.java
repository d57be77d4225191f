package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A chain measured against budgets before it runs: what each invocation needs, whether it may, what the
/// whole run needs and what it waits for. Immutable.
///
/// Figures are upper bounds made of the stated costs: each call of a step with a snippet is a subrequest
/// of the invocation that makes it, retries and hedged requests as far as policies allow them are too,
/// and of two sides of a condition the dearer one counts, figure by figure.
public final class ChainPlan {
    private final Chain chain;
    private final List<Invocation> invocations;
    private final List<Violation> violations;
    private final Total total;
    private final CriticalPath criticalPath;

    private ChainPlan(
            Chain chain,
            List<Invocation> invocations,
            List<Violation> violations,
            Total total,
            CriticalPath criticalPath) {
        this.chain = chain;
        this.invocations = List.copyOf(invocations);
        this.violations = List.copyOf(violations);
        this.total = total;
        this.criticalPath = criticalPath;
    }

    /// Plans `chain`, whether the budgets allow it or not.
    ///
    /// @throws IllegalArgumentException if a snippet names a profile that is not among `budgets`
    public static ChainPlan of(Chain chain, Budgets budgets) {
        ChainLoads loads = ChainLoads.of(chain);
        Placing placing = Placing.of(chain);
        List<Invocation> invocations = new ArrayList<>();
        for (Step step : chain.callersFirst()) {
            Optional<Snippet> snippet = step.snippet();
            if (snippet.isPresent()) {
                invocations.add(new Invocation(
                        step,
                        snippet.get(),
                        placing.level(step.id()),
                        placing.runs(step.id()),
                        loads.load(step.id()),
                        budgets.of(step.id(), snippet.get())));
            }
        }
        invocations.sort(Comparator.comparingInt(Invocation::level));
        List<Violation> violations = new ArrayList<>();
        for (Invocation invocation : invocations) {
            StepId id = invocation.step().id();
            violations.addAll(Violation.of(id, invocation.load(), invocation.budget()));
            Violation.ofTimeout(invocation.step(), loads.path(id)).ifPresent(violations::add);
        }
        return new ChainPlan(chain, invocations, violations, loads.total(chain.entry()), loads.path(chain.entry()));
    }

    /// Plans `chain` and insists that the budgets allow it.
    ///
    /// @throws LimitExceededException for the first violation, naming the step, the limit, what is
    ///     allowed and what would be used
    public static ChainPlan check(Chain chain, Budgets budgets) {
        ChainPlan plan = of(chain, budgets);
        if (!plan.isLegal()) {
            Violation first = plan.violations.getFirst();
            throw new LimitExceededException(
                    "step " + first.step() + ": " + first.limit().unit(), first.allowed(), first.needed());
        }
        return plan;
    }

    public Chain chain() {
        return chain;
    }

    /// Every step with a snippet, by level, callers before those they call.
    public List<Invocation> invocations() {
        return invocations;
    }

    /// All that breaks a budget, in the order of the invocations.
    public List<Violation> violations() {
        return violations;
    }

    public boolean isLegal() {
        return violations.isEmpty();
    }

    /// Snippets on the longest path.
    public int levels() {
        return invocations.getLast().level();
    }

    public Total total() {
        return total;
    }

    public CriticalPath criticalPath() {
        return criticalPath;
    }

    /// Where steps run and how often, from the entry down.
    private record Placing(Map<StepId, Integer> levels, Map<StepId, Integer> allRuns) {
        static Placing of(Chain chain) {
            Map<StepId, Integer> levels = new HashMap<>(Map.of(chain.entry(), 1));
            Map<StepId, Integer> runs = new HashMap<>(Map.of(chain.entry(), 1));
            for (Step step : chain.callersFirst()) {
                int level = Objects.requireNonNull(levels.get(step.id()));
                int times = Objects.requireNonNull(runs.get(step.id()));
                for (StepId called : step.calls()) {
                    boolean isHop = chain.step(called).snippet().isPresent();
                    levels.merge(called, isHop ? level + 1 : level, Math::max);
                    runs.merge(called, times, Integer::sum);
                }
            }
            return new Placing(levels, runs);
        }

        int level(StepId step) {
            return Objects.requireNonNull(levels.get(step));
        }

        int runs(StepId step) {
            return Objects.requireNonNull(allRuns.get(step));
        }
    }
}
