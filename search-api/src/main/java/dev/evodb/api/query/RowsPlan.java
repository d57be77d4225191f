package dev.evodb.api.query;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.engine.OpenTable;
import dev.evodb.lance.BatchSource;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.filter.ComputedColumns;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows in the order of the table.
record RowsPlan(OpenTable table, QueryRequest query, ApiLimits limits) implements QueryPlan {
    @Override
    public Answer run() throws IOException {
        LanceDataset dataset = table.dataset();
        Optional<ComputedColumns> computed = computed();
        boolean isCut = query.k() > limits.scanRows()
                && (query.filter().isPresent() || dataset.countRows() - query.offset() > limits.scanRows());
        Scan scan = dataset.scan(request(computed));
        return new Answer(
                computed.isPresent() ? new ComputedRows(scan, computed.get()) : scan,
                scan,
                List.of(),
                isCut ? limits.scanRows() : -1);
    }

    @Override
    public long bytes() {
        long rows = Math.min(query.k(), limits.scanRows());
        long all = rows * 2 * RowWidth.of(table.dataset());
        return query.filter().isPresent() ? 2 * table.batchBytes() : Math.min(all, 2 * table.batchBytes());
    }

    private Optional<ComputedColumns> computed() {
        if (!(query.columns() instanceof Columns.Computed(Map<String, String> expressions))) {
            return Optional.empty();
        }
        LinkedHashMap<String, String> all = new LinkedHashMap<>(expressions);
        if (query.hasRowId()) {
            all.putIfAbsent(LanceDataset.ROW_ID, LanceDataset.ROW_ID);
        }
        return Optional.of(ComputedColumns.of(table.dataset().schema(), all));
    }

    private ScanRequest request(Optional<ComputedColumns> computed) {
        ScanRequest request = ScanRequest.ALL.offset(query.offset()).limit(Math.min(query.k(), limits.scanRows()));
        request = switch (query.columns()) {
            case Columns.All() -> request;
            case Columns.Named(List<String> names) -> request.columns(names);
            case Columns.Computed _ -> request.columns(computed.orElseThrow().columns());
        };
        request = query.hasRowId() && computed.isEmpty() ? request.withRowId() : request;
        return query.filter().isPresent() ? request.where(query.filter().get()) : request;
    }

    /// What expressions make of the rows of a scan.
    private record ComputedRows(Scan scan, ComputedColumns computed) implements BatchSource {
        @Override
        public List<Field> fields() {
            return computed.fields();
        }

        @Override
        public boolean next() throws IOException {
            return scan.next();
        }

        @Override
        public RecordBatch batch() {
            return computed.apply(scan.batch());
        }
    }

    @Override
    public String explain() throws IOException {
        return "Scan: table=" + table.id() + ", version="
                + Long.toUnsignedString(table.dataset().version()) + ", offset=" + query.offset() + ", limit="
                + Math.min(query.k(), limits.scanRows())
                + query.filter().map(filter -> "\nFilter: " + filter).orElse("") + "\n"
                + PlanText.indented(table.dataset().explain(request(computed())));
    }
}
