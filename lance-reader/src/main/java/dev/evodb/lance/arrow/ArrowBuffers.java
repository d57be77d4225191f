package dev.evodb.lance.arrow;

import dev.evodb.column.Column;
import dev.evodb.column.Column.BitColumn;
import dev.evodb.column.Column.ByteColumn;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.DoubleColumn;
import dev.evodb.column.Column.FixedBytesColumn;
import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.NullColumn;
import dev.evodb.column.Column.ShortColumn;
import dev.evodb.column.Column.StructColumn;
import dev.evodb.column.Validity;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.BatchRows;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/// Copies columns, or reads them from the file, into buffers in Arrow's order: a column before its
/// children, validity before values. For one batch; releases its own hold of the buffers when it is
/// closed.
///
/// Source: Arrow columnar format, section "Buffer Listing for Each Layout".
final class ArrowBuffers implements AutoCloseable {
    private final BatchMemory memory;
    private final List<ArrowFieldNode> nodes = new ArrayList<>();
    private final List<ArrowBuf> buffers = new ArrayList<>();

    ArrowBuffers(BatchMemory memory) {
        this.memory = memory;
    }

    /// Holds the buffers as well, until it is closed.
    ArrowRecordBatch recordBatch(RecordBatch batch) {
        for (int i = 0; i < batch.columns().size(); i++) {
            add(batch.fields().get(i).type(), batch.columns().get(i));
        }
        return new ArrowRecordBatch(batch.rows(), nodes, List.copyOf(buffers));
    }

    /// As above, of rows that are not read yet.
    ArrowRecordBatch recordBatch(BatchRows rows) throws IOException {
        for (int i = 0; i < rows.fields().size(); i++) {
            DataType type = rows.fields().get(i).type();
            Optional<StoredValues> stored = rows.stored(i);
            if (stored.isPresent()) {
                add(type, rows.rows(), stored.get());
            } else {
                add(type, rows.borrow(i));
            }
        }
        return new ArrowRecordBatch(rows.rows(), nodes, List.copyOf(buffers));
    }

    @Override
    public void close() {
        buffers.forEach(ArrowBuf::close);
        buffers.clear();
    }

    /// `rows` values that are not null.
    private void add(DataType type, int rows, StoredValues values) throws IOException {
        nodes.add(new ArrowFieldNode(rows, 0));
        buffers.add(memory.empty());
        if (type instanceof DataType.FixedSizeList(Field item, int size)) {
            add(item.type(), Math.multiplyExact(rows, size), values);
        } else {
            values.copyTo(MemorySegment.ofBuffer(allocate(values.bytes())));
        }
    }

    private void add(DataType type, Column column) {
        nodes.add(new ArrowFieldNode(column.rows(), column.validity().nullCount()));
        if (column instanceof NullColumn) {
            return;
        }
        addValidity(column.validity());
        switch (column) {
            case NullColumn _ -> {}
            case BitColumn(var _, byte[] bits) -> allocate(bits.length).put(bits);
            case ByteColumn(var _, byte[] values) -> allocate(values.length).put(values);
            case ShortColumn(var _, short[] values) ->
                allocate(2L * values.length).asShortBuffer().put(values);
            case IntColumn(var _, int[] values) ->
                allocate(4L * values.length).asIntBuffer().put(values);
            case LongColumn(var _, long[] values) ->
                allocate(8L * values.length).asLongBuffer().put(values);
            case FloatColumn(var _, float[] values) ->
                allocate(4L * values.length).asFloatBuffer().put(values);
            case DoubleColumn(var _, double[] values) ->
                allocate(8L * values.length).asDoubleBuffer().put(values);
            case FixedBytesColumn(var _, var _, byte[] values) ->
                allocate(values.length).put(values);
            case BytesColumn(var _, int[] offsets, byte[] data) -> {
                addOffsets(offsets, isLarge(type));
                int used = offsets[offsets.length - 1];
                allocate(used).put(data, 0, used);
            }
            case FixedSizeListColumn(var _, var _, Column items) ->
                add(((DataType.FixedSizeList) type).item().type(), items);
            case ListColumn(var _, int[] offsets, Column items) -> {
                addOffsets(offsets, isLarge(type));
                add(((DataType.Repeated) type).item().type(), items);
            }
            case StructColumn(var _, List<Column> children) -> {
                List<Field> fields = ((DataType.Struct) type).fields();
                for (int i = 0; i < children.size(); i++) {
                    add(fields.get(i).type(), children.get(i));
                }
            }
        }
    }

    /// One bit a row; empty, which stands for all rows valid, if there are no nulls.
    private void addValidity(Validity validity) {
        if (!validity.hasNulls()) {
            buffers.add(memory.empty());
            return;
        }
        allocate((validity.rows() + 7L) >>> 3).put(validity.bits(), 0, (validity.rows() + 7) >>> 3);
    }

    private void addOffsets(int[] offsets, boolean isLarge) {
        if (isLarge) {
            LongBuffer target = allocate(8L * offsets.length).asLongBuffer();
            for (int offset : offsets) {
                target.put(offset);
            }
        } else {
            allocate(4L * offsets.length).asIntBuffer().put(offsets);
        }
    }

    /// A view of the whole of a new buffer, which is the next one.
    private ByteBuffer allocate(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new LimitExceededException("Arrow buffer bytes", Integer.MAX_VALUE, bytes);
        }
        ArrowBuf buffer = memory.buffer(bytes);
        buffers.add(buffer);
        buffer.writerIndex(bytes);
        return buffer.nioBuffer(0, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean isLarge(DataType type) {
        return switch (type) {
            case DataType.Utf8(boolean isLarge) -> isLarge;
            case DataType.Binary(boolean isLarge) -> isLarge;
            case DataType.ListOf(var _, boolean isLarge) -> isLarge;
            case DataType.MapOf _ -> false;
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.Struct _ -> throw new IllegalArgumentException(type + " has no offsets");
        };
    }
}
