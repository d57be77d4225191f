package dev.evodb.ann.index;

import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.VectorIndex;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.UnitVectors;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// EvoDB's own vector index: an inverted file in a folder of the local machine.
///
/// An opened index is a snapshot: changes made afterwards, by whatever process, do not show. Thread-safe.
public final class AnnIndex implements VectorIndex {
    private final IndexFolder.State state;
    private final List<Segment> segments;
    private final SegmentShape shape;
    private final LoadedRows rows;
    private final IvfSearch search;

    private AnnIndex(
            IndexFolder.State state, List<Segment> segments, SegmentShape shape, LoadedRows rows, IvfSearch search) {
        this.state = state;
        this.segments = segments;
        this.shape = shape;
        this.rows = rows;
        this.search = search;
    }

    /// Builds an index of `source` in `folder`, which is made if it is missing; an index that is there is replaced at
    /// the very end. A crash leaves the old index or none.
    ///
    /// @throws IllegalArgumentException if the source has other dims, or fewer rows than partitions
    public static void build(Path folder, VectorSource source, AnnSpec spec, BuildProgress progress)
            throws IOException {
        build(folder, source, spec, progress, KernelSet.best());
    }

    /// As above, with certain kernels.
    public static void build(
            Path folder, VectorSource source, AnnSpec spec, BuildProgress progress, KernelSet kernels)
            throws IOException {
        if (source.dims() != spec.dims()) {
            throw new IllegalArgumentException("source has " + source.dims() + " dims, the spec " + spec.dims());
        }
        IndexFolder files = new IndexFolder(folder);
        files.change(() -> {
            IndexFolder.State old = files.exists() ? files.read() : null;
            long number = old == null ? 1 : old.nextFile();
            VectorSource rows = spec.metric() == Metric.COSINE ? new UnitVectors(source) : source;
            try (Workers workers = new Workers(spec.threads(), progress);
                    DurableFile file = DurableFile.create(files.segmentPath(number))) {
                IvfModel model = new ModelTraining(spec, kernels, workers).train(rows);
                int modelChecksum =
                        SegmentFormat.checksum(MemorySegment.ofArray(model.centroids().values()));
                SegmentShape shape = new SegmentShape(
                        spec.kind(),
                        spec.metric(),
                        spec.storage(),
                        spec.dims(),
                        spec.partitions(),
                        spec.subvectors(),
                        rows.rows(),
                        true,
                        modelChecksum);
                SegmentWriter.write(shape, model, rows, kernels, workers, spec.memoryBytes(), file);
                file.publish();
            }
            files.publish(new IndexFolder.State(
                    old == null ? 1 : old.generation() + 1, number + 1, List.of(number), 0));
        });
    }

    /// Opens the index in `folder`. Its rows are read when a search first comes to their partitions.
    public static AnnIndex open(Path folder) throws IOException {
        return open(folder, KernelSet.best());
    }

    /// As above, with certain kernels.
    public static AnnIndex open(Path folder, KernelSet kernels) throws IOException {
        IndexFolder files = new IndexFolder(folder);
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
            IvfModel model = segments.getFirst().readModel();
            return new AnnIndex(state, List.copyOf(segments), shape, rows, new IvfSearch(shape, model, rows, deleted, kernels));
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments) {
                segment.close();
            }
            throw e;
        }
    }

    private static SegmentShape requireOneModel(List<Segment> segments) {
        SegmentShape base = segments.getFirst().shape();
        for (int i = 0; i < segments.size(); i++) {
            SegmentShape other = segments.get(i).shape();
            boolean isOfModel = other.model() == base.model()
                    && other.kind() == base.kind()
                    && other.metric() == base.metric()
                    && other.storage() == base.storage()
                    && other.dims() == base.dims()
                    && other.partitions() == base.partitions()
                    && other.subvectors() == base.subvectors();
            if (!isOfModel || other.isBase() != (i == 0)) {
                throw new CorruptFileException(
                        segments.get(i).location(), "segment does not belong to the base segment of this index");
            }
        }
        return base;
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
        long count = 0;
        for (Segment segment : segments) {
            count += segment.shape().rows();
        }
        return count;
    }

    @Override
    public Hits search(SearchRequest request) throws IOException {
        return search.search(request);
    }

    @Override
    public List<Hits> searchAll(List<SearchRequest> requests) throws IOException {
        List<Hits> all = new ArrayList<>();
        for (SearchRequest r : requests) all.add(search.search(r));
        return all;
    }

    @Override
    public String explain(SearchRequest request) throws IOException {
        return "";
    }

    public long loadedBytes() { return rows.loadedBytes(); }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
