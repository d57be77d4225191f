package dev.evodb.chain.jvm.run;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a coordinator must answer given the answers that it accepted: the definition of chains written
/// once more, over the chain itself, without time, order or policies but the quorum.
final class Exact {
    private final Chain chain;
    private final Centroids centroids;
    private final Map<String, String> parameters;
    /// By the step that was called.
    private final Map<StepId, Said> accepted;

    Exact(Chain chain, Centroids centroids, Map<String, String> parameters, Map<StepId, Said> accepted) {
        this.chain = chain;
        this.centroids = centroids;
        this.parameters = parameters;
        this.accepted = accepted;
    }

    /// An output, of how many shards it is, and of which. `isSound` is false for what a faulty leaf said.
    record Said(Value value, int asked, int answered, boolean isSound, List<ShardData> shards) {}

    /// Empty if the step fails.
    Optional<Said> of(StepId coordinator, Value input) {
        return below(chain.step(coordinator), input);
    }

    private Optional<Said> step(StepId id, Value input) {
        Step step = chain.step(id);
        return step.snippet().isPresent() ? Optional.ofNullable(accepted.get(id)) : below(step, input);
    }

    private Optional<Said> below(Step step, Value input) {
        return switch (step) {
            case Step.Invoke invoke -> Optional.ofNullable(accepted.get(invoke.id()));
            case Step.Sequential sequential -> sequential(sequential, input);
            case Step.Conditional conditional -> {
                Optional<StepId> side = holds(conditional.condition()) ? conditional.then() : conditional.otherwise();
                yield side.isPresent() ? step(side.get(), input) : Optional.of(new Said(input, 0, 0, true, List.of()));
            }
            case Step.Parallel parallel -> parallel(parallel, input);
        };
    }

    private Optional<Said> sequential(Step.Sequential step, Value input) {
        int asked = 0;
        int answered = 0;
        Said last = new Said(input, 0, 0, true, List.of());
        for (StepId stage : step.calls()) {
            Optional<Said> said = step(stage, last.value());
            if (said.isEmpty()) {
                return said;
            }
            last = said.get();
            asked += last.asked();
            answered += last.answered();
        }
        return Optional.of(new Said(last.value(), asked, answered, last.isSound(), last.shards()));
    }

    private boolean holds(Condition condition) {
        String found = parameters.get(condition.field());
        return switch (condition) {
            case Condition.Present _ -> found != null;
            case Condition.Equals(String _, String value) -> value.equals(found);
            case Condition.AtLeast(String _, long least) -> found != null && Long.parseLong(found) >= least;
        };
    }

    private Optional<Said> parallel(Step.Parallel step, Value input) {
        List<StepId> called = new ArrayList<>();
        for (int b = 0; b < step.calls().size(); b++) {
            if (isCalled(step, b, input)) {
                called.add(step.calls().get(b));
            }
        }
        List<Said> said = new ArrayList<>();
        int asked = 0;
        int answered = 0;
        List<ShardData> shards = new ArrayList<>();
        for (StepId branch : called) {
            Optional<Said> one = step(branch, input);
            if (one.isPresent() && one.get().isSound()) {
                said.add(one.get());
                asked += one.get().asked();
                answered += one.get().answered();
                shards.addAll(one.get().shards());
            } else {
                asked += leaves(chain.step(branch));
            }
        }
        if (said.size() < step.fanOut().quorum().orElse(called.size())) {
            return Optional.empty();
        }
        Value value = combine(step.fanOut().combiner(), said, asked, answered);
        return Optional.of(new Said(value, asked, answered, true, shards));
    }

    private boolean isCalled(Step.Parallel step, int branch, Value input) {
        float @Nullable [][] rows = centroids.byStep().get(step.id());
        if (rows == null) {
            return true;
        }
        float[] query = ShardData.vector(input);
        List<Integer> order = new ArrayList<>();
        for (int b = 0; b < rows.length; b++) {
            order.add(b);
        }
        order.sort(Comparator.comparingDouble(
                b -> new ShardData.Row(0, (int) rows[b][0], (int) rows[b][1]).distance(query)));
        return order.indexOf(branch) < step.fanOut().partitioner().called(rows.length);
    }

