package dev.evodb.api.query;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.engine.OpenTable;
import dev.evodb.api.error.ApiException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The nearest rows of vectors.
record VectorPlan(
        OpenTable table,
        QueryRequest query,
        ApiLimits limits,
        LanceVectorSearch search,
        Optional<DistanceType> exactType,
        int k)
        implements QueryPlan {
    static VectorPlan of(OpenTable table, QueryRequest query, ApiLimits limits) throws IOException {
        int k = bounded(query, limits);
        long candidates = (long) k * Math.max(1, query.refineFactor());
        if (candidates > limits.maxCandidates()) {
            throw ApiException.invalid(
                    "k x refine_factor must be at most " + limits.maxCandidates() + ", got " + candidates);
        }
        String column = VectorColumns.choose(
                table.dataset(), query.vectorColumn(), query.vectors().getFirst().length);
        LanceVectorSearch search = query.bypassesIndex() ? table.exactSearch(column) : table.search(column);
        for (float[] vector : query.vectors()) {
            if (vector.length != search.column().dims()) {
                throw ApiException.invalid("a vector of the query has " + vector.length + " dims, column " + column
                        + " has " + search.column().dims());
            }
        }
        return new VectorPlan(table, query, limits, search, exactType(query, search), k);
    }

    /// `k` with the rows that are left out before.
    static int bounded(QueryRequest query, ApiLimits limits) {
        long most = limits.maxK();
        if (query.k() > most || query.offset() > most || query.k() + query.offset() > most) {
            throw ApiException.invalid(
                    "k + offset of a search must be at most " + most + ", got " + query.k() + " + " + query.offset());
        }
        return (int) (query.k() + query.offset());
    }

    /// The metric to compare all rows with; empty if the index is used.
    private static Optional<DistanceType> exactType(QueryRequest query, LanceVectorSearch search) throws IOException {
        Optional<DistanceType> ofIndex = search.indexType();
        boolean isIndexUsed = ofIndex.isPresent()
                && (query.distanceType().isEmpty() || query.distanceType().equals(ofIndex));
        return isIndexUsed
                ? Optional.empty()
                : Optional.of(
                        query.distanceType().isPresent() ? query.distanceType().get() : search.defaultType());
    }

    @Override
    public Answer run() throws IOException {
        LanceDataset dataset = table.dataset();
        Output output = Output.ofHits(dataset, query, Output.DISTANCE);
        List<Hits> hits = k == query.offset() ? List.of() : hits();
        Ranked ranked = Ranked.of(hits, (int) query.offset());
        RecordBatch rows = dataset.takeRowIds(output.stored(), ranked.rowIds());
        return Answer.of(
                output.batch(rows, ranked), hits.stream().map(Hits::statistics).toList());
    }

    @Override
    public long bytes() {
        long candidates = (long) k * Math.max(1, query.refineFactor());
        long found = query.vectors().size()
                * (candidates * (4L * search.column().dims() + 32) + 2L * k * RowWidth.of(table.dataset()));
        return exactType.isPresent() || query.filter().isPresent() ? found + table.batchBytes() : found;
    }

    private List<Hits> hits() throws IOException {
        RowMask mask = rows();
        List<SearchRequest> requests = new ArrayList<>();
        for (float[] vector : query.vectors()) {
            requests.add(request(vector, mask));
        }
        List<Hits> hits = exactType.isPresent() ? search.exact(exactType.get(), requests) : byIndex(requests);
        if (query.filter().isEmpty() || query.isPrefilter()) {
            return hits;
        }
        Postfilter postfilter = new Postfilter(table.dataset(), query.filter().get());
        List<Hits> kept = new ArrayList<>();
        for (Hits found : hits) {
            kept.add(LanceVectorSearch.keep(found, postfilter.passing(found.rowIds())));
        }
        return kept;
    }

    /// One after the other: a request whose time is over ends between them.
    private List<Hits> byIndex(List<SearchRequest> requests) throws IOException {
        List<Hits> hits = new ArrayList<>();
        for (SearchRequest request : requests) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted between the vectors of a query");
            }
            List<SearchRequest> one = List.of(request);
            hits.addAll(query.isIndexedOnly() ? search.searchIndexed(one) : search.searchAll(one));
        }
        return hits;
    }

    private RowMask rows() throws IOException {
        return query.filter().isPresent() && query.isPrefilter()
                ? table.mask(search, query.filter().get())
                : RowMask.all();
    }

    private SearchRequest request(float[] vector, RowMask mask) {
        int partitions = Math.max(1, search.partitions());
        int least = Math.min(query.minimumProbes(), partitions);
        int most = query.maximumProbes() == 0 ? partitions : Math.min(query.maximumProbes(), partitions);
        return new SearchRequest(
                vector,
                k,
                least,
                Math.max(least, most),
                0,
                query.refineFactor(),
                search.hasGraphs() ? query.ef() : 0,
                query.lowerBound(),
                query.upperBound(),
                mask);
    }

    @Override
    public String explain() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("Search: table=" + table.id() + ", version="
                + Long.toUnsignedString(table.dataset().version()) + ", column="
                + search.column().name() + ", vectors=" + query.vectors().size());
        lines.add("Output: columns=" + Output.ofHits(table.dataset(), query, Output.DISTANCE));
        if (query.filter().isPresent()) {
            lines.add((query.isPrefilter() ? "Filter before the search: " : "Filter after the search: ")
                    + query.filter().get());
            if (query.isPrefilter()) {
                lines.add(PlanText.indented(table.dataset()
                        .explain(ScanRequest.ALL
                                .columns(List.of())
                                .where(query.filter().get()))));
            }
        }
        if (query.k() > 0) {
            SearchRequest request = request(query.vectors().getFirst(), RowMask.all());
            lines.add(
                    exactType.isPresent()
                            ? "Compare all rows by " + exactType.get().wireName() + ", answer the nearest " + k
                            : "Index:\n" + PlanText.indented(search.explain(request)));
        }
        return String.join("\n", lines);
    }
}
