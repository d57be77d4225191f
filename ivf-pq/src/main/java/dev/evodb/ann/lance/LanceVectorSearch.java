package dev.evodb.ann.lance;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.SearchStatistics.Method;
import dev.evodb.ann.ivf.InvertedFile.Probed;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.column.Column;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Nearest-neighbour search over one vector column of a Lance table: through the index that Lance built
/// for it, or exactly, by comparing every row. The table is borrowed and has to stay open; whoever opens
/// this closes it. Thread-safe.
///
/// Rows that the index does not cover are compared exactly and merged with what the index finds; every
/// answer says in its [SearchStatistics] what was done.
public final class LanceVectorSearch implements Closeable {
    private final LanceDataset dataset;
    private final VectorColumn column;
    private final KernelSet kernels;
    private final ColumnIndex index;
    private final VectorFetch vectors;

    private LanceVectorSearch(LanceDataset dataset, VectorColumn column, KernelSet kernels, ColumnIndex index) {
        this.dataset = dataset;
        this.column = column;
        this.kernels = kernels;
        this.index = index;
        this.vectors = new VectorFetch(dataset, column);
    }

    /// Opens the column `name` and its index, if it has one, to be searched with the fastest kernels
    /// there are.
    ///
    /// @throws IllegalArgumentException if there is no such vector column
    /// @throws UnsupportedFeatureException if the index is of a kind that is not read
    public static LanceVectorSearch open(LanceDataset dataset, String name) throws IOException {
        return open(dataset, name, KernelSet.best());
    }

    /// As above, with kernels of the caller's choice.
    public static LanceVectorSearch open(LanceDataset dataset, String name, KernelSet kernels) throws IOException {
        VectorColumn column = VectorColumn.of(dataset, name);
        return new LanceVectorSearch(
                dataset, column, kernels, ColumnIndex.open(dataset, column, kernels, ReadLimits.DEFAULT));
    }

    /// As [#open], for exact search only: an index, whatever its kind, is not looked at.
    public static LanceVectorSearch openExact(LanceDataset dataset, String name, KernelSet kernels) {
        return new LanceVectorSearch(
                dataset,
                VectorColumn.of(dataset, name),
                kernels,
                new ColumnIndex.Unused(Optional.empty(), "no index was asked for"));
    }

    public VectorColumn column() {
        return column;
    }

    /// The metric of the opened index; empty if there is none, or none that is used.
    public Optional<DistanceType> indexType() {
        return index instanceof ColumnIndex.Usable ? index.type() : Optional.empty();
    }

    /// The name of the index that searches use; empty if there is none.
    public Optional<String> indexName() {
        return index instanceof ColumnIndex.Usable usable ? Optional.of(usable.name()) : Optional.empty();
    }

    /// The kind of that index, as in `IVF_PQ`; empty if there is none.
    public Optional<String> indexKind() {
        return index instanceof ColumnIndex.Usable usable
                ? Optional.of(usable.kind().name())
                : Optional.empty();
    }

    /// Whether searches go through graphs, so that the beam of requests matters.
    public boolean hasGraphs() {
        return index instanceof ColumnIndex.Usable usable && usable.kind().hasGraphs();
    }

    /// Whether the column has an index that cannot be used, so that all rows are compared; the statistics
    /// of answers say why.
    public boolean ignoresIndex() {
        return index instanceof ColumnIndex.Unused(var type, var _) && type.isPresent();
    }

    /// The metric that a search uses if nobody names one: that of the column's index, of whatever kind
    /// and opened or not, else `L2`.
    ///
    /// @throws UnsupportedFeatureException if the index has a metric of its own kind
    public DistanceType defaultType() throws IOException {
        if (index.type().isPresent()) {
            return index.type().get();
        }
        return ColumnIndex.type(dataset, column, ReadLimits.DEFAULT).orElse(DistanceType.L2);
    }

    /// Partitions of all segments of the index, 0 without one.
    public int partitions() {
        return switch (index) {
            case ColumnIndex.Usable usable -> usable.partitions();
            case ColumnIndex.Unused _ -> 0;
        };
    }

    /// Searches the index, and refines if the request says so. Where no index can be used, compares all
    /// rows by the metric of [#defaultType], which the answer says.
    ///
    /// Distances are approximate, in the units of the index, unless they were refined or some rows of the
    /// table are not covered by the index: then all are exact.
    ///
    /// @throws IllegalArgumentException if the query has other dims than the column
    public Hits search(SearchRequest request) throws IOException {
        return switch (index) {
            case ColumnIndex.Usable usable -> search(usable, request);
            case ColumnIndex.Unused _ -> exact(defaultType(), List.of(request)).getFirst();
        };
    }

    /// As [#search] for each request, in order. Without an index, all of them share one pass over the rows.
    public List<Hits> searchAll(List<SearchRequest> requests) throws IOException {
        return switch (index) {
            case ColumnIndex.Usable usable -> searchAll(usable, requests);
            case ColumnIndex.Unused _ -> exact(defaultType(), requests);
        };
    }

    /// As [#searchAll], among the rows that the index covers alone: rows that came after it are not looked
    /// at. Without an index, as that.
    public List<Hits> searchIndexed(List<SearchRequest> requests) throws IOException {
        return switch (index) {
            case ColumnIndex.Usable usable -> searchAll(usable.withoutUncovered(), requests);
            case ColumnIndex.Unused _ -> exact(defaultType(), requests);
        };
    }

    private List<Hits> searchAll(ColumnIndex.Usable usable, List<SearchRequest> requests) throws IOException {
        List<Hits> answers = new ArrayList<>(requests.size());
        for (SearchRequest request : requests) {
            answers.add(search(usable, request));
        }
        return answers;
    }

