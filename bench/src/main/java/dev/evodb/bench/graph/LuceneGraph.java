package dev.evodb.bench.graph;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.util.hnsw.HnswConcurrentMergeBuilder;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;

/// Lucene's builder and searcher, over floats on the heap; several threads with its concurrent builder.
final class LuceneGraph implements Contender {
    private static final int LINKS = 16;
    private static final int BEAM = 200;
    private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;

    private final FlatVectorsScorer scorers = FlatVectorScorerUtil.getLucene99FlatVectorsScorer();
    private final FloatVectorValues values;
    private final OnHeapHnswGraph graph;

    private LuceneGraph(List<float[]> rows, int dims, int threads) throws IOException {
        this.values = FloatVectorValues.fromFloats(rows, dims);
        RandomVectorScorerSupplier supplier = scorers.getRandomVectorScorerSupplier(SIMILARITY, values);
        HnswGraphBuilder builder = HnswGraphBuilder.create(supplier, LINKS, BEAM, 42, rows.size());
        if (threads == 1) {
            this.graph = builder.build(rows.size());
            return;
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            this.graph = new HnswConcurrentMergeBuilder(
                            new TaskExecutor(executor), threads, supplier, LINKS, BEAM, builder.getGraph(), null)
                    .build(rows.size());
        }
    }

    static LuceneGraph build(float[] base, int dims, int threads) throws IOException {
        float[][] rows = new float[base.length / dims][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(base, i * dims, (i + 1) * dims));
        return new LuceneGraph(List.of(rows), dims, threads);
    }

    @Override
    public String name() {
        return "lucene float";
    }

    @Override
    public int[] search(float[] query, int k, int ef) throws IOException {
        RandomVectorScorer scorer = scorers.getRandomVectorScorer(SIMILARITY, values, query);
        ScoreDoc[] found = HnswGraphSearcher.search(scorer, ef, graph, null, Integer.MAX_VALUE)
                .topDocs()
                .scoreDocs;
        int[] nearest = new int[Math.min(k, found.length)];
        Arrays.setAll(nearest, i -> found[i].doc);
        return nearest;
    }

    @Override
    public void close() {}
}
