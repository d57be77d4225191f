package dev.evodb.chain.jvm.run;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.run.Program;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Writes down what one coordinator of a chain executes. The layout is that of [Program].
public final class ProgramWriter {
    private static final int CALL = 0;
    private static final int SEQUENCE = 1;
    private static final int PARALLEL = 2;
    private static final int CONDITION = 3;
    private static final int NONE = -1;

    private final Chain chain;
    private final StepId coordinator;
    private final Centroids centroids;
    private final Map<StepId, Integer> numbers = new LinkedHashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    /// Of the step that is being written.
    private List<Integer> words = new ArrayList<>();

    private ProgramWriter(Chain chain, StepId coordinator, Centroids centroids) {
        this.chain = chain;
        this.coordinator = coordinator;
        this.centroids = centroids;
    }

    /// The program of step `coordinator`, whose invocation may start `subrequests` fetches.
    ///
    /// @throws IllegalArgumentException if the step runs in line or calls no other, or if centroids are missing or do
    ///     not fit; the message names the step
    public static Program write(Chain chain, StepId coordinator, int subrequests, Centroids centroids) {
        Step step = chain.step(coordinator);
        if (!(step.placement() instanceof Placement.Hop hop) || step.calls().isEmpty()) {
            throw new IllegalArgumentException(
                    "step " + coordinator + " is no coordinator: it must have a snippet and call other steps");
        }
        if (subrequests < 0) {
            throw new IllegalArgumentException("subrequests must be at least 0, got " + subrequests);
        }
        int deadline = coordinator.equals(chain.entry()) ? hop.policy().timeoutMillis().orElse(0) : 0;
        return new ProgramWriter(chain, coordinator, centroids).program(subrequests, deadline);
    }

    private Program program(int subrequests, int deadlineMillis) {
        number(coordinator);
        List<List<Integer>> steps = new ArrayList<>();
        // Numbers are given while steps are written, so the map grows.
        for (int i = 0; i < numbers.size(); i++) {
            words = new ArrayList<>();
            write(List.copyOf(numbers.keySet()).get(i));
            steps.add(words);
        }
        List<Integer> all = new ArrayList<>(
                List.of(subrequests, calls(chain.step(coordinator)), deadlineMillis, steps.size()));
        int at = all.size() + steps.size();
        for (List<Integer> step : steps) {
            all.add(at);
            at += step.size();
        }
        steps.forEach(all::addAll);
        return new Program(
                all.stream().mapToInt(Integer::intValue).toArray(),
                texts.toArray(String[]::new),
                vectors.toArray(float[][]::new));
    }

    private void write(StepId id) {
        Step step = chain.step(id);
        boolean isCall = !id.equals(coordinator) && step.snippet().isPresent();
        if (isCall && step.placement() instanceof Placement.Hop hop) {
            begin(CALL, step);
            words.add(text(hop.snippet().url()));
            words.add(form(step));
            words.add(hop.policy().timeoutMillis().orElse(0));
            words.add(hop.policy().retries());
            words.add(hop.policy().hedgeAfterMillis().orElse(0));
            return;
        }
        switch (step) {
            case Step.Invoke _ -> throw new IllegalStateException("step " + id + " has no snippet");
            case Step.Sequential sequential -> {
                begin(SEQUENCE, step);
                words.add(sequential.calls().size());
                sequential.calls().forEach(stage -> words.add(number(stage)));
            }
            case Step.Parallel parallel -> writeParallel(parallel);
            case Step.Conditional conditional -> writeConditional(conditional);
        }
    }

    private void begin(int kind, Step step) {
        words.add(kind);
        words.add(text(step.id().text()));
        words.add(shards(step));
    }

