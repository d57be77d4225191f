package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Hops;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.error.LimitExceededException;
import java.util.List;
import java.util.Optional;

/// Which tree of steps spreads over many where one step breaks its budget.
public final class TreeAdvice {
    private TreeAdvice() {}

    /// The cheapest tree that the budget allows: as wide as it allows, because a wider tree has fewer
    /// levels and fewer steps, and each step costs its own CPU time and a subrequest.
    ///
    /// @throws LimitExceededException if a step that calls two others, or the one leaf, breaks the
    ///     budget, or the tree would be deeper than a request may pass
    public static TreeShape cheapest(TreeDemand demand) {
        int least = Math.min(2, demand.leaves());
        List<Violation> violations = Violation.of(demand.step(), demand.load(least), demand.budget());
        if (!violations.isEmpty()) {
            Violation first = violations.getFirst();
            throw new LimitExceededException(
                    "step " + demand.step() + " over " + least + ": "
                            + first.limit().unit(),
                    first.allowed(),
                    first.needed());
        }
        int width = least;
        while (width < Math.min(demand.leaves(), Step.MAX_WIDTH)
                && Violation.of(demand.step(), demand.load(width + 1), demand.budget())
                        .isEmpty()) {
            width++;
        }
        TreeShape shape = TreeShape.of(demand.leaves(), width);
        if (shape.levels() >= Hops.MAX) {
            throw new LimitExceededException(
                    "step " + demand.step() + ": snippets on a path", Hops.MAX, shape.levels() + 1);
        }
        return shape;
    }

    /// The tree that could stand for a parallel step that breaks its budget; empty if `step` keeps it, is
    /// of another kind, a tree would answer something else, or no tree fits either.
    public static Optional<TreeShape> insteadOf(ChainPlan plan, StepId step) {
        Chain chain = plan.chain();
        for (Invocation invocation : plan.invocations()) {
            if (invocation.step().id().equals(step)
                    && invocation.step() instanceof Step.Parallel parallel
                    && isDivisible(parallel.fanOut())
                    && plan.violations().stream()
                            .anyMatch(violation -> violation.step().equals(step))) {
                TreeDemand demand = new TreeDemand(
                        step,
                        parallel.calls().size(),
                        invocation.snippet().cost(),
                        mostRequests(chain, parallel),
                        parallel.fanOut().retryBudget(),
                        invocation.budget());
                try {
                    return Optional.of(cheapest(demand)).filter(shape -> shape.levels() > 1);
                } catch (LimitExceededException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isDivisible(FanOut fanOut) {
        boolean isWhole = switch (fanOut.partitioner()) {
            case Partitioner.Broadcast _ -> true;
            case Partitioner.Slices _ -> true;
            case Partitioner.ByHash _, Partitioner.ByCentroid _ -> false;
        };
        return isWhole && fanOut.combiner().isAssociative();
    }

    private static CallPolicy mostRequests(Chain chain, Step.Parallel parallel) {
        CallPolicy most = CallPolicy.ONCE;
        for (StepId called : parallel.calls()) {
            if (chain.step(called).placement() instanceof Placement.Hop hop
                    && hop.policy().extraRequests() > most.extraRequests()) {
                most = hop.policy();
            }
        }
        return most;
    }
}
