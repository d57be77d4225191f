package dev.evodb.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.teavm.jso.JSExport;

/// Uses every public method of the portable package and tells what each answered. Runs on the JVM and as
/// JavaScript.
public final class PortableTour {
    private PortableTour() {}

    @JSExport
    public static String tour() {
        StringBuilder log = new StringBuilder();
        values(log);
        chains(log);
        refusals(log);
        merges(log);
        requests(log);
        return log.toString();
    }

    private static void values(StringBuilder log) {
        Cost cost = new Cost(
                        5,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Cost.PerCall.NONE)
                .withCpuMicros(4_000)
                .withWallMicros(20_000)
                .withMemoryBytes(1 << 20)
                .withPackageBytes(20_000)
                .withPerCall(new Cost.PerCall(100, 2_000));
        Snippet snippet = new Snippet("http://router.example:8080/search", Optional.of("pro"), cost);
        log.append(snippet.url())
                .append(snippet.host())
                .append(snippet.profile().orElse("none"));
        log.append(snippet.cost().subrequests())
                .append(' ')
                .append(cost.cpuMicros().orElse(-1));
        log.append(' ').append(cost.wallMicros().orElse(-1));
        log.append(' ').append(cost.memoryBytes().orElse(-1));
        log.append(' ').append(cost.packageBytes().orElse(-1));
        log.append(' ')
                .append(cost.perCall().cpuMicros())
                .append(' ')
                .append(cost.perCall().memoryBytes());
        log.append(' ').append(Cost.ofSubrequests(3).cpuMicros().isPresent());

        CallPolicy policy = new CallPolicy(OptionalInt.empty(), 0, OptionalInt.empty())
                .withTimeoutMillis(30)
                .withRetries(2)
                .withHedgeAfterMillis(10);
        log.append('\n').append(policy.timeoutMillis().orElse(-1)).append(' ').append(policy.retries());
        log.append(' ').append(policy.hedgeAfterMillis().orElse(-1)).append(policy.extraRequests());
        Placement.Hop hop = new Placement.Hop(snippet, policy);
        log.append(hop.snippet().equals(snippet)).append(hop.policy().equals(policy));
        log.append(Placement.inLine().equals(new Placement.InLine()));

        log.append('\n');
        Partitioner.ByCentroid nearest = new Partitioner.ByCentroid(2);
        Partitioner.Slices slices = new Partitioner.Slices(List.of(3, 1));
        Partitioner.ByHash hash = new Partitioner.ByHash("word");
        Partitioner.Broadcast all = new Partitioner.Broadcast();
        for (Partitioner partitioner : List.of(all, slices, hash, nearest)) {
            log.append(partitioner.kind()).append(partitioner.called(4)).append(' ');
        }
        log.append(all.kind()).append(slices.kind()).append(hash.kind()).append(nearest.kind());
        log.append(nearest.called(1))
                .append(nearest.most())
                .append(slices.weights())
                .append(hash.field());
        Combiner.Collect collect = new Combiner.Collect();
        Combiner.Concatenate concatenate = new Combiner.Concatenate();
        Combiner.Sum sum = new Combiner.Sum();
        Combiner.Nearest best = new Combiner.Nearest();
        Combiner.ReciprocalRankFusion fusion = new Combiner.ReciprocalRankFusion(60);
        for (Combiner combiner : List.of(collect, concatenate, sum, best, fusion)) {
            log.append(combiner.kind()).append(combiner.isAssociative()).append(' ');
        }
        log.append(collect.kind()).append(concatenate.kind()).append(sum.kind()).append(best.kind());
        log.append(fusion.kind()).append(fusion.rankConstant()).append(fusion.isAssociative());
        log.append(collect.isAssociative()).append(concatenate.isAssociative());
        log.append(sum.isAssociative()).append(best.isAssociative());
        FanOut fanOut = FanOut.of(slices, sum).withQuorum(1).withConcurrency(2).withRetryBudget(3);
        log.append(fanOut.partitioner().equals(slices)).append(fanOut.combiner().equals(sum));
        log.append(fanOut.quorum().orElse(-1)).append(fanOut.concurrency().orElse(-1));
        log.append(fanOut.retryBudget().orElse(-1));
        log.append(new FanOut(all, best, fanOut.quorum(), fanOut.concurrency(), fanOut.retryBudget()).equals(fanOut));

        log.append('\n');
        Condition.Present present = new Condition.Present("filter");
        Condition.Equals equals = new Condition.Equals("kind", "words");
        Condition.AtLeast atLeast = new Condition.AtLeast("k", 100);
        for (Condition condition : List.of(present, equals, atLeast)) {
            log.append(condition.kind()).append(condition.field()).append(' ');
        }
        log.append(present.kind()).append(present.field()).append(equals.kind()).append(equals.field());
        log.append(atLeast.kind())
                .append(atLeast.field())
                .append(equals.value())
                .append(atLeast.least());
        Condition.requireField("word");
    }