    private Hits search(ColumnIndex.Usable usable, SearchRequest request) throws IOException {
        request.requireDims(column.dims());
        if (column.isBytes()) {
            request.requireBytes();
        }
        boolean isExact = request.refineFactor() > 0 || !usable.uncovered().isEmpty();
        // Bounds are on the distances that are answered.
        SearchRequest approximate =
                isExact ? request.withBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY) : request;
        Nearest nearest = new Nearest(request.candidates());
        int partitions = 0;
        long codes = 0;
        for (LanceSegment segment : usable.segments()) {
            Probed probed = segment.search().search(approximate, nearest);
            partitions += probed.partitions();
            codes += probed.codes();
        }
        boolean isShort = nearest.size() < request.k();
        Hits candidates = nearest.drain(new SearchStatistics(Method.INDEX, partitions, codes, 0, 0, isShort, ""));
        return isExact ? refine(usable, request, candidates) : candidates;
    }

    /// The best of the candidates by their exact distances, and of the rows that the index does not
    /// cover.
    private Hits refine(ColumnIndex.Usable usable, SearchRequest request, Hits candidates) throws IOException {
        ExactPass pass = new ExactPass(usable.kind().type(), kernels.distance(), column.dims(), List.of(request));
        vectors.offer(candidates.rowIds(), pass);
        Method method = Method.INDEX;
        if (!usable.uncovered().isEmpty()) {
            offerRows(ScanRequest.ALL.fragments(usable.uncovered()), pass);
            method = Method.INDEX_AND_ROWS;
        }
        return pass.drain(
                0,
                new SearchStatistics(
                        method,
                        candidates.statistics().partitionsProbed(),
                        candidates.statistics().codesScored(),
                        candidates.size(),
                        pass.rows() - candidates.size(),
                        pass.isShort(0),
                        ""));
    }

    /// Compares every row with every query, in one pass over the column; probes, `refineFactor` and `ef`
    /// of the requests do not matter. Answers in the order of the requests. Null vectors are never hits.
    ///
    /// @throws IllegalArgumentException for hamming distances of floating-point vectors
    public List<Hits> exact(DistanceType type, List<SearchRequest> requests) throws IOException {
        if (type == DistanceType.HAMMING && !column.isBytes()) {
            throw new IllegalArgumentException(
                    "hamming distances are those of unsigned bytes, column " + column.name() + " holds floats");
        }
        ExactPass pass = new ExactPass(type, kernels.distance(), column.dims(), requests);
        offerRows(ScanRequest.ALL, pass);
        String note = index instanceof ColumnIndex.Unused(var _, String reason) ? reason : "";
        List<Hits> answers = new ArrayList<>();
        for (int q = 0; q < requests.size(); q++) {
            answers.add(pass.drain(q, SearchStatistics.ofRows(pass.rows(), pass.isShort(q), note)));
        }
        return answers;
    }

    private void offerRows(ScanRequest rows, ExactPass pass) throws IOException {
        float[] vector = new float[column.dims()];
        try (Scan scan = dataset.scan(rows.columns(column.name()).withRowId())) {
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                Column vectors = batch.columns().getFirst();
                long[] rowIds = ((Column.LongColumn) batch.column(LanceDataset.ROW_ID)).values();
                for (int row = 0; row < batch.rows(); row++) {
                    if (column.copy(vectors, row, vector, 0)) {
                        pass.offer(vector, 0, rowIds[row]);
                    }
                }
            }
        }
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

    /// Says for people to read how `request` would be answered, one step a line. Reads no rows.
    public String explain(SearchRequest request) throws IOException {
        List<String> lines = new ArrayList<>();
        switch (index) {
            case ColumnIndex.Unused(var _, String reason) ->
                lines.add("compare all rows by " + defaultType().wireName() + ": " + reason);
            case ColumnIndex.Usable usable -> explain(usable, request, lines);
        }
        if (request.hasBounds()) {
            lines.add("keep distances from " + request.lowerBound() + " to below " + request.upperBound());
        }
        lines.add("answer the nearest " + request.k());
        return String.join("\n", lines);
    }

    private static void explain(ColumnIndex.Usable usable, SearchRequest request, List<String> lines) {
        lines.add("index " + usable.name() + ": " + usable.kind().name() + " for "
                + usable.kind().type().wireName() + ", " + usable.segments().size() + " segments");
        for (LanceSegment segment : usable.segments()) {
            int partitions = segment.files().partitions();
            int least = Math.min(request.minimumProbes(), partitions);
            int most = Math.min(request.maximumProbes(), partitions);
            lines.add("probe " + least + (most > least ? " to " + most : "") + " of " + partitions + " partitions with "
                    + segment.files().rows() + " rows"
                    + (request.patience() > 0 && most > least
                            ? ", until " + request.patience() + " in a row bring no candidate"
                            : "")
                    + (usable.kind().hasGraphs() ? ", in each a graph with a beam of " + request.beam() : ""));
        }
        lines.add("keep the best " + request.candidates() + (request.mask().isAll() ? "" : " rows of the mask"));
        if (request.refineFactor() > 0 || !usable.uncovered().isEmpty()) {
            lines.add("read their vectors and compare them exactly");
        }
        if (!usable.uncovered().isEmpty()) {
            lines.add("compare all rows of " + usable.uncovered().size() + " fragments that the index does not cover");
        }
    }

    @Override
    public void close() throws IOException {
        try (vectors) {
            index.close();
        }
    }
}
