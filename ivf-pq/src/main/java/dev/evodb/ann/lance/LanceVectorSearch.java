package dev.evodb.ann.lance;

import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Nearest-neighbour search over one vector column of a Lance table: through the index that Lance built
/// for it, or exactly, by comparing every row. The table is borrowed and has to stay open; whoever opens
/// this closes it. Thread-safe.
public final class LanceVectorSearch implements Closeable {
    /// Rows of one refining read; bounds its memory to the vectors of so many rows.
    private static final int REFINE_ROWS = 8192;

    private final LanceDataset dataset;
    private final VectorColumn column;
    private final Kernels kernels;
    private final @Nullable LanceIvfPq index;
    private final @Nullable LongPredicate existing;

    private LanceVectorSearch(
            LanceDataset dataset,
            VectorColumn column,
            Kernels kernels,
            @Nullable LanceIvfPq index,
            @Nullable LongPredicate existing) {
        this.dataset = dataset;
        this.column = column;
        this.kernels = kernels;
        this.index = index;
        this.existing = existing;
    }

    /// Opens the column `name` and its index, if it has one.
    ///
    /// @throws IllegalArgumentException if there is no such vector column
    /// @throws UnsupportedFeatureException if the index is of a kind, or covers rows in a way, that
    ///     is not read
    public static LanceVectorSearch open(LanceDataset dataset, String name, Kernels kernels) throws IOException {
        VectorColumn column = VectorColumn.of(dataset, name);
        LanceIvfPq index = openIndex(dataset, column, kernels);
        return new LanceVectorSearch(dataset, column, kernels, index, index == null ? null : dataset.rowIds());
    }

    /// As [#open], for exact search only: an index, whatever its kind, is not looked at.
    public static LanceVectorSearch openExact(LanceDataset dataset, String name, Kernels kernels) {
        return new LanceVectorSearch(dataset, VectorColumn.of(dataset, name), kernels, null, null);
    }

    public VectorColumn column() {
        return column;
    }

    /// The metric of the opened index; empty without one.
    public Optional<Metric> indexMetric() {
        return index == null ? Optional.empty() : Optional.of(index.index().metric());
    }

    /// The metric that a search uses if nobody names one: that of the column's index, of whatever kind
    /// and opened or not, else `L2`.
    ///
    /// @throws UnsupportedFeatureException if the index has a metric of its own kind
    public Metric defaultMetric() throws IOException {
        if (index != null) {
            return index.index().metric();
        }
        List<IndexMetadata> segments = segments(dataset, column);
        return segments.isEmpty() ? Metric.L2 : LanceIvfPq.metric(dataset, segments.getFirst());
    }

    /// Partitions of the index, 0 without one.
    public int partitions() {
        return index == null ? 0 : index.index().partitions();
    }

    /// Searches the index, and refines if the request says so.
    ///
    /// @throws IllegalStateException without an index
    public Hits search(SearchRequest request) throws IOException {
        if (index == null || existing == null) {
            throw new IllegalStateException("column " + column.name() + " has no index");
        }
        // An index outlives the rows it was made of: those deleted since must not take the place of others.
        Hits candidates = index.index()
                .candidates(new SearchRequest(
                        request.query(),
                        request.k(),
                        request.maximumProbes(),
                        request.refineFactor(),
                        request.mask().among(existing)));
        return request.refineFactor() == 0 ? candidates : refine(request, candidates);
    }

