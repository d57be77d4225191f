package dev.evodb.chain.jvm.run;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.run.Actions;
import dev.evodb.chain.run.AllKinds;
import dev.evodb.chain.run.Arrival;
import dev.evodb.chain.run.Attempt;
import dev.evodb.chain.run.Failure;
import dev.evodb.chain.run.FailureKind;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Problem;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One invocation of a coordinator in a [ChainWorld]: drives a run, and checks each of its actions
/// against the chain.
final class Invocation implements Actions<Value> {
    private final ChainWorld world;
    private final StepId coordinator;
    private final Program program;
    private final Run<Value> run;
    private final Value input;
    private final int start;
    private final int deadline;
    private final int number;
    private final Consumer<ChainWorld.Reply> reply;
    private final Map<Integer, Attempt<Value>> underWay = new TreeMap<>();
    private final Map<Integer, Runnable> cancels = new HashMap<>();
    private final Map<StepId, Integer> sent = new HashMap<>();
    private final Map<StepId, Integer> extra = new HashMap<>();
    private final Map<StepId, List<Integer>> statuses = new HashMap<>();
    /// In-line fan-outs of this invocation above each step, with the branch that leads to the step.
    private final Map<StepId, Map<StepId, StepId>> above = new HashMap<>();
    private final Map<StepId, Exact.Said> accepted = new HashMap<>();
    private int subrequests;
    private @Nullable Output<Value> output;
    private @Nullable Failure failure;
    private Exact.@Nullable Said said;
    private boolean isCancelled;

    Invocation(
            ChainWorld world,
            StepId coordinator,
            String hops,
            int timeLeft,
            Value input,
            int limit,
            Consumer<ChainWorld.Reply> reply) {
        this.world = world;
        this.coordinator = coordinator;
        this.input = input;
        this.reply = reply;
        start = world.now();
        number = world.invocations.size();
        world.invocations.add(this);
        program = ProgramWriter.write(world.chain, coordinator, limit, world.centroids);
        int own = program.deadlineMillis();
        deadline = start + (timeLeft == 0 ? own : own == 0 ? timeLeft : Math.min(own, timeLeft));
        world.require(deadline > start, () -> "no deadline for " + coordinator);
        descend(coordinator, Map.of());
        Arrival arrival = new Arrival(world.host(coordinator), hops, world.k(), timeLeft, world.parameters::get);
        run = new Run<>(program, new AllKinds<>(), ValueTree.INSTANCE, arrival, this);
        log("starts");
        run.start(input);
    }

    private void descend(StepId at, Map<StepId, StepId> parallels) {
        above.put(at, parallels);
        Step step = world.chain.step(at);
        if (!at.equals(coordinator) && step.snippet().isPresent()) {
            return;
        }
        for (StepId called : step.calls()) {
            Map<StepId, StepId> more = new HashMap<>(parallels);
            if (step instanceof Step.Parallel) {
                more.put(at, called);
            }
            descend(called, more);
        }
    }

    @Override
    public void send(Attempt<Value> attempt) {
        requireRunning("sends");
        StepId step = new StepId(attempt.step());
        CallPolicy policy = world.hop(step).policy();
        log("sends " + attempt.id() + " to " + step + ", request " + attempt.number());
        require(attempt.id() == subrequests, () -> "id " + attempt.id());
        subrequests++;
        require(subrequests <= program.subrequests(), () -> "subrequest " + subrequests);
        require(world.now() < deadline, () -> "sends when it is late");
        int left = deadline - world.now();
        require(
                attempt.timeLeft() >= 1
                        && attempt.timeLeft()
                                <= Math.min(left, policy.timeoutMillis().orElse(left)),
                () -> "carries " + attempt.timeLeft() + " of " + left);
        require(attempt.number() == sent.merge(step, 1, Integer::sum), () -> "number " + attempt.number());
        require(attempt.number() <= 1 + policy.extraRequests(), () -> "request " + attempt.number());
        requirePoliciesHeeded(step, attempt.number() > 1);
        underWay.put(attempt.id(), attempt);
        requireConcurrency(step);
        world.request(attempt, answer -> answered(attempt, answer), cancel -> cancels.put(attempt.id(), cancel));
    }

    private void requirePoliciesHeeded(StepId step, boolean isExtra) {
        if (!isExtra) {
            return;
        }
        for (StepId parallel : above.getOrDefault(step, Map.of()).keySet()) {
            int used = extra.merge(parallel, 1, Integer::sum);
            int budget = parallel(parallel).fanOut().retryBudget().orElse(Integer.MAX_VALUE);
            require(used <= budget, () -> "retry " + used + " below " + parallel);
        }
        List<Integer> before = statuses.getOrDefault(step, List.of());
        require(!before.contains(400) && !before.contains(500), () -> "retries " + before);
        require(before.stream().filter(status -> status == 409).count() < 2, () -> "retries " + before);
    }

