package dev.evodb.chain;

import dev.evodb.error.LimitExceededException;
import java.util.List;
import java.util.OptionalLong;
import org.teavm.jso.JSExport;

/// Uses every public method of the portable package and tells what each answered. Runs on the JVM and as
/// JavaScript.
public final class PortableTour {
    private PortableTour() {}

    @JSExport
    public static String tour() {
        StringBuilder log = new StringBuilder();
        plans(log);
        refusals(log);
        merges(log);
        requests(log);
        return log.toString();
    }

    private static void plans(StringBuilder log) {
        Cost stated = new Cost(5, OptionalLong.of(4_000), OptionalLong.of(1 << 20), OptionalLong.of(20_000));
        Snippet shard = new Snippet("shard", "https://shard.example/search", stated);
        Step.Invoke invoke = new Step.Invoke(shard);
        Snippet router = new Snippet("router", "http://router.example:8080", Cost.ofSubrequests(1));
        Step.ScatterGather scatter = new Step.ScatterGather(router, List.of(invoke));
        Budget budget = new Budget(5_000, 32 << 20, 5, 32_768);
        ChainPlan plan = ChainPlan.check(scatter, budget);

        Step root = plan.root();
        log.append(root == scatter)
                .append(root.snippet().id())
                .append(scatter.snippet().host());
        log.append(invoke.snippet().url()).append(scatter.shards().size());
        for (ChainPlan.Invocation invocation : plan.invocations()) {
            Cost cost = invocation.snippet().cost();
            log.append('\n').append(invocation.snippet().id());
            log.append(' ').append(invocation.depth()).append(' ').append(invocation.subrequests());
            log.append(' ').append(cost.subrequests());
            log.append(' ').append(cost.cpuMicros().orElse(-1));
            log.append(' ').append(cost.memoryBytes().orElse(-1));
            log.append(' ').append(cost.packageBytes().orElse(-1));
        }
        log.append('\n').append(plan.depth()).append(' ').append(plan.totalSubrequests());
        log.append(' ').append(plan.totalCpuMicros().isPresent());
        log.append(' ').append(ChainPlan.check(invoke, budget).totalCpuMicros().orElse(-1));
        log.append(' ').append(plan.budget().cpuMicros()).append(' ').append(budget.memoryBytes());
        log.append(' ').append(budget.subrequests()).append(' ').append(budget.packageBytes());
    }

    private static void refusals(StringBuilder log) {
        Snippet shard = new Snippet("shard", "https://shard.example/", Cost.ofSubrequests(6));
        try {
            ChainPlan.check(new Step.Invoke(shard), new Budget(5_000, 32 << 20, 5, 32_768));
        } catch (LimitExceededException e) {
            log.append('\n').append(e.getMessage());
        }
        Step loop = new Step.ScatterGather(
                shard,
                List.of(new Step.ScatterGather(
                        new Snippet("next", "https://next.example/", Cost.ofSubrequests(0)),
                        List.of(new Step.Invoke(
                                new Snippet("again", "https://shard.example/", Cost.ofSubrequests(0)))))));
        try {
            ChainPlan.check(loop, new Budget(5_000, 32 << 20, 5, 32_768));
        } catch (IllegalArgumentException e) {
            log.append('\n').append(e.getMessage());
        }
        try {
            log.append(HitCount.parse("1001"));
        } catch (IllegalArgumentException e) {
            log.append('\n').append(e.getMessage());
        }
        try {
            new RankedAnswer("shard", new double[] {2, 1}, new double[] {1, 2}).check(2);
        } catch (ShardFailedException e) {
            log.append('\n').append(e.getMessage()).append(e.shard()).append(e.problem());
        }
        log.append(new ShardFailedException("shard", "gone").getMessage());
        log.append(new ShardFailedException("shard", "lost", new IllegalStateException("why")).problem());
        log.append(new ChainPlan.Invocation(shard, 2, 3).depth());
        log.append(new GatherMerge.Merged(new int[4], new int[4]).size());
    }

    private static void merges(StringBuilder log) {
        // A generator of 23 bits that needs no long: the same numbers in both worlds.
        int state = 12_345;
        for (int round = 0; round < 50; round++) {
            RankedAnswer[] answers = new RankedAnswer[3];
            for (int s = 0; s < answers.length; s++) {
                state = next(state);
                double[] distances = new double[state % 12];
                double[] rowIds = new double[distances.length];
                double distance = -1;
                for (int i = 0; i < distances.length; i++) {
                    state = next(state);
                    distance += (state % 3) * 0.1;
                    distances[i] = distance;
                    state = next(state);
                    rowIds[i] = 9007199254740991.0 - state % 20;
                }
                answers[s] = new RankedAnswer("s" + s, distances, rowIds);
                log.append(answers[s].shard()).append(answers[s].size());
                log.append(answers[s].distances().length - answers[s].rowIds().length);
            }
            GatherMerge.Merged merged = GatherMerge.merge(answers, 12);
            log.append('\n').append(merged.size()).append(':');
            for (int i = 0; i < merged.size(); i++) {
                log.append(' ').append(merged.shards()[i]).append('/').append(merged.positions()[i]);
            }
        }
    }

    private static int next(int state) {
        return ((state * 1_103_515_245 + 12_345) >>> 8) & 0x7FFFFF;
    }

    private static void requests(StringBuilder log) {
        log.append('\n').append(Hops.refusal("a, b,", "c")).append(Hops.refusal("a, b,", "b"));
        log.append(Hops.plus("a", "b"));
        log.append(HitCount.parse("17")).append(HitCount.DEFAULT);
    }
}
