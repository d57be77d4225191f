package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of one batch, not read yet. For one thread, which reads each column once.
public final class BatchRows {
    private final FragmentReader reader;
    private final Projection projection;
    private final RowRange range;
    private final long mostBytes;
    private long bytes;
    private @Nullable Column borrowed;

    /// At most `mostBytes` may be read.
    BatchRows(FragmentReader reader, Projection projection, RowRange range, long mostBytes) {
        this.reader = reader;
        this.projection = projection;
        this.range = range;
        this.mostBytes = mostBytes;
    }

    /// What the batch has, one for each column.
    public List<Field> fields() {
        return projection.fields();
    }

    public int rows() {
        return range.count();
    }

    /// The values of column `index`.
    ///
    /// @throws LimitExceededException if they and what was read before exceed [ReadLimits#decodedBytes]
    public Column column(int index) throws IOException {
        Column column = reader.read(projection.entries().get(index), range);
        charge(ColumnEdit.bytes(column));
        return column;
    }

    /// As [#column], for a column that is valid until the next call only: later ones use its memory
    /// again. What is copied anyway is read faster that way.
    public Column borrow(int index) throws IOException {
        giveBack();
        Column column = reader.borrow(projection.entries().get(index), range);
        borrowed = column;
        charge(ColumnEdit.copiedBytes(column));
        return column;
    }

    /// Where the values of column `index` lie, if they lie in the file as they do in memory, none of them
    /// null: those of a fixed-size list one item after the other. To read them there counts as to read
    /// the column.
    ///
    /// @throws LimitExceededException if they and what was read before exceed [ReadLimits#decodedBytes]
    public Optional<StoredValues> stored(int index) throws IOException {
        Optional<StoredValues> stored = reader.stored(projection.entries().get(index), range);
        if (stored.isPresent()) {
            charge(stored.get().bytes());
        }
        return stored;
    }

    /// Ends the use of the column that is borrowed.
    void giveBack() {
        if (borrowed != null) {
            giveBack(borrowed);
            borrowed = null;
        }
    }

    private void giveBack(Column column) {
        switch (column) {
            case Column.BytesColumn(var _, var _, byte[] data) ->
                reader.scratch().giveBack(data);
            case Column.FixedSizeListColumn(var _, var _, Column items) -> giveBack(items);
            case Column.ListColumn(var _, var _, Column items) -> giveBack(items);
            case Column.StructColumn(var _, List<Column> children) -> children.forEach(this::giveBack);
            case Column.NullColumn _,
                    Column.BitColumn _,
                    Column.ByteColumn _,
                    Column.ShortColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FloatColumn _,
                    Column.DoubleColumn _,
                    Column.FixedBytesColumn _ -> {}
        }
    }

    /// All columns.
    RecordBatch read() throws IOException {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < projection.entries().size(); i++) {
            columns.add(column(i));
        }
        return new RecordBatch(fields(), columns, rows());
    }

    private void charge(long more) {
        bytes += more;
        if (bytes > mostBytes) {
            throw new LimitExceededException(LanceDataset.DECODED_BYTES, mostBytes, bytes, reader.manifest());
        }
    }
}
