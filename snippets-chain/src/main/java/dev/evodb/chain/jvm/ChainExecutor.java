package dev.evodb.chain.jvm;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.RankedAnswer;
import dev.evodb.chain.ShardFailedException;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a chain that scatters a query and gathers the nearest hits in this process, each step on a
/// virtual thread of its own.
///
/// The gather is [GatherMerge], as in the router snippet: the same answers of shards give the same answer
/// here and at the edge, whichever shard is ready first. As the router, it sends to all, waits for all
/// and tries once: a chain of other steps, or one whose policies ask for more, is refused. Immutable and
/// thread-safe.
public final class ChainExecutor<Q, P> {
    private static final FanOut ALL_NEAREST = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());

    private final Map<StepId, Shard<Q, P>> shards;

    /// `shards` by the id of the step that each stands for.
    public ChainExecutor(Map<StepId, Shard<Q, P>> shards) {
        this.shards = Map.copyOf(shards);
    }

    /// The best `k` hits of the chain. Waits for every shard, also when one has failed already, as a
    /// router does.
    ///
    /// @throws IllegalArgumentException if `k` is not positive, or the chain has a step that this
    ///     executor cannot run or has no shard for; nothing runs then
    /// @throws ShardFailedException naming the first shard of the chain that failed or broke the
    ///     contract of answers; those of further shards are suppressed exceptions of it
    /// @throws InterruptedException if the caller was interrupted; running shards are interrupted too
    public Answer<P> run(Chain chain, Q query, int k) throws InterruptedException {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        chain.callersFirst().forEach(this::requireRunnable);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return await(chain.entry(), threads.submit(() -> run(chain, chain.entry(), query, k, threads)));
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private void requireRunnable(Step step) {
        if (step.placement() instanceof Placement.Hop hop && !hop.policy().equals(CallPolicy.ONCE)) {
            throw new IllegalArgumentException("step " + step.id() + ": this executor calls once, without a timeout");
        }
        switch (step) {
            case Step.Invoke invoke -> shard(invoke.id());
            case Step.Parallel parallel -> {
                if (!parallel.fanOut().equals(ALL_NEAREST)) {
                    throw new IllegalArgumentException("step " + step.id()
                            + ": this executor broadcasts to all branches and gathers the nearest hits only");
                }
            }
            case Step.Sequential _, Step.Conditional _ ->
                throw new IllegalArgumentException(
                        "step " + step.id() + ": this executor runs invoke and parallel steps only");
        }
    }

    private Answer<P> run(Chain chain, StepId id, Q query, int k, ExecutorService threads)
            throws IOException, InterruptedException {
        List<StepId> below = chain.step(id).calls();
        if (!below.isEmpty()) {
            return gather(below, scatter(chain, below, query, k, threads), k);
        }
        Answer<P> answer = shard(id).search(query, k);
        ranked(id, answer).check(k);
        return answer;
    }

    /// Starts all, then waits for all; answers in order of `steps`.
    private List<Answer<P>> scatter(Chain chain, List<StepId> steps, Q query, int k, ExecutorService threads)
            throws InterruptedException {
        List<Future<Answer<P>>> running = new ArrayList<>();
        for (StepId step : steps) {
            running.add(threads.submit(() -> run(chain, step, query, k, threads)));
        }
        List<Answer<P>> answers = new ArrayList<>();
        List<ShardFailedException> failures = new ArrayList<>();
        for (int s = 0; s < running.size(); s++) {
            try {
                answers.add(await(steps.get(s), running.get(s)));
            } catch (ShardFailedException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            ShardFailedException first = failures.getFirst();
            for (ShardFailedException other : failures) {
                // Shards may share the exception they throw, and none may suppress itself.
                if (other != first) {
                    first.addSuppressed(other);
                }
            }
            throw first;
        }
        return answers;
    }

    private static <P> Answer<P> gather(List<StepId> steps, List<Answer<P>> answers, int k) {
        RankedAnswer[] ranked = new RankedAnswer[answers.size()];
        int nprobes = 0;
        long rows = 0;
        for (int s = 0; s < answers.size(); s++) {
            Answer<P> answer = answers.get(s);
            ranked[s] = ranked(steps.get(s), answer);
            nprobes = Math.addExact(nprobes, answer.nprobes());
            rows = Math.addExact(rows, answer.rows());
        }
        GatherMerge.Merged merged = GatherMerge.merge(ranked, k);
        List<Hit<P>> hits = new ArrayList<>(merged.size());
        for (int i = 0; i < merged.size(); i++) {
            hits.add(answers.get(merged.shards()[i]).hits().get(merged.positions()[i]));
        }
        return new Answer<>(hits, nprobes, rows);
    }

    private static RankedAnswer ranked(StepId step, Answer<?> answer) {
        double[] distances = new double[answer.hits().size()];
        double[] rowIds = new double[distances.length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = answer.hits().get(i).distance();
            // Rounds beyond 2^53 only, to numbers that the check refuses.
            rowIds[i] = answer.hits().get(i).rowId();
        }
        return new RankedAnswer(step.text(), distances, rowIds);
    }

    /// The answer of `step`, or why there is none, named after the shard that is to blame.
    private static <P> Answer<P> await(StepId step, Future<Answer<P>> running) throws InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ShardFailedException named -> throw named;
                case Error error -> throw error;
                case Throwable cause -> throw new ShardFailedException(step.text(), "failed with " + cause, cause);
                case null -> throw new IllegalStateException("task of " + step + " failed without cause", e);
            }
        }
    }

    private Shard<Q, P> shard(StepId step) {
        Shard<Q, P> shard = shards.get(step);
        if (shard == null) {
            throw new IllegalArgumentException("step " + step + ": no shard of that id in this executor");
        }
        return shard;
    }
}
