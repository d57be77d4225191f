package dev.evodb.chain.jvm;

import dev.evodb.chain.ChainPlan;
import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.RankedAnswer;
import dev.evodb.chain.ShardFailedException;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a checked chain in this process, each shard on a virtual thread of its own.
///
/// The gather is [GatherMerge], as in the router snippet: the same answers of shards give the same answer
/// here and at the edge, whichever shard is ready first. Immutable and thread-safe.
public final class ChainExecutor<Q, P> {
    private final Map<String, Shard<Q, P>> shards;

    /// `shards` by the id of the snippet that each stands for.
    public ChainExecutor(Map<String, Shard<Q, P>> shards) {
        this.shards = Map.copyOf(shards);
    }

    /// The best `k` hits of the chain. Waits for every shard, also when one has failed already, as a router
    /// does.
    ///
    /// @throws IllegalArgumentException if `k` is not positive, or the plan invokes a snippet that this
    ///     executor has no shard for; nothing runs then
    /// @throws ShardFailedException naming the first shard of the plan that failed or broke the contract of
    ///     answers; those of further shards are suppressed exceptions of it
    /// @throws InterruptedException if the caller was interrupted; running shards are interrupted too
    public Answer<P> run(ChainPlan plan, Q query, int k) throws InterruptedException {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        requireShards(plan.root());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return await(plan.root(), threads.submit(() -> run(plan.root(), query, k, threads)));
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private void requireShards(Step step) {
        switch (step) {
            case Step.Invoke(var snippet) -> shard(snippet);
            case Step.ScatterGather scatter -> scatter.shards().forEach(this::requireShards);
        }
    }

    private Answer<P> run(Step step, Q query, int k, ExecutorService threads) throws IOException, InterruptedException {
        return switch (step) {
            case Step.Invoke(var snippet) -> {
                Answer<P> answer = shard(snippet).search(query, k);
                ranked(snippet, answer).check(k);
                yield answer;
            }
            case Step.ScatterGather(var router, List<Step> below) ->
                gather(below, scatter(below, query, k, threads), k);
        };
    }

    /// Starts all, then waits for all; answers in order of `steps`.
    private List<Answer<P>> scatter(List<Step> steps, Q query, int k, ExecutorService threads)
            throws InterruptedException {
        List<Future<Answer<P>>> running = new ArrayList<>();
        for (Step step : steps) {
            running.add(threads.submit(() -> run(step, query, k, threads)));
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

    private static <P> Answer<P> gather(List<Step> steps, List<Answer<P>> answers, int k) {
        RankedAnswer[] ranked = new RankedAnswer[answers.size()];
        int nprobes = 0;
        long rows = 0;
        for (int s = 0; s < answers.size(); s++) {
            Answer<P> answer = answers.get(s);
            ranked[s] = ranked(steps.get(s).snippet(), answer);
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

    private static RankedAnswer ranked(Snippet snippet, Answer<?> answer) {
        double[] distances = new double[answer.hits().size()];
        double[] rowIds = new double[distances.length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = answer.hits().get(i).distance();
            // Rounds beyond 2^53 only, to numbers that the check refuses.
            rowIds[i] = answer.hits().get(i).rowId();
        }
        return new RankedAnswer(snippet.id(), distances, rowIds);
    }

    /// The answer of `step`, or why there is none, named after the shard that is to blame.
    private static <P> Answer<P> await(Step step, Future<Answer<P>> running) throws InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ShardFailedException named -> throw named;
                case Error error -> throw error;
                case Throwable cause ->
                    throw new ShardFailedException(step.snippet().id(), "failed with " + cause, cause);
                case null ->
                    throw new IllegalStateException("task of " + step.snippet().id() + " failed without cause", e);
            }
        }
    }

    private Shard<Q, P> shard(Snippet snippet) {
        Shard<Q, P> shard = shards.get(snippet.id());
        if (shard == null) {
            throw new IllegalArgumentException("step " + snippet.id() + ": no shard of that id in this executor");
        }
        return shard;
    }
}
