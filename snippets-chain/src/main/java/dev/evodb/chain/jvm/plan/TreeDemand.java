package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Cost;
import dev.evodb.chain.StepId;
import java.util.OptionalInt;

/// What a tree is wanted for: `leaves` steps that one step, or a tree of equal ones, calls under
/// `budget`.
///
/// `step` names it in errors, `cost` is that of each step of the tree, with what a call adds;
/// `leafPolicy` is how leaves are called and bounds retries together with `retryBudget`, as in a fan-out.
public record TreeDemand(
        StepId step, int leaves, Cost cost, CallPolicy leafPolicy, OptionalInt retryBudget, Budget budget) {
    /// Each leaf called once.
    public static TreeDemand of(StepId step, int leaves, Cost cost, Budget budget) {
        return new TreeDemand(step, leaves, cost, CallPolicy.ONCE, OptionalInt.empty(), budget);
    }

    /// What a step of the tree needs that calls `width` others, all as leaves are called.
    Load load(int width) {
        int extra = leafPolicy.extraRequests() * width;
        return Load.of(cost, width, Math.min(extra, retryBudget.orElse(extra)));
    }
}
