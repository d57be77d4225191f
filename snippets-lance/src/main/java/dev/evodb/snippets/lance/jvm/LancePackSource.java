package dev.evodb.snippets.lance.jvm;

import dev.evodb.ann.lance.VectorColumn;
import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a Lance table: one vector column, and payload columns as text. The table is borrowed and
/// has to stay open.
///
/// Strings travel as they are, integers, floats and booleans as their decimal or `true`/`false` text.
public final class LancePackSource implements PackSource {
    private final LanceDataset dataset;
    private final VectorColumn column;
    private final List<String> payloadColumns;

    private LancePackSource(LanceDataset dataset, VectorColumn column, List<String> payloadColumns) {
        this.dataset = dataset;
        this.column = column;
        this.payloadColumns = List.copyOf(payloadColumns);
    }

    /// @throws IllegalArgumentException if a column does not exist, or `column` holds no vectors
    public static LancePackSource of(LanceDataset dataset, String column, List<String> payloadColumns) {
        VectorColumn vectors = VectorColumn.of(dataset, column);
        for (String name : payloadColumns) {
            if (dataset.schema().find(name).isEmpty()) {
                throw new IllegalArgumentException(
                        "no payload column " + name + ", the table has " + String.join(", ", dataset.columnNames()));
            }
        }
        return new LancePackSource(dataset, vectors, payloadColumns);
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
        @Nullable String[][] payload = new String[payloadColumns.size()][rows.rows()];
        for (int c = 0; c < payload.length; c++) {
            Field field = rows.fields().get(1 + c);
            Column texts = rows.columns().get(1 + c);
            for (int row = 0; row < rows.rows(); row++) {
                if (texts.isValid(row)) {
                    payload[c][row] = text(field, texts, row);
                }
            }
        }
        long[] rowIds = ((Column.LongColumn) rows.column(LanceDataset.ROW_ID)).values();
        return new Batch(rowIds, values, Validity.ofBits(valid, rows.rows()), payload);
    }

    private static String text(Field field, Column column, int row) {
        boolean isUnsigned = field.type() instanceof DataType.Int integer && !integer.isSigned();
        return switch (column) {
            case Column.BytesColumn bytes
            when field.type() instanceof DataType.Utf8 ->
                new String(
                        bytes.data(),
                        bytes.offsets()[row],
                        bytes.offsets()[row + 1] - bytes.offsets()[row],
                        StandardCharsets.UTF_8);
            case Column.BitColumn bits -> Boolean.toString(bits.get(row));
            case Column.ByteColumn bytes ->
                Integer.toString(isUnsigned ? bytes.values()[row] & 0xFF : bytes.values()[row]);
            case Column.ShortColumn shorts
            when field.type() instanceof DataType.FloatingPoint ->
                Float.toString(Float.float16ToFloat(shorts.values()[row]));
            case Column.ShortColumn shorts ->
                Integer.toString(isUnsigned ? shorts.values()[row] & 0xFFFF : shorts.values()[row]);
            case Column.IntColumn ints
            when field.type() instanceof DataType.Int ->
                isUnsigned ? Integer.toUnsignedString(ints.values()[row]) : Integer.toString(ints.values()[row]);
            case Column.LongColumn longs
            when field.type() instanceof DataType.Int ->
                isUnsigned ? Long.toUnsignedString(longs.values()[row]) : Long.toString(longs.values()[row]);
            case Column.FloatColumn floats -> Float.toString(floats.values()[row]);
            case Column.DoubleColumn doubles -> Double.toString(doubles.values()[row]);
            default ->
                throw new UnsupportedFeatureException(
                        "payload column",
                        field.name() + " of type " + field.type().getClass().getSimpleName(),
                        "strings, integers, floats and booleans",
                        Location.of("table").inColumn(field.name()));
        };
    }
}
