package dev.evodb.cli.demo;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.Recall;
import dev.evodb.cli.output.Progress;
import dev.evodb.sim.Mode;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Everything that the demonstration measured. Answers are in the order of the queries: first [#QUERIES]
/// words of the table, evenly spread, then the word that was asked for.
public record DemoRun(
        List<Hits> exact,
        List<Hits> jvm,
        EdgeRun snippet,
        EdgeRun chain,
        EdgeRun snippetCold,
        EdgeRun chainCold,
        EdgeRun snippetInterpreted) {
    public static final Profile PROFILE = Profile.EVODB;
    public static final int K = 10;
    public static final int QUERIES = 200;
    public static final int COLD_SAMPLES = 9;
    /// Partitions that each snippet visits, the default of its pack.
    public static final int PARTITIONS = 4;

    public static final int NPROBES = 20;
    public static final int REFINE = 10;

    /// Runs all searches. Cold starts are measured in processes of their own, one after the other, while
    /// the JVM searches.
    ///
    /// @throws dev.evodb.error.LimitExceededException before anything runs, if a pack cannot work
    ///     within the profile
    public static DemoRun of(WordTable words, int asked, LanceVectorSearch search, DemoPacks packs, Progress progress)
            throws IOException {
        packs.single().plan(PROFILE, PARTITIONS);
        packs.chain().plan(PROFILE, PARTITIONS);
        List<float[]> queries = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            queries.add(words.vectors()[i * (words.vectors().length / QUERIES)]);
        }
        List<float[]> few = List.copyOf(queries.subList(QUERIES - COLD_SAMPLES, QUERIES));
        queries.add(words.vectors()[asked]);
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Future<List<EdgeRun>> colds = background.submit(() -> List.of(
                    EdgeRun.of(packs.single(), PROFILE, Mode.INTERPRETER, few, K),
                    EdgeRun.of(packs.single(), PROFILE, Mode.COLD, few, K),
                    EdgeRun.of(packs.chain(), PROFILE, Mode.COLD, few, K)));
            progress.at("search on the JVM, and cold starts aside", 0, 0);
            List<SearchRequest> requests = queries.stream()
                    .map(query -> new SearchRequest(query, K, NPROBES, REFINE, RowMask.all()))
                    .toList();
            List<Hits> exact = search.exact(DistanceType.COSINE, requests);
            List<Hits> jvm = new ArrayList<>();
            for (SearchRequest request : requests) {
                jvm.add(search.search(request));
            }
            // Nothing else may run beside the warm searches: V8 compiles on other threads, and without a core for them
            // requests are interpreted that would be compiled by then.
            List<EdgeRun> cold = await(colds);
            progress.at("search in the snippet", 0, 0);
            EdgeRun snippet = EdgeRun.of(packs.single(), PROFILE, Mode.WARM, queries, K);
            progress.at("search by the chain", 0, 0);
            EdgeRun chain = EdgeRun.of(packs.chain(), PROFILE, Mode.WARM, queries, K);
            progress.finishStage();
            return new DemoRun(exact, jvm, snippet, chain, cold.get(1), cold.get(2), cold.get(0));
        }
    }

    /// Recall@[#K] of the index on the JVM, against exact search over the first [#QUERIES] queries.
    public double jvmRecall() {
        return recall(jvm.stream().map(Hits::rowIds).map(Optional::of).toList());
    }

    /// The same of what snippets answered; a request that was ended found nothing.
    public double recall(EdgeRun run) throws IOException {
        return recall(run.answers().stream()
                .map(answer -> answer.map(EdgeAnswer::rowIds))
                .toList());
    }

    private double recall(List<Optional<long[]>> found) {
        Recall recall = new Recall();
        for (int i = 0; i < QUERIES; i++) {
            recall.add(exact.get(i).rowIds(), found.get(i).orElse(new long[0]), K);
        }
        return recall.mean();
    }

    private static List<EdgeRun> await(Future<List<EdgeRun>> running) throws IOException {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during the cold starts", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("the cold starts failed", e.getCause());
        }
    }
}
