package dev.evodb.bench.graph;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.index.AnnSpec;
import dev.evodb.ann.index.IndexKind;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// `hnsw` of EvoDB, through its file.
final class OwnGraph implements Contender {
    /// Candidates that are compared by their floats, as multiples of `k`.
    private static final int REFINE = 3;

    private final Path folder;
    private final AnnIndex index;

    private OwnGraph(Path folder, AnnIndex index) {
        this.folder = folder;
        this.index = index;
    }

    static OwnGraph build(VectorSource source, int threads) throws IOException {
        Path folder = Files.createTempDirectory("evodb-graph");
        AnnSpec spec = AnnSpec.of(IndexKind.HNSW, Metric.L2, source.rows(), source.dims())
                .withThreads(threads);
        AnnIndex.build(folder, source, spec, BuildProgress.NONE);
        return new OwnGraph(folder, AnnIndex.open(folder));
    }

    @Override
    public String name() {
        return "evodb hnsw";
    }

    @Override
    public int[] search(float[] query, int k, int ef) throws IOException {
        int refine = Math.clamp(ef / k, 1, REFINE);
        Hits hits = index.search(new SearchRequest(query, k, 1, refine, RowMask.all()).withEf(Math.max(k, ef)));
        int[] found = new int[hits.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = (int) hits.rowIds()[i];
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        index.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
