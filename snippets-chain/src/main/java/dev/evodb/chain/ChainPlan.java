package dev.evodb.chain;

import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// A chain that was checked: whoever holds one knows that no invocation breaks the budget as far as its cost
/// is stated, that ids are unique and that no request can come back to a host that it has passed. Immutable.
public final class ChainPlan {
    /// Hosts on the longest path that a plan may have and a router lets pass.
    public static final int MAX_DEPTH = 8;

    private final Step root;
    private final Budget budget;
    private final List<Invocation> invocations;

    private ChainPlan(Step root, Budget budget, List<Invocation> invocations) {
        this.root = root;
        this.budget = budget;
        this.invocations = List.copyOf(invocations);
    }

    /// One run of one snippet. `depth` counts hosts from the entry, which has 1; `subrequests` is the
    /// snippet's own plus one for each step that it calls.
    public record Invocation(Snippet snippet, int depth, int subrequests) {}

    /// Checks the shape of the chain first, then each invocation against `budget`, callers before those they
    /// call.
    ///
    /// @throws IllegalArgumentException if an id is used twice, or a host is reached twice on one path
    /// @throws LimitExceededException naming the step, the limit, what is allowed and what would be used
    public static ChainPlan check(Step root, Budget budget) {
        List<Invocation> invocations = new ArrayList<>();
        collect(root, new ArrayList<>(), new HashSet<>(), invocations);
        for (Invocation invocation : invocations) {
            checkBudget(invocation, budget);
        }
        return new ChainPlan(root, budget, invocations);
    }

    public Step root() {
        return root;
    }

    public Budget budget() {
        return budget;
    }

    /// Every invocation of one run of the chain, callers before those they call, shards in order.
    public List<Invocation> invocations() {
        return invocations;
    }

    /// Hosts on the longest path.
    public int depth() {
        int depth = 0;
        for (Invocation invocation : invocations) {
            depth = Math.max(depth, invocation.depth());
        }
        return depth;
    }

    /// Subrequests of all invocations together.
    public long totalSubrequests() {
        long total = 0;
        for (Invocation invocation : invocations) {
            total += invocation.subrequests();
        }
        return total;
    }

    /// CPU time of all invocations together, in microseconds; empty unless every one states its own.
    public OptionalLong totalCpuMicros() {
        long total = 0;
        for (Invocation invocation : invocations) {
            OptionalLong cpuMicros = invocation.snippet().cost().cpuMicros();
            if (cpuMicros.isEmpty()) {
                return OptionalLong.empty();
            }
            total = Math.addExact(total, cpuMicros.getAsLong());
        }
        return OptionalLong.of(total);
    }

    /// `path` holds the snippets above `step`, the entry first, and is the same again on return.
    private static void collect(Step step, List<Snippet> path, Set<String> ids, List<Invocation> out) {
        Snippet snippet = step.snippet();
        String id = snippet.id();
        if (!ids.add(id)) {
            throw new IllegalArgumentException("step " + id + ": id is used twice in the chain");
        }
        for (Snippet above : path) {
            if (above.host().equals(snippet.host())) {
                throw new IllegalArgumentException("step " + id + ": host " + snippet.host()
                        + " is reached twice on the path " + describe(path) + id);
            }
        }
        path.add(snippet);
        if (path.size() > MAX_DEPTH) {
            throw new LimitExceededException("step " + id + ": depth", MAX_DEPTH, path.size());
        }
        List<Step> calls = calls(step);
        out.add(new Invocation(
                snippet, path.size(), Math.addExact(snippet.cost().subrequests(), calls.size())));
        for (Step called : calls) {
            collect(called, path, ids, out);
        }
        path.removeLast();
    }

    /// The steps that the snippet of `step` fetches, one subrequest each.
    private static List<Step> calls(Step step) {
        return switch (step) {
            case Step.Invoke invoke -> List.of();
            case Step.ScatterGather scatter -> scatter.shards();
        };
    }

    private static void checkBudget(Invocation invocation, Budget budget) {
        String id = invocation.snippet().id();
        Cost cost = invocation.snippet().cost();
        checkLimit(id, "subrequests", budget.subrequests(), invocation.subrequests());
        checkLimit(id, "CPU microseconds", budget.cpuMicros(), cost.cpuMicros().orElse(0));
        checkLimit(id, "memory bytes", budget.memoryBytes(), cost.memoryBytes().orElse(0));
        checkLimit(
                id, "package bytes", budget.packageBytes(), cost.packageBytes().orElse(0));
    }

    private static void checkLimit(String id, String limit, long allowed, long used) {
        if (used > allowed) {
            throw new LimitExceededException("step " + id + ": " + limit, allowed, used);
        }
    }

    private static String describe(List<Snippet> path) {
        StringBuilder text = new StringBuilder();
        for (Snippet snippet : path) {
            text.append(snippet.id()).append(" > ");
        }
        return text.toString();
    }
}
