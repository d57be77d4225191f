package dev.evodb.ann.index;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.lance.io.SegmentSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An opened graph: one file. The graph and what is walked by are read by the first search.
final class GraphIndex implements OpenedIndex {
    /// Queries of a batch that a thread takes at a time.
    private static final int GROUP = 8;

    private final IndexFolder.State state;
    private final GraphFile file;
    private final KernelSet kernels;
    private final @Nullable BitSet deleted;
    private final QueryThreads threads = new QueryThreads();
    private volatile @Nullable GraphSearch search;

    private GraphIndex(IndexFolder.State state, GraphFile file, KernelSet kernels, @Nullable BitSet deleted) {
        this.state = state;
        this.file = file;
        this.kernels = kernels;
        this.deleted = deleted;
    }

    /// Opens the graph in `base`, which is closed with this, or if this fails.
    static GraphIndex open(IndexFolder files, IndexFolder.State state, SegmentSource base, KernelSet kernels)
            throws IOException {
        GraphFile file = GraphFile.open(base);
        try {
            if (state.segments().size() > 1) {
                throw new dev.evodb.error.CorruptFileException(
                        dev.evodb.error.Location.of(IndexFolder.CURRENT),
                        "a graph is one file, the index names "
                                + state.segments().size());
            }
            return new GraphIndex(
                    state, file, kernels, files.readDeletions(state, file.head().nodes()));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private GraphSearch search() throws IOException {
        GraphSearch opened = search;
        if (opened == null) {
            synchronized (this) {
                opened = search;
                if (opened == null) {
                    opened = new GraphSearch(file, file.read(kernels), deleted, kernels);
                    search = opened;
                }
            }
        }
        return opened;
    }

    @Override
    public Metric metric() {
        return file.head().metric();
    }

    @Override
    public int dims() {
        return file.head().dims();
    }

    @Override
    public long rows() {
        return (long) file.head().nodes() - deletedRows();
    }

    private int deletedRows() {
        return deleted == null ? 0 : deleted.cardinality();
    }

    @Override
    public Hits search(SearchRequest request) throws IOException {
        request.requireDims(dims());
        return search().search(request);
    }

    @Override
    public void search(SearchRequest request, HitBuffer answer) throws IOException {
        answer.set(search(request));
    }

    @Override
    public List<Hits> searchAll(List<SearchRequest> requests, int threadCount) throws IOException {
        Hits[] answers = new Hits[requests.size()];
        int groups = (answers.length + GROUP - 1) / GROUP;
        threads.run(threadCount, groups, group -> {
            for (int i = group * GROUP; i < Math.min(answers.length, (group + 1) * GROUP); i++) {
                answers[i] = search(requests.get(i));
            }
        });
        return List.of(answers);
    }

    @Override
    public String explain(SearchRequest request) {
        request.requireDims(dims());
        return GraphPlan.of(request, file.head(), deleted != null).explain(request, file.head());
    }

    @Override
    public IndexDescription describe() {
        GraphHead head = file.head();
        long stride = head.storage().hasBytes() ? dev.evodb.ann.kernel.GatherDistance.stride(head.dims()) : 0;
        stride += head.storage().areFloatsInMemory() ? dev.evodb.ann.kernel.GatherDistance.stride(4L * head.dims()) : 0;
        long upperNodes = file.shape().levels().stream()
                .skip(1)
                .mapToLong(Integer::longValue)
                .sum();
        long memory = head.nodes() * (8 + stride)
                + head.length(GraphSection.BASE_LISTS, 0)
                + head.length(GraphSection.UPPER_LISTS, upperNodes);
        return new IndexDescription(
                IndexKind.HNSW,
                head.metric(),
                head.storage(),
                head.dims(),
                1,
                0,
                0,
                rows(),
                deletedRows(),
                1,
                state.generation(),
                file.length(),
                memory,
                head.nodes(),
                head.nodes(),
                head.nodes(),
                file.shape());
    }

    @Override
    public long loadedBytes() {
        GraphSearch opened = search;
        return opened == null ? 0 : opened.bytes();
    }

    @Override
    public PlacedRows placedRows() throws IOException {
        return new NodeIds(RowIds.of(file.readRowIds()));
    }

    @Override
    public @Nullable BitSet deleted() {
        return deleted;
    }

    @Override
    public void close() throws IOException {
        threads.close();
        file.close();
    }
}