    private void requireConcurrency(StepId step) {
        for (StepId parallel : above.getOrDefault(step, Map.of()).keySet()) {
            Set<StepId> busy = new HashSet<>();
            for (Attempt<Value> attempt : underWay.values()) {
                StepId branch =
                        above.getOrDefault(new StepId(attempt.step()), Map.of()).get(parallel);
                if (branch != null) {
                    busy.add(branch);
                }
            }
            int cap = parallel(parallel).fanOut().concurrency().orElse(Step.MAX_WIDTH);
            require(busy.size() <= cap, () -> busy + " at one time below " + parallel);
        }
    }

    private Step.Parallel parallel(StepId id) {
        if (world.chain.step(id) instanceof Step.Parallel parallel) {
            return parallel;
        }
        throw new AssertionError(id + " is no fan-out");
    }

    @Override
    public void cancel(int attempt) {
        requireRunning("cancels");
        log("cancels " + attempt);
        require(underWay.remove(attempt) != null, () -> "cancels " + attempt + ", which is not under way");
        Runnable cancel = cancels.remove(attempt);
        if (cancel != null) {
            cancel.run();
        }
    }

    @Override
    public void wakeAt(int millis) {
        requireRunning("wants to wake");
        require(millis == Run.NEVER || millis >= world.now() - start, () -> "wakes in the past");
        if (millis != Run.NEVER) {
            world.at(start + millis, () -> run.elapsed(world.now() - start));
        }
    }

    @Override
    public void finished(Output<Value> found) {
        requireFinish();
        output = found;
        log("answers " + found);
        require(0 <= found.answered() && found.answered() <= found.asked(), () -> "counts");
        Exact.Said exact = exact().orElseThrow(() -> new AssertionError(this + " answers, but has failed"));
        require(exact.value().equals(found.value()), () -> "must answer " + exact);
        require(exact.asked() == found.asked() && exact.answered() == found.answered(), () -> "must count " + exact);
        said = exact;
        reply.accept(ChainWorld.reply(program, found, exact));
    }

    @Override
    public void finished(Failure found) {
        requireFinish();
        failure = found;
        log("fails: " + found.message());
        boolean isRefusal = found.kind() == FailureKind.LOOP || found.kind() == FailureKind.SUBREQUESTS;
        require(!isRefusal || subrequests == 0, () -> "refuses too late");
        require(isRefusal || exact().isEmpty(), () -> "fails, but has " + exact());
        require(!found.step().isEmpty() && !found.problem().isEmpty(), () -> "names nothing");
        reply.accept(ChainWorld.problem(Problem.status(found.kind().status(), found.message())));
    }

    private Optional<Exact.Said> exact() {
        return new Exact(world.chain, world.centroids, world.parameters, accepted).of(coordinator, input);
    }

    /// Whoever called does not wait any more.
    void cancel() {
        if (output == null && failure == null) {
            log("is given up");
            run.cancel();
            isCancelled = true;
            require(underWay.isEmpty(), () -> "still waits for " + underWay);
        }
    }

    private void answered(Attempt<Value> attempt, ChainWorld.Reply answer) {
        boolean wasUnderWay = underWay.remove(attempt.id()) != null;
        StepId step = new StepId(attempt.step());
        Problem problem = answer.problem();
        log("hears " + (problem == null ? "an answer" : problem) + " to " + attempt.id());
        if (wasUnderWay) {
            // Time may be over: then the run says so first.
            underWay.put(attempt.id(), attempt);
            run.elapsed(world.now() - start);
            wasUnderWay = underWay.remove(attempt.id()) != null;
        }
        if (problem != null) {
            if (wasUnderWay) {
                statuses.computeIfAbsent(step, _ -> new ArrayList<>()).add(problem.status());
            }
            run.failed(world.now() - start, attempt.id(), problem);
        } else {
            if (wasUnderWay && answer.said() != null) {
                accepted.put(step, answer.said());
            }
            run.answered(world.now() - start, attempt.id(), answer.body());
        }
    }

    @Nullable
    Output<Value> output() {
        return output;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    Exact.@Nullable Said said() {
        return said;
    }

    void requireEnded() {
        require(output != null || failure != null || isCancelled, () -> "never ended");
        require(underWay.isEmpty(), () -> "still waits for " + underWay);
    }

    private void requireFinish() {
        requireRunning("finishes");
        require(underWay.isEmpty(), () -> "finishes while it waits for " + underWay);
        require(world.now() <= deadline, () -> "finishes late");
    }

    private void requireRunning(String what) {
        require(output == null && failure == null && !isCancelled, () -> what + " after its end");
    }

    private void require(boolean holds, Supplier<String> otherwise) {
        world.require(holds, () -> this + " " + otherwise.get());
    }

    private void log(String event) {
        world.log(this + " " + event);
    }

    @Override
    public String toString() {
        return coordinator + "#" + number;
    }
}