    private void writeParallel(Step.Parallel step) {
        begin(PARALLEL, step);
        FanOut fanOut = step.fanOut();
        int branches = step.calls().size();
        int called = fanOut.partitioner().called(branches);
        writePartitioner(step);
        writeCombiner(fanOut.combiner());
        words.add(fanOut.quorum().orElse(called));
        words.add(fanOut.concurrency().orElse(branches));
        words.add(fanOut.retryBudget().orElse(NONE));
        words.add(called);
        words.add(branches);
        step.calls().forEach(branch -> words.add(number(branch)));
        if (fanOut.partitioner() instanceof Partitioner.Slices slices) {
            for (int b = 0; b < branches; b++) {
                words.add(slices.weights().isEmpty() ? 1 : slices.weights().get(b));
            }
        }
    }

    private void writePartitioner(Step.Parallel step) {
        switch (step.fanOut().partitioner()) {
            case Partitioner.Broadcast _ -> addAll(0, 0);
            case Partitioner.Slices _ -> addAll(1, 0);
            case Partitioner.ByHash(String field) -> addAll(2, text(field));
            case Partitioner.ByCentroid _ -> {
                addAll(3, vectors.size());
                vectors.add(centroids.flat(step.id(), step.calls().size()));
            }
        }
    }

    private void writeCombiner(Combiner combiner) {
        switch (combiner) {
            case Combiner.Collect _ -> addAll(0, 0);
            case Combiner.Concatenate _ -> addAll(1, 0);
            case Combiner.Sum _ -> addAll(2, 0);
            case Combiner.Nearest _ -> addAll(3, 0);
            case Combiner.ReciprocalRankFusion(int rankConstant) -> addAll(4, rankConstant);
        }
    }

    private void writeConditional(Step.Conditional step) {
        begin(CONDITION, step);
        switch (step.condition()) {
            case Condition.Present(String field) -> addAll(0, text(field), 0, 0);
            case Condition.Equals(String field, String value) -> addAll(1, text(field), text(value), 0);
            case Condition.AtLeast(String field, long least) ->
                addAll(2, text(field), (int) (least >> 31), (int) (least & Integer.MAX_VALUE));
        }
        words.add(optional(step.then()));
        words.add(optional(step.otherwise()));
    }

    private int optional(Optional<StepId> step) {
        return step.map(this::number).orElse(NONE);
    }

    private void addAll(int... more) {
        for (int word : more) {
            words.add(word);
        }
    }

    private int number(StepId id) {
        return numbers.computeIfAbsent(id, _ -> numbers.size());
    }

    private int text(String text) {
        int known = texts.indexOf(text);
        if (known >= 0) {
            return known;
        }
        texts.add(text);
        return texts.size() - 1;
    }

    /// How a called step answers: leaves in their own words, coordinators as [Program#isRanked()] of theirs says.
    private static int form(Step called) {
        return switch (called) {
            case Step.Invoke _ -> 0;
            case Step.Parallel parallel ->
                switch (parallel.fanOut().combiner()) {
                    case Combiner.Nearest _, Combiner.ReciprocalRankFusion _ -> 1;
                    case Combiner.Collect _, Combiner.Concatenate _, Combiner.Sum _ -> 2;
                };
            case Step.Sequential _, Step.Conditional _ -> 2;
        };
    }

    /// Leaves below, through other coordinators too; of those that are not all asked, as many as may be.
    private int shards(Step step) {
        return step instanceof Step.Invoke ? 1 : most(step, this::shards);
    }

    /// Calls that the steps below make in this invocation.
    private int calls(Step step) {
        return most(step, called -> called.snippet().isPresent() ? 1 : calls(called));
    }

    private int most(Step step, ToIntFunction<Step> figure) {
        List<Integer> each = step.calls().stream()
                .map(called -> figure.applyAsInt(chain.step(called)))
                .sorted(Comparator.reverseOrder())
                .toList();
        int counted = switch (step) {
            case Step.Parallel parallel -> parallel.fanOut().partitioner().called(each.size());
            case Step.Conditional _ -> 1;
            case Step.Sequential _, Step.Invoke _ -> each.size();
        };
        return each.stream().limit(counted).mapToInt(Integer::intValue).sum();
    }
}
