package dev.evodb.snippets.lance.jvm;

import dev.evodb.ann.lance.VectorColumn;
import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of a Lance table: one vector column, and payload columns as JSON, see [PayloadJson]. The
/// table is borrowed and has to stay open. Deleted rows are never seen.
public final class LancePackSource implements PackSource {
    private final LanceDataset dataset;
    private final VectorColumn column;
    private final List<String> payloadColumns;

    private final boolean nanAsNull;

    private LancePackSource(LanceDataset dataset, VectorColumn column, List<String> payloadColumns, boolean nanAsNull) {
        this.dataset = dataset;
        this.column = column;
        this.payloadColumns = List.copyOf(payloadColumns);
        this.nanAsNull = nanAsNull;
    }

    /// Payload values that are NaN or infinite are refused when they are read.
    ///
    /// @throws IllegalArgumentException if a column does not exist or is named twice, or `column`
    ///     holds no vectors
    public static LancePackSource of(LanceDataset dataset, String column, List<String> payloadColumns) {
        return of(dataset, column, payloadColumns, false);
    }

    /// As above. `nanAsNull`: payload values that are NaN or infinite, which JSON cannot say, become
    /// null.
    public static LancePackSource of(
            LanceDataset dataset, String column, List<String> payloadColumns, boolean nanAsNull) {
        VectorColumn vectors = VectorColumn.of(dataset, column);
        Set<String> names = new HashSet<>();
        for (String name : payloadColumns) {
            if (!names.add(name)) {
                throw new IllegalArgumentException("payload column " + name + " is named twice");
            }
            if (dataset.schema().find(name).isEmpty()) {
                throw new IllegalArgumentException(
                        "no payload column " + name + ", the table has " + String.join(", ", dataset.columnNames()));
            }
        }
        return new LancePackSource(dataset, vectors, payloadColumns, nanAsNull);
    }

    @Override
    public int dims() {
        return column.dims();
    }

    @Override
    public List<String> payloadColumns() {
        return payloadColumns;
    }

    @Override
    public void forEachBatch(BatchSink sink) throws IOException {
        List<String> names = new ArrayList<>(List.of(column.name()));
        names.addAll(payloadColumns);
        try (Scan scan = dataset.scan(ScanRequest.ALL.columns(names).withRowId())) {
            while (scan.next()) {
                sink.accept(batch(scan.batch()));
            }
        }
    }

    private Batch batch(RecordBatch rows) {
        Column vectors = rows.columns().getFirst();
        float[] values = new float[Math.multiplyExact(rows.rows(), column.dims())];
        byte[] valid = new byte[(rows.rows() + 7) >>> 3];
        for (int row = 0; row < rows.rows(); row++) {
            if (column.copy(vectors, row, values, row * column.dims())) {
                valid[row >>> 3] |= (byte) (1 << (row & 7));
            }
        }
        long[] rowIds = ((Column.LongColumn) rows.column(LanceDataset.ROW_ID)).values();
        @Nullable String[][] payload = new @Nullable String[payloadColumns.size()][];
        for (int c = 0; c < payload.length; c++) {
            PayloadJson json =
                    new PayloadJson(rows.fields().get(1 + c), rows.columns().get(1 + c), nanAsNull);
            @Nullable String[] texts = new @Nullable String[rows.rows()];
            for (int row = 0; row < texts.length; row++) {
                texts[row] = json.text(row, rowIds[row]);
            }
            payload[c] = texts;
        }
        return new Batch(rowIds, values, Validity.ofBits(valid, rows.rows()), payload);
    }
}
