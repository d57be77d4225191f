package dev.evodb.chain.jvm.run;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.List;

/// Steps for tests: the snippet of step `a` is `https://a.example/x`.
final class Chains {
    private Chains() {}

    static StepId id(String text) {
        return new StepId(text);
    }

    static String url(String id) {
        return "https://" + id + ".example/x";
    }

    static Snippet snippet(String id) {
        return Snippet.of(url(id), Cost.UNKNOWN);
    }

    static ChainPart leaf(String id) {
        return leaf(id, CallPolicy.ONCE);
    }

    static ChainPart leaf(String id, CallPolicy policy) {
        return ChainPart.of(new Step.Invoke(id(id), new Placement.Hop(snippet(id), policy)));
    }

    /// Leaves `s0`, `s1`, … of one policy.
    static List<ChainPart> leaves(int count, CallPolicy policy) {
        List<ChainPart> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(leaf("s" + i, policy));
        }
        return leaves;
    }

    /// A coordinator without a deadline of its own.
    static ChainPart router(String id, FanOut fanOut, List<ChainPart> branches) {
        return router(id, CallPolicy.ONCE, fanOut, branches);
    }

    static ChainPart router(String id, CallPolicy policy, FanOut fanOut, List<ChainPart> branches) {
        return over(id, new Placement.Hop(snippet(id), policy), fanOut, branches);
    }

    static ChainPart inLine(String id, FanOut fanOut, List<ChainPart> branches) {
        return over(id, Placement.inLine(), fanOut, branches);
    }

    private static ChainPart over(String id, Placement placement, FanOut fanOut, List<ChainPart> branches) {
        List<StepId> roots = branches.stream().map(ChainPart::root).toList();
        return ChainPart.over(new Step.Parallel(id(id), placement, fanOut, roots), branches);
    }

    static Value hit(int rowId, double distance) {
        return Value.object("rowId", Value.of(rowId)).with("distance", Value.of(distance));
    }

    /// A ranked answer of one row compared and one partition visited.
    static Value ranked(Value... hits) {
        return Value.object("hits", Value.list(hits)).with("rows", Value.of(1)).with("nprobes", Value.of(1));
    }
}
