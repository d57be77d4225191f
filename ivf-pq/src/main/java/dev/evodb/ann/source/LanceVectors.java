package dev.evodb.ann.source;

import dev.evodb.ann.lance.VectorColumn;
import dev.evodb.column.Column;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The vectors of a column of a Lance table, in the order of its rows, with their row ids. Left out are
/// deleted rows, null vectors, and vectors that are not finite or not in the range of `float`: they have
/// no place in a partition. The table is borrowed and has to stay open.
public final class LanceVectors implements VectorSource {
    private final LanceDataset dataset;
    private final VectorColumn column;
    private final long rows;

    private LanceVectors(LanceDataset dataset, VectorColumn column, long rows) {
        this.dataset = dataset;
        this.column = column;
        this.rows = rows;
    }

    /// The vectors of the column `name`; counts them in one pass.
    ///
    /// @throws IllegalArgumentException if there is no such column, it does not hold vectors of
    ///     floating-point numbers, or a vector has a null in it
    public static LanceVectors open(LanceDataset dataset, String name) throws IOException {
        VectorColumn column = VectorColumn.of(dataset, name);
        long count = 0;
        VectorBlock block = new VectorBlock(1024, column.dims());
        try (Pass pass = new Pass(dataset, column)) {
            while (pass.read(block)) {
                count += block.rows();
            }
        }
        return new LanceVectors(dataset, column, count);
    }

    @Override
    public int dims() {
        return column.dims();
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public VectorBlocks open() {
        return new Pass(dataset, column);
    }

    private static final class Pass implements VectorBlocks {
        private final VectorColumn column;
        private final Scan scan;
        private final float[] skipped;
        private @Nullable RecordBatch batch;
        private long[] batchRowIds = {};
        private int next;
        private long ordinal;

        Pass(LanceDataset dataset, VectorColumn column) {
            this.column = column;
            this.scan = dataset.scan(ScanRequest.ALL.columns(column.name()).withRowId());
            this.skipped = new float[column.dims()];
        }

        @Override
        public boolean read(VectorBlock block) throws IOException {
            int count = 0;
            while (count < block.capacity()) {
                long rowId = read(block.values(), count * column.dims());
                if (batch == null) {
                    break;
                }
                block.rowIds()[count++] = rowId;
            }
            block.set(ordinal, count);
            ordinal += count;
            return count > 0;
        }

        @Override
        public void skip(long rows) throws IOException {
            for (long i = 0; i < rows; i++) {
                read(skipped, 0);
                if (batch == null) {
                    return;
                }
                ordinal++;
            }
        }

        /// Copies the next vector that counts, and answers its row id; after the last there is no batch.
        private long read(float[] out, int at) throws IOException {
            while (true) {
                if (batch == null || next == batch.rows()) {
                    batch = scan.next() ? scan.batch() : null;
                    next = 0;
                    if (batch == null) {
                        return -1;
                    }
                    batchRowIds = ((Column.LongColumn) batch.column(LanceDataset.ROW_ID)).values();
                }
                int row = next++;
                if (column.copy(batch.columns().getFirst(), row, out, at)
                        && Finite.firstOther(out, at, at + column.dims()) < 0) {
                    return batchRowIds[row];
                }
            }
        }

        @Override
        public void close() throws IOException {
            scan.close();
        }
    }
}
