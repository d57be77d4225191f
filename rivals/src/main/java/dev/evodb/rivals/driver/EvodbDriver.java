package dev.evodb.rivals.driver;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.index.AnnSpec;
import dev.evodb.ann.index.IndexKind;
import dev.evodb.ann.index.RowStorage;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.vector.Metric;
import java.io.IOException;

/// Our own index; the variant is `KIND:STORAGE`, as options of the command line name them, for graphs
/// over bytes `KIND:STORAGE:REFINE`.
final class EvodbDriver implements Driver {
    private static IndexKind kind(DriverRequest request) {
        return IndexKind.ofWireName(request.variant().split(":", -1)[0]);
    }

    @Override
    public String note(DriverRequest request) {
        return "EvoDB " + request.variant() + ", kernels " + KernelSet.best().name();
    }

    @Override
    public void build(DriverRequest request) throws IOException {
        FvecsFile base = FvecsFile.open(request.base());
        IndexKind kind = kind(request);
        AnnSpec spec = AnnSpec.of(kind, Metric.L2, base.rows(), base.dims())
                .withStorage(RowStorage.ofWireName(request.variant().split(":", -1)[1]))
                .withThreads(request.threads());
        if (kind.wireName().startsWith("ivf_")) {
            spec = spec.withPartitions(request.partitions());
        }
        if (kind == IndexKind.IVF_PQ) {
            spec = spec.withSubvectors(request.subvectors());
        }
        AnnIndex.build(request.cache(), base, spec, BuildProgress.NONE);
    }

    @Override
    public Searching open(DriverRequest request) throws IOException {
        String[] parts = request.variant().split(":", -1);
        AnnIndex index = AnnIndex.open(request.cache());
        return new Opened(index, index.describe().partitions(), parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
    }

    private record Opened(AnnIndex index, int partitions, int graphRefine) implements Searching {
        @Override
        public int search(float[] query, String setting, int[] rows) throws IOException {
            Hits hits = index.search(request(query, rows.length, setting));
            for (int i = 0; i < hits.size(); i++) {
                rows[i] = (int) hits.rowIds()[i];
            }
            return hits.size();
        }

        /// A setting without a slash is the beam of a graph, one that begins with `p` a patience.
        private SearchRequest request(float[] query, int k, String setting) {
            int slash = setting.indexOf('/');
            if (slash < 0) {
                return new SearchRequest(query, k, 1, graphRefine, RowMask.all())
                        .withEf(Math.max(k * Math.max(1, graphRefine), Integer.parseInt(setting)));
            }
            int refine = Integer.parseInt(setting, slash + 1, setting.length(), 10);
            if (setting.startsWith("p")) {
                return new SearchRequest(query, k, Math.min(8, partitions), refine, RowMask.all())
                        .withProbes(Math.min(8, partitions), partitions)
                        .withPatience(Integer.parseInt(setting, 1, slash, 10));
            }
            return new SearchRequest(query, k, Integer.parseInt(setting, 0, slash, 10), refine, RowMask.all());
        }

        @Override
        public long bytes() {
            return index.loadedBytes();
        }

        @Override
        public void close() throws IOException {
            index.close();
        }
    }
}