    /// Leaves that a step asks at most.
    private int leaves(Step step) {
        List<Integer> each = new ArrayList<>();
        step.calls().forEach(called -> each.add(leaves(chain.step(called))));
        each.sort(Comparator.reverseOrder());
        int counted = switch (step) {
            case Step.Parallel parallel -> parallel.fanOut().partitioner().called(each.size());
            case Step.Conditional _ -> 1;
            case Step.Sequential _, Step.Invoke _ -> each.size();
        };
        return step instanceof Step.Invoke
                ? 1
                : each.subList(0, counted).stream().mapToInt(Integer::intValue).sum();
    }

    private Value combine(Combiner combiner, List<Said> said, int asked, int answered) {
        return switch (combiner) {
            case Combiner.Collect _ ->
                new Value.Items(said.stream().map(Said::value).toList());
            case Combiner.Concatenate _ ->
                new Value.Items(said.stream()
                        .flatMap(one -> items(one.value()).stream())
                        .toList());
            case Combiner.Sum _ -> sum(said);
            case Combiner.Nearest _ -> ranked(nearest(said), said, asked, answered);
            case Combiner.ReciprocalRankFusion(int rankConstant) ->
                ranked(fused(said, rankConstant), said, asked, answered);
        };
    }

    private static Value sum(List<Said> said) {
        Map<String, Value> sums = new LinkedHashMap<>();
        for (Said one : said) {
            if (one.value() instanceof Value.Members(Map<String, Value> members)) {
                members.forEach((name, count) -> sums.merge(name, count, (a, b) -> Value.of(number(a) + number(b))));
            }
        }
        return new Value.Members(sums);
    }

    private List<Value> nearest(List<Said> said) {
        List<Value> all = new ArrayList<>();
        said.forEach(one -> all.addAll(items(member(one.value(), "hits"))));
        return best(all);
    }

    /// By distance, then row id, a row id once, `k` of them.
    private List<Value> best(List<Value> hits) {
        List<Value> sorted = new ArrayList<>(hits);
        sorted.sort(Comparator.comparingDouble((Value hit) -> number(member(hit, "distance")))
                .thenComparingDouble(hit -> number(member(hit, "rowId"))));
        Map<Double, Value> once = new LinkedHashMap<>();
        sorted.forEach(hit -> once.putIfAbsent(number(member(hit, "rowId")), hit));
        return once.values().stream()
                .limit(Integer.parseInt(parameters.getOrDefault("k", "")))
                .toList();
    }

    private List<Value> fused(List<Said> said, int rankConstant) {
        Map<Double, Double> scores = new HashMap<>();
        Map<Double, Value> first = new LinkedHashMap<>();
        for (Said one : said) {
            List<Value> hits = items(member(one.value(), "hits"));
            for (int i = 0; i < hits.size(); i++) {
                double rowId = number(member(hits.get(i), "rowId"));
                scores.merge(rowId, 1.0 / (rankConstant + i + 1), Double::sum);
                first.putIfAbsent(rowId, hits.get(i));
            }
        }
        List<Value> hits = new ArrayList<>();
        first.forEach((rowId, hit) -> hits.add(hit.with("distance", Value.of(-scores.getOrDefault(rowId, 0.0)))));
        return best(hits);
    }

    private static Value ranked(List<Value> hits, List<Said> said, int asked, int answered) {
        double rows = 0;
        double nprobes = 0;
        boolean isTruncated = false;
        for (Said one : said) {
            rows += number(member(one.value(), "rows"));
            nprobes += number(member(one.value(), "nprobes"));
            isTruncated |= ValueTree.INSTANCE.member(one.value(), "truncated") instanceof Value.Truth(boolean is) && is;
        }
        return Value.object("hits", new Value.Items(hits))
                .with("shards", Value.object("asked", Value.of(asked)).with("answered", Value.of(answered)))
                .with("rows", Value.of(rows))
                .with("nprobes", Value.of(nprobes))
                .with("truncated", Value.of(isTruncated));
    }

    static List<Value> items(Value list) {
        if (list instanceof Value.Items(List<Value> items)) {
            return items;
        }
        throw new AssertionError("no list: " + list);
    }

    static Value member(Value object, String name) {
        Value member = ValueTree.INSTANCE.member(object, name);
        if (member == null) {
            throw new AssertionError("no member " + name + ": " + object);
        }
        return member;
    }

    static double number(Value value) {
        return ValueTree.INSTANCE.number(value);
    }
}
