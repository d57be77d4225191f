package dev.evodb.ann.index;

import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.VectorIndex;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.io.SegmentSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// EvoDB's own vector index: an inverted file in a folder of the local machine, whose format is
/// `docs/format/ann-index.md`.
///
/// ```java
/// AnnSpec spec = AnnSpec.of(IndexKind.IVF_PQ, Metric.L2, source.rows(), source.dims());
/// AnnIndex.build(folder, source, spec, BuildProgress.NONE);
/// try (AnnIndex index = AnnIndex.open(folder)) {
///     Hits hits = index.search(new SearchRequest(query, 10, 32, 16, RowMask.all()));
/// }
/// ```
///
/// An opened index is a snapshot: changes made afterwards, by whatever process, do not show. Thread-safe.
public final class AnnIndex implements VectorIndex {
    private final IndexFolder.State state;
    private final List<Segment> segments;
    private final SegmentShape shape;
    private final IvfModel model;
    private final LoadedRows rows;
    private final @Nullable BitSet deleted;
    private final IvfSearch search;

    private AnnIndex(
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
    }

    /// Builds an index of `source` in `folder`, which is made if it is missing; an index that is there is
    /// replaced at the very end. A crash leaves the old index or none. The same source, spec and seed
    /// give the same bytes.
    ///
    /// @throws IllegalArgumentException if the source has other dims, or fewer rows than partitions
    /// @throws IOException if another writer is at work, or the disk fails
    public static void build(Path folder, VectorSource source, AnnSpec spec, BuildProgress progress)
            throws IOException {
        build(folder, source, spec, progress, KernelSet.best());
    }

    /// As above, with certain kernels.
    public static void build(Path folder, VectorSource source, AnnSpec spec, BuildProgress progress, KernelSet kernels)
            throws IOException {
        new IndexChanges(folder, kernels).build(source, spec, progress);
    }

    /// Adds the rows of `source` to the index in `folder`, to partitions that were found when it was
    /// built; `threads` and `memoryBytes` as of [AnnSpec].
    ///
    /// @throws IllegalArgumentException if the source has other dims, or a row whose id is in the index
    public static void append(Path folder, VectorSource source, int threads, long memoryBytes, BuildProgress progress)
            throws IOException {
        new IndexChanges(folder, KernelSet.best()).append(source, threads, memoryBytes, progress);
    }

    /// Deletes rows of the index in `folder`; ids that it does not have are passed over. Answers how many
    /// it had.
    public static int delete(Path folder, long... rowIds) throws IOException {
        return new IndexChanges(folder, KernelSet.best()).delete(rowIds);
    }

    /// Whether there is an index in `folder`.
    public static boolean isIndex(Path folder) {
        return new IndexFolder(folder).exists();
    }

    /// Opens the index in `folder`. Its rows are read when a search first comes to their partitions.
    ///
    /// @throws NoSuchFileException if there is none
    /// @throws CorruptFileException if it is damaged; damage to rows is found when they are read
    public static AnnIndex open(Path folder) throws IOException {
        return open(folder, KernelSet.best());
    }

    /// As above, with certain kernels.
    public static AnnIndex open(Path folder, KernelSet kernels) throws IOException {
        return open(new IndexFolder(folder), kernels);
    }

    static AnnIndex open(IndexFolder files, KernelSet kernels) throws IOException {
        IndexFolder.State state = files.read();
        while (true) {
            try {
                return open(files, state, kernels);
            } catch (NoSuchFileException e) {
                // A writer may have replaced the index and removed its files since the state was read.
                IndexFolder.State now = files.read();
                if (now.generation() == state.generation()) {
                    throw e;
                }
                state = now;
            }
        }
    }

    private static AnnIndex open(IndexFolder files, IndexFolder.State state, KernelSet kernels) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try {
            for (long number : state.segments()) {
                segments.add(Segment.open(IndexFolder.open(files.segmentPath(number))));
            }
            SegmentShape shape = requireOneModel(segments);
            LoadedRows rows = new LoadedRows(segments);
            BitSet deleted = null;
            if (state.deletions() != 0) {
                try (SegmentSource source = IndexFolder.open(files.deletionsPath(state.deletions()))) {
                    deleted = Deletions.read(source, rows.places());
                }
            }
            return new AnnIndex(state, segments, shape, segments.getFirst().readModel(), deleted, rows, kernels);
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

    LoadedRows loadedRows() {
        return rows;
    }

    @Nullable
    BitSet deleted() {
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
    public List<Hits> searchAll(List<SearchRequest> requests) throws IOException {
        return search.searchAll(requests);
    }

    @Override
    public String explain(SearchRequest request) {
        return search.explain(request);
    }

    /// What this index is.
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
                sizes[sizes.length - 1]);
    }

    /// Bytes that rows take in memory now: those of the partitions that searches have come to.
    public long loadedBytes() {
        return rows.loadedBytes();
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
