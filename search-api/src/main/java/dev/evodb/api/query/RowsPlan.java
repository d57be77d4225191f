package dev.evodb.api.query;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.engine.OpenTable;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.util.List;

/// Rows in the order of the table.
record RowsPlan(OpenTable table, QueryRequest query, ApiLimits limits) implements QueryPlan {
    @Override
    public Answer run() throws IOException {
        LanceDataset dataset = table.dataset();
        ScanRequest request = request();
        boolean isCut = query.k() > limits.scanRows()
                && (query.filter().isPresent() || dataset.countRows() - query.offset() > limits.scanRows());
        Scan scan = dataset.scan(request);
        return new Answer(scan, scan, List.of(), isCut ? limits.scanRows() : -1);
    }

    private ScanRequest request() {
        ScanRequest request = ScanRequest.ALL.offset(query.offset()).limit(Math.min(query.k(), limits.scanRows()));
        request = switch (query.columns()) {
            case Columns.All() -> request;
            case Columns.Named(List<String> names) -> request.columns(names);
            case Columns.Computed(var expressions) -> request.columns(List.copyOf(expressions.values()));
        };
        request = query.hasRowId() ? request.withRowId() : request;
        return query.filter().isPresent() ? request.where(query.filter().get()) : request;
    }

    @Override
    public String explain() throws IOException {
        return "Scan: table=" + table.id() + ", version="
                + Long.toUnsignedString(table.dataset().version()) + ", offset=" + query.offset() + ", limit="
                + Math.min(query.k(), limits.scanRows())
                + query.filter().map(filter -> "\nFilter: " + filter).orElse("") + "\n"
                + PlanText.indented(table.dataset().explain(request()));
    }
}
