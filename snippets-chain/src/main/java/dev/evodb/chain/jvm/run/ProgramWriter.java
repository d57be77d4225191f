package dev.evodb.chain.jvm.run;

import dev.evodb.chain.CallPolicy;
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
    /// @throws IllegalArgumentException if the step runs in line or calls no other, or if centroids
    ///     are missing or do not fit; the message names the step
    public static Program write(Chain chain, StepId coordinator, int subrequests, Centroids centroids) {
        Step step = chain.step(coordinator);
        if (!(step.placement() instanceof Placement.Hop hop) || step.calls().isEmpty()) {
            throw new IllegalArgumentException(
                    "step " + coordinator + " is no coordinator: it must have a snippet and call other steps");
        }
        if (subrequests < 0) {
            throw new IllegalArgumentException("subrequests must be at least 0, got " + subrequests);
        }
        int deadline =
                coordinator.equals(chain.entry()) ? hop.policy().timeoutMillis().orElse(0) : 0;
        return new ProgramWriter(chain, coordinator, centroids).program(subrequests, deadline);
    }

    /// The program of whoever asks the chain: one call of its entry, bounded by the deadline of the whole
    /// run.
    static Program entry(Chain chain) {
        Step entry = chain.step(chain.entry());
        if (!(entry.placement() instanceof Placement.Hop hop)) {
            throw new IllegalStateException("the entry of a chain has a snippet");
        }
        ProgramWriter writer = new ProgramWriter(chain, chain.entry(), Centroids.NONE);
        writer.writeCall(entry, hop.snippet().url(), CallPolicy.ONCE);
        return writer.program(1, 1, hop.policy().timeoutMillis().orElse(0), List.of(writer.words));
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
        return program(subrequests, calls(chain.step(coordinator)), deadlineMillis, steps);
    }

    private Program program(int subrequests, int calls, int deadlineMillis, List<List<Integer>> steps) {
        List<Integer> all = new ArrayList<>(List.of(subrequests, calls, deadlineMillis, steps.size()));
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
            writeCall(step, hop.snippet().url(), hop.policy());
            return;
        }
        switch (step) {
            case Step.Invoke _ -> throw new IllegalStateException("step " + id + " has no snippet");
            case Step.Sequential sequential -> {
                begin(Program.SEQUENCE, step);
                words.add(sequential.calls().size());
                sequential.calls().forEach(stage -> words.add(number(stage)));
            }
            case Step.Parallel parallel -> writeParallel(parallel);
            case Step.Conditional conditional -> writeConditional(conditional);
        }
    }

    private void writeCall(Step step, String url, CallPolicy policy) {
        begin(Program.CALL, step);
        addAll(text(url), form(step), policy.timeoutMillis().orElse(0), policy.retries());
        words.add(policy.hedgeAfterMillis().orElse(0));
    }

    private void begin(int kind, Step step) {
        words.add(kind);
        words.add(text(step.id().text()));
        words.add(shards(step));
    }

    private void writeParallel(Step.Parallel step) {
        begin(Program.PARALLEL, step);
        FanOut fanOut = step.fanOut();
        int branches = step.calls().size();
        int called = fanOut.partitioner().called(branches);
        writePartitioner(step);
        writeCombiner(fanOut.combiner());
        words.add(fanOut.quorum().orElse(called));
        words.add(fanOut.concurrency().orElse(branches));
        words.add(fanOut.retryBudget().orElse(Program.NONE));
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
            case Partitioner.Broadcast _ -> addAll(Program.BROADCAST, 0);
            case Partitioner.Slices _ -> addAll(Program.SLICES, 0);
            case Partitioner.ByHash(String field) -> addAll(Program.BY_HASH, text(field));
            case Partitioner.ByCentroid _ -> {
                addAll(Program.BY_CENTROID, vectors.size());
                vectors.add(centroids.flat(step.id(), step.calls().size()));
            }
        }
    }

    private void writeCombiner(Combiner combiner) {
        switch (combiner) {
            case Combiner.Collect _ -> addAll(Program.COLLECT, 0);
            case Combiner.Concatenate _ -> addAll(Program.CONCATENATE, 0);
            case Combiner.Sum _ -> addAll(Program.SUM, 0);
            case Combiner.Nearest _ -> addAll(Program.NEAREST, 0);
            case Combiner.ReciprocalRankFusion(int rankConstant) -> addAll(Program.FUSION, rankConstant);
        }
    }

    private void writeConditional(Step.Conditional step) {
        begin(Program.CONDITION, step);
        switch (step.condition()) {
            case Condition.Present(String field) -> addAll(Program.PRESENT, text(field), 0, 0);
            case Condition.Equals(String field, String value) -> addAll(Program.EQUALS, text(field), text(value), 0);
            case Condition.AtLeast(String field, long least) ->
                addAll(Program.AT_LEAST, text(field), (int) (least >> 31), (int) (least & Integer.MAX_VALUE));
        }
        words.add(optional(step.then()));
        words.add(optional(step.otherwise()));
    }

    private int optional(Optional<StepId> step) {
        return step.map(this::number).orElse(Program.NONE);
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

    /// How a called step answers: leaves in their own words, coordinators as [Program#isRanked()] of
    /// theirs says.
    private static int form(Step called) {
        return switch (called) {
            case Step.Invoke _ -> Program.PLAIN;
            case Step.Parallel parallel ->
                switch (parallel.fanOut().combiner()) {
                    case Combiner.Nearest _, Combiner.ReciprocalRankFusion _ -> Program.RANKED;
                    case Combiner.Collect _, Combiner.Concatenate _, Combiner.Sum _ -> Program.WRAPPED;
                };
            case Step.Sequential _, Step.Conditional _ -> Program.WRAPPED;
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