    /// Compares every row with every query, in one pass over the column; `nprobes` and `refineFactor` of
    /// the requests do not matter. Answers in the order of the requests. Null vectors are never hits.
    public List<Hits> exact(Metric metric, List<SearchRequest> requests) throws IOException {
        ExactPass pass = new ExactPass(metric, kernels, column.dims(), requests);
        float[] vector = new float[column.dims()];
        try (Scan scan = dataset.scan(ScanRequest.ALL.columns(column.name()).withRowId())) {
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                Column vectors = batch.columns().getFirst();
                long[] rowIds = ((Column.LongColumn) batch.column(LanceDataset.ROW_ID)).values();
                for (int row = 0; row < batch.rows(); row++) {
                    if (column.copy(vectors, row, vector, 0)) {
                        pass.offer(vector, rowIds[row]);
                    }
                }
            }
        }
        return pass.drain();
    }

    /// The rows for which the predicate `filter` is true, as a mask for requests.
    public RowMask mask(String filter) throws IOException {
        RowMask mask = RowMask.none();
        try (Scan scan =
                dataset.scan(ScanRequest.ALL.columns(List.of()).withRowId().where(filter))) {
            while (scan.next()) {
                for (long rowId : ((Column.LongColumn) scan.batch().column(LanceDataset.ROW_ID)).values()) {
                    mask.allow(rowId);
                }
            }
        }
        return mask;
    }

    /// The hits whose row is in `mask`, in the same order: what a filter leaves after a search.
    public static Hits keep(Hits hits, RowMask mask) {
        long[] rowIds = new long[hits.size()];
        double[] distances = new double[hits.size()];
        int kept = 0;
        for (int i = 0; i < hits.size(); i++) {
            if (mask.isAllowed(hits.rowIds()[i])) {
                rowIds[kept] = hits.rowIds()[i];
                distances[kept++] = hits.distances()[i];
            }
        }
        return new Hits(Arrays.copyOf(rowIds, kept), Arrays.copyOf(distances, kept), hits.statistics());
    }

    @Override
    public void close() throws IOException {
        if (index != null) {
            index.close();
        }
    }

    private Hits refine(SearchRequest request, Hits candidates) throws IOException {
        Metric metric = indexMetric().orElseThrow();
        Nearest nearest = new Nearest(request.k());
        float[] vector = new float[column.dims()];
        for (int from = 0; from < candidates.size(); from += REFINE_ROWS) {
            long[] rowIds =
                    Arrays.copyOfRange(candidates.rowIds(), from, Math.min(from + REFINE_ROWS, candidates.size()));
            Column vectors =
                    dataset.takeRowIds(List.of(column.name()), rowIds).columns().getFirst();
            for (int row = 0; row < rowIds.length; row++) {
                if (column.copy(vectors, row, vector, 0)) {
                    nearest.offer(
                            Distances.exact(metric, kernels, request.query(), 0, vector, 0, column.dims()),
                            rowIds[row]);
                }
            }
        }
        return nearest.drain(candidates.probed());
    }

    private static @Nullable LanceIvfPq openIndex(LanceDataset dataset, VectorColumn column, Kernels kernels)
            throws IOException {
        List<IndexMetadata> segments = segments(dataset, column);
        if (segments.isEmpty()) {
            return null;
        }
        IndexMetadata segment = segments.getFirst();
        Location at = new Location("_indices/" + segment.uuid(), column.name(), -1, -1);
        if (segments.size() > 1) {
            throw new UnsupportedFeatureException(
                    "vector index", "of " + segments.size() + " segments", "one segment", at);
        }
        for (DataFragment fragment : dataset.manifest().fragments()) {
            if (segment.fragments().isEmpty() || !segment.fragments().get().contains(fragment.id())) {
                throw new UnsupportedFeatureException(
                        "vector index",
                        "that does not cover fragment " + fragment.id(),
                        "indices that cover all rows; exact search reads them",
                        at);
            }
        }
        LanceIvfPq index = LanceIvfPq.open(dataset, segment, ReadLimits.DEFAULT, kernels);
        if (index.index().dims() != column.dims()) {
            index.close();
            throw new CorruptFileException(
                    at, "index has " + index.index().dims() + " dims, the column has " + column.dims());
        }
        return index;
    }

    private static List<IndexMetadata> segments(LanceDataset dataset, VectorColumn column) throws IOException {
        return dataset.indices().stream()
                .filter(segment -> segment.fields().equals(List.of(column.fieldId())) && isVectorIndex(segment))
                .toList();
    }

    /// Scalar indices may exist on a vector column's field id in no table that Lance writes; their kinds
    /// are named otherwise. The oldest tables have no kind at all, and only vector indices.
    private static boolean isVectorIndex(IndexMetadata segment) {
        return segment.detailsTypeUrl().isEmpty() || segment.detailsTypeUrl().endsWith("VectorIndexDetails");
    }
}
