package dev.evodb.chain.jvm.run;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.json.ChainJson;
import dev.evodb.chain.run.Answers;
import dev.evodb.chain.run.Attempt;
import dev.evodb.chain.run.Failure;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Problem;
import dev.evodb.chain.run.Program;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request to a random chain over random shards in virtual time, with faults: one seed is one run.
/// Each hop is an invocation of its own that drives the state machine; shards are slow, lost, broken,
/// replaced, or answer twice.
///
/// What must hold is checked while it runs, by [Invocation] for each hop and at the end for the whole.
final class ChainWorld {
    /// Longer than any deadline.
    private static final int END = 10_000;

    final Random random;
    final Chain chain;
    final Centroids centroids;
    final Map<String, String> parameters = new HashMap<>();
    final List<Invocation> invocations = new ArrayList<>();

    private final WorldGenerator.Task task;
    private final Value input;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingInt(Event::time).thenComparingInt(Event::number));
    private final Map<StepId, Shard> shards = new HashMap<>();
    private final StringBuilder transcript = new StringBuilder();
    private final int faultPercent;
    private final int subrequests;
    private final boolean isLooping;
    private final Set<String> faults = new HashSet<>();
    private int eventCount;
    private int now;

    private record Event(int time, int number, Runnable action) {}

    /// A leaf: `changesAt` is when its pack is replaced.
    private record Shard(WorldGenerator.Task does, ShardData before, ShardData after, int changesAt, boolean isLost) {}

    /// How a request ended: an answer and what it stands for, or a problem.
    record Reply(
            Value body, Exact.@Nullable Said said, @Nullable Problem problem) {}

    ChainWorld(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        WorldGenerator generator = new WorldGenerator(random);
        task = List.of(WorldGenerator.Task.SEARCH, WorldGenerator.Task.COUNT, WorldGenerator.Task.LIST)
                .get(random.nextInt(3));
        chain = generator.chain(task);
        centroids = generator.centroids();
        faultPercent = List.of(0, 5, 20, 60).get(random.nextInt(4));
        // Sometimes too few for the widest step, sometimes enough for every retry.
        subrequests = 3 + random.nextInt(random.nextInt(4) == 0 ? 5 : 60);
        isLooping = random.nextInt(50) == 0;
        parameters.put("k", Integer.toString(1 + random.nextInt(10)));
        if (random.nextBoolean()) {
            parameters.put("filter", random.nextBoolean() ? "common" : "rare");
        }
        input = task == WorldGenerator.Task.SEARCH ? query() : words();
        for (Step step : chain.steps()) {
            WorldGenerator.Task does = generator.leaves().get(step.id());
            if (does == null) {
                continue;
            }
            ShardData data = ShardData.random(random);
            boolean isChanging = faultPercent > 0 && random.nextInt(4) == 0;
            shards.put(
                    step.id(),
                    new Shard(
                            does,
                            data,
                            ShardData.random(random),
                            isChanging ? random.nextInt(60) : END,
                            faultPercent > 0 && random.nextInt(20) == 0));
        }
    }

    /// Runs to the end and answers how it went.
    Result run() {
        Invocation entry = new Invocation(this, chain.entry(), "", 0, input, subrequests, _ -> {});
        Event event = events.poll();
        while (event != null) {
            now = event.time();
            require(now < END, () -> "still busy at " + now);
            event.action().run();
            event = events.poll();
        }
        for (Invocation invocation : invocations) {
            invocation.requireEnded();
        }
        Output<Value> output = entry.output();
        if (output != null) {
            requireExact(entry, output);
        }
        return new Result(output, entry.failure(), faults, transcript.toString());
    }

    /// `output` and `failure`: one of both is null.
    record Result(@Nullable Output<Value> output, @Nullable Failure failure, Set<String> faults, String transcript) {}

    int now() {
        return now;
    }

    int k() {
        return Integer.parseInt(parameters.getOrDefault("k", ""));
    }

    void at(int time, Runnable action) {
        events.add(new Event(Math.max(time, now), eventCount++, action));
    }

    void log(String event) {
        transcript.append(now).append(' ').append(event).append('\n');
    }

    void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get() + "\n" + ChainJson.write(chain) + transcript);
        }
    }

    /// The host that a coordinator believes it is deployed at.
    String host(StepId step) {
        boolean isMisplaced = isLooping && !step.equals(chain.entry());
        if (isMisplaced) {
            faults.add("loop");
        }
        return chain.step(isMisplaced ? chain.entry() : step)
                .snippet()
                .orElseThrow()
                .host();
    }

    /// Sends a request on its way; `reply` gets the answer, if one comes, and perhaps once more.
    void request(Attempt<Value> attempt, Consumer<Reply> reply, Consumer<Runnable> onCancel) {
        StepId id = new StepId(attempt.step());
        if (isFault("network")) {
            at(now + latency(), () -> reply.accept(problem(Problem.network("connection reset"))));
        } else if (chain.step(id) instanceof Step.Invoke) {
            at(now + latency(), () -> leaf(attempt, shards.get(id), reply));
        } else {
            at(now + latency(), () -> coordinator(id, attempt, reply, onCancel));
        }
    }

    private void coordinator(StepId id, Attempt<Value> attempt, Consumer<Reply> reply, Consumer<Runnable> onCancel) {
        Invocation invocation =
                new Invocation(this, id, attempt.hops(), attempt.timeLeft(), attempt.input(), subrequests, end -> {
                    Reply answer = end;
                    if (isFault("truncated")) {
                        answer = problem(Problem.brokenBody("answer is no JSON: unexpected end"));
                    }
                    deliver(answer, reply);
                });
        // Whether the news reaches it is a matter of luck; without it, the deadline ends the invocation.
        if (random.nextBoolean()) {
            onCancel.accept(() -> at(now + latency(), invocation::cancel));
        }
    }

    private void leaf(Attempt<Value> attempt, @Nullable Shard shard, Consumer<Reply> reply) {
        require(shard != null, () -> "no shard " + attempt.step());
        if (shard == null || shard.isLost()) {
            faults.add("lost");
            at(now + latency(), () -> reply.accept(problem(Problem.network("no route to host"))));
            return;
        }
        if (isFault("stall")) {
            return;
        }
        if (shard.does() != WorldGenerator.Task.SEARCH && !(attempt.input() instanceof Value.Items)) {
            // A step before has talked nonsense.
            at(now + latency(), () -> reply.accept(problem(Problem.status(400, "no list"))));
            return;
        }
        int ready = now + (isFault("slow") ? 40 + random.nextInt(300) : random.nextInt(10));
        boolean isReplaced = now < shard.changesAt() && shard.changesAt() <= ready;
        ShardData data = now < shard.changesAt() ? shard.before() : shard.after();
        Value body = data.answer(shard.does(), attempt.input(), k());
        Exact.Said said = new Exact.Said(body, 1, 1, true, List.of(data));
        Reply answer = new Reply(body, said, null);
        if (isReplaced) {
            faults.add("changed pack");
            answer = problem(Problem.status(409, "pack was replaced"));
        } else if (isFault("503")) {
            answer = problem(Problem.status(random.nextBoolean() ? 503 : 429, "busy"));
        } else if (isFault("refused")) {
            answer = problem(Problem.status(random.nextBoolean() ? 500 : 400, ""));
        } else if (isFault("truncated")) {
            answer = problem(Problem.brokenBody("answer is no JSON: unexpected end"));
        } else if (isFault("broken contract")) {
            Value nonsense = Value.of("nonsense");
            answer = new Reply(nonsense, new Exact.Said(nonsense, 1, 1, false, List.of()), null);
        }
        Reply finalAnswer = answer;
        at(ready, () -> deliver(finalAnswer, reply));
    }

    private void deliver(Reply answer, Consumer<Reply> reply) {
        at(now + latency(), () -> reply.accept(answer));
        if (isFault("answered twice")) {
            at(now + latency() + random.nextInt(30), () -> reply.accept(answer));
        }
    }

    static Reply problem(Problem problem) {
        return new Reply(new Value.Null(), null, problem);
    }

    private boolean isFault(String name) {
        boolean is = random.nextInt(800) < faultPercent;
        if (is) {
            faults.add(name);
        }
        return is;
    }

    private int latency() {
        return random.nextInt(4);
    }

    private Value query() {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(random.nextInt(20)).putFloat(random.nextInt(20));
        return new Value.Bytes("application/octet-stream", bytes.array());
    }

    private Value words() {
        List<Value> words = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            words.add(Value.object("word", Value.of("w" + random.nextInt(8))));
        }
        return new Value.Items(words);
    }

    /// The answer is the one that a single place with all data of the shards that answered would give; of
    /// words, which the shards do not have themselves, if all answered.
    private void requireExact(Invocation entry, Output<Value> output) {
        Exact.Said said = entry.said();
        require(said != null, () -> "an answer without an account of it");
        if (said == null || !said.isSound()) {
            return;
        }
        boolean isFusing = chain.steps().stream()
                .anyMatch(step -> step instanceof Step.Parallel parallel
                        && parallel.fanOut().combiner().kind().equals("reciprocal-rank-fusion"));
        switch (task) {
            case SEARCH -> {
                if (!isFusing) {
                    require(
                            said.shards().size() == output.answered(),
                            () -> "of " + said.shards().size() + " shards");
                    requireNearest(said.shards(), output.value());
                }
            }
            case COUNT -> {
                if (!output.isPartial()) {
                    Value exact = new ShardData(List.of()).answer(task, input, k());
                    require(exact.equals(output.value()), () -> "counted " + output.value() + ", there are " + exact);
                }
            }
            case LIST -> {
                if (!output.isPartial()) {
                    require(sorted(input).equals(sorted(output.value())), () -> "listed " + output.value());
                }
            }
        }
    }

    private void requireNearest(List<ShardData> data, Value answer) {
        float[] query = ShardData.vector(input);
        Map<Integer, Double> nearest = new HashMap<>();
        for (ShardData shard : data) {
            shard.rows().forEach(row -> nearest.merge(row.rowId(), row.distance(query), Math::min));
        }
        List<String> exact = nearest.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(k())
                .map(row -> (double) row.getKey() + "@" + row.getValue())
                .toList();
        List<String> found = Exact.items(Exact.member(answer, "hits")).stream()
                .map(hit ->
                        Exact.number(Exact.member(hit, "rowId")) + "@" + Exact.number(Exact.member(hit, "distance")))
                .toList();
        require(exact.equals(found), () -> "found " + found + ", the nearest are " + exact);
    }

    private static List<String> sorted(Value words) {
        return Exact.items(words).stream().map(ShardData::word).sorted().toList();
    }

    /// What a coordinator says to whoever called it.
    static Reply reply(Program program, Output<Value> output, Exact.Said said) {
        return new Reply(Answers.body(ValueTree.INSTANCE, program, output), said, null);
    }

    /// How a step is called; the entry's deadline is none of a call.
    Placement.Hop hop(StepId step) {
        if (chain.step(step).placement() instanceof Placement.Hop hop) {
            return hop;
        }
        throw new AssertionError("step " + step + " is in line");
    }
}
