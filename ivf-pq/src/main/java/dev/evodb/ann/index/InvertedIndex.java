package dev.evodb.ann.index;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.io.SegmentSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An opened inverted file: one segment or more, of which the first holds the model.
final class InvertedIndex implements OpenedIndex {
    private final IndexFolder.State state;
    private final List<Segment> segments;
    private final SegmentShape shape;
    private final IvfModel model;
    private final LoadedRows rows;
    private final @Nullable BitSet deleted;
    private final IvfSearch search;
    private final BatchSearch batches;

    private InvertedIndex(
            IndexFolder.State state,
            List<Segment> segments,
            SegmentShape shape,
            IvfModel model,
            @Nullable BitSet deleted,
            LoadedRows rows,
            KernelSet kernels) {
        this.state = state;
        this.segments = List.copyOf(segments);
        this.shape = shape;
        this.model = model;
        this.rows = rows;
        this.deleted = deleted;
        this.search = new IvfSearch(shape, model, rows, deleted, kernels);
        this.batches = new BatchSearch(search);
    }

    /// Opens the segments that `state` names; `base` is the first of them and closed if this fails.
    static InvertedIndex open(IndexFolder files, IndexFolder.State state, SegmentSource base, KernelSet kernels)
            throws IOException {
        List<Segment> segments = new ArrayList<>();
        try {
            segments.add(Segment.open(base));
            for (long number : state.segments().subList(1, state.segments().size())) {
                segments.add(Segment.open(IndexFolder.open(files.segmentPath(number))));
            }
            SegmentShape shape = requireOneModel(segments);
            LoadedRows rows = new LoadedRows(segments);
            BitSet deleted = files.readDeletions(state, rows.places());
            return new InvertedIndex(state, segments, shape, segments.getFirst().readModel(), deleted, rows, kernels);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments) {
                segment.close();
            }
            throw e;
        }
    }

    private static SegmentShape requireOneModel(List<Segment> segments) {
        SegmentShape base = segments.getFirst().shape();
        long places = 0;
        for (int i = 0; i < segments.size(); i++) {
            SegmentShape other = segments.get(i).shape();
            boolean isOfModel = other.model() == base.model()
                    && other.kind() == base.kind()
                    && other.metric() == base.metric()
                    && other.storage() == base.storage()
                    && other.dims() == base.dims()
                    && other.partitions() == base.partitions()
                    && other.subvectors() == base.subvectors()
                    && other.bits() == base.bits();
            places += segments.get(i).firstPlace(base.partitions());
            if (!isOfModel || other.isBase() != (i == 0) || places > Integer.MAX_VALUE) {
                throw new CorruptFileException(
                        segments.get(i).location(), "segment does not belong to the base segment of this index");
            }
        }
        return base;
    }

    SegmentShape shape() {
        return shape;
    }

    IvfModel model() {
        return model;
    }

    @Override
    public LoadedRows placedRows() {
        return rows;
    }

    @Override
    public @Nullable BitSet deleted() {
        return deleted;
    }

    @Override
    public Metric metric() {
        return shape.metric();
    }

    @Override
    public int dims() {
        return shape.dims();
    }

    @Override
    public long rows() {
        return allRows() - deletedRows();
    }

    private long allRows() {
        long count = 0;
        for (Segment segment : segments) {
            count += segment.shape().rows();
        }
        return count;
    }

    private int deletedRows() {
        return deleted == null ? 0 : deleted.cardinality();
    }

    @Override
    public Hits search(SearchRequest request) throws IOException {
        return search.search(request);
    }

    @Override
    public void search(SearchRequest request, HitBuffer answer) throws IOException {
        search.search(request, answer);
    }

    @Override
    public List<Hits> searchAll(List<SearchRequest> requests, int threads) throws IOException {
        return batches.search(requests, threads);
    }

    @Override
    public String explain(SearchRequest request) {
        return search.explain(request);
    }

    @Override
    public IndexDescription describe() {
        int[] sizes = new int[shape.partitions()];
        long fileBytes = 0;
        long memoryBytes = 0;
        for (Segment segment : segments) {
            fileBytes += segment.length();
            for (int p = 0; p < sizes.length; p++) {
                sizes[p] += segment.rows(p);
                memoryBytes += shape.memoryBytes(segment.rows(p));
            }
        }
        Arrays.sort(sizes);
        return new IndexDescription(
                shape.kind(),
                shape.metric(),
                shape.storage(),
                shape.dims(),
                shape.partitions(),
                shape.subvectors(),
                shape.bits(),
                rows(),
                deletedRows(),
                segments.size(),
                state.generation(),
                fileBytes,
                memoryBytes,
                sizes[0],
                sizes[sizes.length / 2],
                sizes[sizes.length - 1],
                null);
    }

    @Override
    public long loadedBytes() {
        return rows.loadedBytes();
    }

    @Override
    public void close() throws IOException {
        batches.close();
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