    private static void chains(StringBuilder log) {
        Placement router = place(new StepId("router"));
        List<ChainPart> shards = new ArrayList<>();
        for (int s = 0; s < 7; s++) {
            shards.add(leaf("shard-" + s));
        }
        ChainPart two = ChainPart.over(
                new Step.Sequential(new StepId("two"), router, List.of(new StepId("shard-0"))), shards.subList(0, 1));
        describe(log, two);
        FanOut sums = FanOut.of(new Partitioner.ByHash("word"), new Combiner.Sum());
        describe(
                log,
                ChainPart.over(
                        new Step.Parallel(new StepId("hashed"), router, sums, List.of(new StepId("shard-0"))),
                        shards.subList(0, 1)));
        describe(log, Patterns.scatterGather(new StepId("all"), router, shards, new Combiner.Collect()));
        describe(log, Patterns.mapReduce(new StepId("sum"), router, shards, new Combiner.Sum()));
        describe(log, Patterns.pipeline(new StepId("line"), router, shards));
        describe(log, Patterns.fanOutFanIn(new StepId("fan"), router, shards, leaf("join")));
        describe(log, Patterns.vectorSearch(new StepId("near"), router, shards, OptionalInt.of(2)));
        describe(log, Patterns.hybrid(new StepId("both"), router, shards));
        TreeShape shape = TreeShape.of(7, 3);
        log.append('\n')
                .append(shape.text())
                .append(shape.levels())
                .append(shape.steps())
                .append(shape.width());
        log.append(shape.leaves()).append(shape.children().size()).append(shape.isLeaf());
        log.append(new TreeShape(1, List.of()).isLeaf());
        describe(log, Patterns.vectorSearchTree(new StepId("tree"), PortableTour::place, shape, shards));
        describe(log, Patterns.vectorSearchTree(new StepId("tree"), PortableTour::place, shape, shards, List.of(2)));
        describe(
                log,
                Patterns.mapReduceTree(new StepId("tree"), PortableTour::place, shape, shards, new Combiner.Sum()));

        Step.Conditional conditional = new Step.Conditional(
                new StepId("if"),
                router,
                new Condition.Present("filter"),
                Optional.of(new StepId("shard-0")),
                Optional.empty());
        log.append('\n')
                .append(conditional.id().text())
                .append(conditional.placement().equals(router));
        log.append(conditional.condition().kind()).append(conditional.calls().size());
        log.append(conditional.then().isPresent())
                .append(conditional.otherwise().isPresent());
        Chain chain = new ChainPart(
                        conditional.id(),
                        List.of(conditional, shards.getFirst().steps().getFirst()))
                .chain(new ChainId("some"));
        log.append(chain).append(chain.id().text()).append(chain.entry()).append(new ChainId("other"));
        log.append(chain.equals(Chain.of(chain.id(), chain.entry(), chain.steps())));
        log.append(chain.hashCode()
                == Chain.of(chain.id(), chain.entry(), chain.steps()).hashCode());
        ChainPart invoked = ChainPart.of(new Step.Invoke(new StepId("one"), Placement.at(snippet("one"))));
        log.append(invoked.root().text()).append(invoked.steps().size());
    }

    private static void describe(StringBuilder log, ChainPart part) {
        Chain chain = part.chain(new ChainId("tour"));
        for (Step step : chain.callersFirst()) {
            log.append('\n').append(step.id().text()).append(step.snippet().isPresent());
            log.append(chain.step(step.id()).equals(step)).append(step.calls().size());
            log.append(step.placement().equals(Placement.inLine()));
            switch (step) {
                case Step.Invoke invoke ->
                    log.append(invoke.id())
                            .append(invoke.calls().size())
                            .append(invoke.placement().snippet().url());
                case Step.Sequential sequential ->
                    log.append(sequential.id()).append(sequential.calls()).append(sequential.placement() == null);
                case Step.Parallel parallel ->
                    log.append(parallel.id())
                            .append(parallel.calls())
                            .append(parallel.placement() == null)
                            .append(parallel.fanOut().combiner().kind());
                case Step.Conditional conditional -> log.append(conditional.id());
            }
        }
    }

    private static ChainPart leaf(String id) {
        return Patterns.invoke(new StepId(id), snippet(id));
    }

    private static Placement.Hop place(StepId id) {
        return Placement.at(snippet(id.text()));
    }

    private static Snippet snippet(String id) {
        return Snippet.of("https://" + id + ".example/search", Cost.UNKNOWN);
    }

    private static void refusals(StringBuilder log) {
        Step loop = new Step.Sequential(new StepId("loop"), place(new StepId("loop")), List.of(new StepId("loop")));
        Optional<ChainProblem> problem = Chain.problem(loop.id(), List.of(loop));
        log.append('\n').append(problem.isPresent());
        ChainProblem given = new ChainProblem(loop.id(), Optional.of(loop.id()), "is wrong");
        log.append(given.message())
                .append(given.step())
                .append(given.reference().isPresent())
                .append(given.text());
        try {
            Chain.of(new ChainId("loop"), loop.id(), List.of(loop));
        } catch (IllegalArgumentException e) {
            log.append('\n').append(e.getMessage());
        }
        try {
            log.append(new Step.Sequential(new StepId("none"), Placement.inLine(), List.of()).id());
        } catch (InvalidStepException e) {
            log.append('\n').append(e.getMessage()).append(e.problem());
        }
        try {
            log.append(HitCount.parse("1001"));
        } catch (IllegalArgumentException e) {
            log.append('\n').append(e.getMessage());
        }
        try {
            RankedAnswer unsorted = new RankedAnswer("shard", new double[] {2, 1}, new double[] {1, 2});
            log.append('\n')
                    .append(unsorted.problem(1))
                    .append(GatherMerge.best(new RankedAnswer[] {unsorted}, 1).positions()[0]);
            unsorted.check(2);
        } catch (ShardFailedException e) {
            log.append('\n').append(e.getMessage()).append(e.shard()).append(e.problem());
        }
        log.append(new ShardFailedException("shard", "gone").getMessage());
        log.append(new ShardFailedException("shard", "lost", new IllegalStateException("why")).problem());
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
        log.append(HitCount.parse("17"))
                .append(HitCount.DEFAULT)
                .append(HitCount.read("0"))
                .append(HitCount.refusal("x"));
        log.append(Digits.parse("9007199254740991") == 9007199254740991.0).append(Digits.text(-1050));
    }
}
