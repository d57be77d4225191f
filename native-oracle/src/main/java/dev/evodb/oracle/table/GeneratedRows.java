package dev.evodb.oracle.table;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/// Rows that are made while they are read, batch by batch.
public final class GeneratedRows extends ArrowReader {
    private final Schema schema;
    private final long rows;
    private final int batchRows;
    private final Filler filler;
    private long done;

    /// Writes rows of a table.
    @FunctionalInterface
    public interface Filler {
        /// Sets rows `[0, rows)` of the empty vectors of `batch` to rows `[first, first + rows)` of the
        /// table.
        void fill(VectorSchemaRoot batch, long first, int rows);

        /// Sets the values of a dictionary, the same for every batch.
        default void fillDictionary(FieldVector values) {
            throw new IllegalStateException("no values for the dictionary " + values.getField());
        }
    }

    public GeneratedRows(BufferAllocator allocator, Schema schema, long rows, int batchRows, Filler filler) {
        super(allocator);
        this.schema = schema;
        this.rows = rows;
        this.batchRows = batchRows;
        this.filler = filler;
    }

    @Override
    public boolean loadNextBatch() throws java.io.IOException {
        if (done == rows) {
            return false;
        }
        prepareLoadNextBatch();
        VectorSchemaRoot batch = getVectorSchemaRoot();
        getDictionaryVectors().values().forEach(dictionary -> filler.fillDictionary(dictionary.getVector()));
        batch.getFieldVectors().forEach(FieldVector::allocateNew);
        int count = (int) Math.min(batchRows, rows - done);
        filler.fill(batch, done, count);
        batch.setRowCount(count);
        done += count;
        return true;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
