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

/// Our own index; the variant is `KIND:STORAGE`, as options of the command line name them.
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
                .withPartitions(request.partitions())
                .withStorage(RowStorage.ofWireName(request.variant().split(":", -1)[1]))
                .withThreads(request.threads());
        AnnIndex.build(
                request.cache(),
                base,
                kind == IndexKind.IVF_PQ ? spec.withSubvectors(request.subvectors()) : spec,
                BuildProgress.NONE);
    }

    @Override
    public Searching open(DriverRequest request) throws IOException {
        return new Opened(AnnIndex.open(request.cache()));
    }

    private record Opened(AnnIndex index) implements Searching {
        @Override
        public int search(float[] query, String setting, int[] rows) throws IOException {
            int slash = setting.indexOf('/');
            SearchRequest request = new SearchRequest(
                    query,
                    rows.length,
                    Integer.parseInt(setting, 0, slash, 10),
                    Integer.parseInt(setting, slash + 1, setting.length(), 10),
                    RowMask.all());
            Hits hits = index.search(request);
            for (int i = 0; i < hits.size(); i++) {
                rows[i] = (int) hits.rowIds()[i];
            }
            return hits.size();
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
