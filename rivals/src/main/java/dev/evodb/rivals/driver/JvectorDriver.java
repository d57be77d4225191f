package dev.evodb.rivals.driver;

import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.disk.SimpleWriter;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex.ScoringView;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/// JVector: a graph of 32 links, construction beam 200, overflow and alpha 1.2, hierarchy on, in its
/// file; searched by 8-bit product codes in memory, the beam compared by floats.
final class JvectorDriver implements Driver {
    private static final VectorSimilarityFunction L2 = VectorSimilarityFunction.EUCLIDEAN;
    private static final int LINKS = 32;
    private static final int BEAM = 200;
    private static final float OVERFLOW = 1.2f;
    private static final float ALPHA = 1.2f;
    private static final int CODES = 256;

    private static final VectorTypeSupport TYPES =
            VectorizationProvider.getInstance().getVectorTypeSupport();

    private static Path graphFile(DriverRequest request) {
        return request.cache().resolve("graph");
    }

    private static Path codesFile(DriverRequest request) {
        return request.cache().resolve("codes");
    }

    @Override
    public String note(DriverRequest request) {
        return "JVector " + ImplementationVersion.of(GraphSearcher.class, "4.0.2") + " PQ" + request.subvectors()
                + " + float, " + VectorizationProvider.getInstance().getClass().getSimpleName();
    }

    /// The version that a jar's manifest gives.
    private static final class ImplementationVersion {
        private ImplementationVersion() {}

        static String of(Class<?> type, String otherwise) {
            String version = type.getPackage().getImplementationVersion();
            return version == null ? otherwise : version;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // Its successor does not say whether there is a hierarchy.
    public void build(DriverRequest request) throws IOException {
        float[][] values = Rows.read(request.base(), Integer.MAX_VALUE);
        int dims = values[0].length;
        List<VectorFloat<?>> vectors = new ArrayList<>();
        for (float[] value : values) {
            vectors.add(TYPES.createFloatVector(value));
        }
        RandomAccessVectorValues rows = new ListRandomAccessVectorValues(vectors, dims);
        try (ForkJoinPool pool = new ForkJoinPool(request.threads());
                GraphIndexBuilder builder = new GraphIndexBuilder(
                        BuildScoreProvider.randomAccessScoreProvider(rows, L2),
                        dims,
                        LINKS,
                        BEAM,
                        OVERFLOW,
                        ALPHA,
                        true,
                        true,
                        pool,
                        pool)) {
            OnDiskGraphIndex.write(builder.build(rows), rows, graphFile(request));
            ProductQuantization quantizer =
                    ProductQuantization.compute(rows, request.subvectors(), CODES, true, -1f, pool, pool);
            try (SimpleWriter out = new SimpleWriter(codesFile(request))) {
                quantizer.encodeAll(rows, pool).write(out, OnDiskGraphIndex.CURRENT_VERSION);
            }
        }
    }

    @Override
    public Searching open(DriverRequest request) throws IOException {
        ReaderSupplier graphReader = ReaderSupplierFactory.open(graphFile(request));
        try (ReaderSupplier codesReader = ReaderSupplierFactory.open(codesFile(request))) {
            PQVectors codes = PQVectors.load(codesReader.get());
            OnDiskGraphIndex graph = OnDiskGraphIndex.load(graphReader);
            return new Opened(graphReader, graph, new GraphSearcher(graph), codes, Files.size(graphFile(request)));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Declared by AutoCloseable.
            throw new IOException(e);
        }
    }

    private record Opened(
            ReaderSupplier reader, OnDiskGraphIndex graph, GraphSearcher searcher, PQVectors codes, long fileBytes)
            implements Searching {
        @Override
        public int search(float[] query, String setting, int[] rows) {
            int beam = Math.max(rows.length, Integer.parseInt(setting));
            VectorFloat<?> vector = TYPES.createFloatVector(query);
            ScoringView view = (ScoringView) searcher.getView();
            SearchResult result = searcher.search(
                    new DefaultSearchScoreProvider(
                            codes.precomputedScoreFunctionFor(vector, L2), view.rerankerFor(vector, L2)),
                    rows.length,
                    beam,
                    0f,
                    0f,
                    Bits.ALL);
            SearchResult.NodeScore[] nodes = result.getNodes();
            for (int i = 0; i < nodes.length; i++) {
                rows[i] = nodes[i].node;
            }
            return nodes.length;
        }

        @Override
        public long bytes() {
            return fileBytes + codes.ramBytesUsed();
        }

        @Override
        public void close() throws IOException {
            searcher.close();
            graph.close();
            try {
                reader.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                // Declared by AutoCloseable.
                throw new IOException(e);
            }
        }
    }
}
