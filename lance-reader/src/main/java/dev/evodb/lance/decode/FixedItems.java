package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Items of a fixed number of bytes, copied in bulk from file order into the column's primitive array.
final class FixedItems extends ItemBuilder {
    /// The kind of array.
    enum Storage {
        BYTE,
        SHORT,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        /// `width` array elements an item.
        BYTES;

        private ValueLayout inFile() {
            return switch (this) {
                case BYTE, BYTES -> ValueLayout.JAVA_BYTE;
                case SHORT -> little(ValueLayout.JAVA_SHORT_UNALIGNED);
                case INT -> little(ValueLayout.JAVA_INT_UNALIGNED);
                case LONG -> little(ValueLayout.JAVA_LONG_UNALIGNED);
                case FLOAT -> little(ValueLayout.JAVA_FLOAT_UNALIGNED);
                case DOUBLE -> little(ValueLayout.JAVA_DOUBLE_UNALIGNED);
            };
        }

        private ValueLayout inArray() {
            return switch (this) {
                case BYTE, BYTES -> ValueLayout.JAVA_BYTE;
                case SHORT -> ValueLayout.JAVA_SHORT;
                case INT -> ValueLayout.JAVA_INT;
                case LONG -> ValueLayout.JAVA_LONG;
                case FLOAT -> ValueLayout.JAVA_FLOAT;
                case DOUBLE -> ValueLayout.JAVA_DOUBLE;
            };
        }

        private static ValueLayout little(ValueLayout layout) {
            return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
        }

        private MemorySegment newArray(int length) {
            return switch (this) {
                case BYTE, BYTES -> MemorySegment.ofArray(new byte[length]);
                case SHORT -> MemorySegment.ofArray(new short[length]);
                case INT -> MemorySegment.ofArray(new int[length]);
                case LONG -> MemorySegment.ofArray(new long[length]);
                case FLOAT -> MemorySegment.ofArray(new float[length]);
                case DOUBLE -> MemorySegment.ofArray(new double[length]);
            };
        }
    }

    private final Storage storage;
    private final ValueLayout inFile;
    private final ValueLayout inArray;
    private final int width;
    /// Bytes of one array element.
    private final int elementBytes;

    private int capacity;
    private MemorySegment items;

    FixedItems(Storage storage, int width, Location at, DecodeBudget budget) {
        super(at, budget);
        this.storage = storage;
        this.width = width;
        this.inFile = storage.inFile();
        this.inArray = storage.inArray();
        this.elementBytes = (int) inArray.byteSize();
        this.items = storage.newArray(0);
    }

    @Override
    public void reserve(long more) {
        if (size + more > capacity) {
            resize(grown(size, capacity, more, width));
        }
    }

    private void resize(int newCapacity) {
        // An array of bytes has `width` elements an item, so it may be too long although the items are not too many.
        int elements = budgetedElements(newCapacity);
        MemorySegment resized = storage.newArray(elements);
        MemorySegment.copy(items, 0, resized, 0, (long) size * width);
        items = resized;
        capacity = newCapacity;
    }

    private int budgetedElements(int newCapacity) {
        return budget.checkArray((long) newCapacity * (width / elementBytes), 0, at);
    }

    @Override
    public void append(Values values, int from, int n) {
        switch (values) {
            case Values.Fixed(byte[] bytes, int start, int bits, var _)
            when bits == width * 8L -> {
                reserve(n);
                copy(MemorySegment.ofArray(bytes), start + (long) from * width, n);
            }
            case Values.Strided strided
            when strided.run() == 1 && strided.bits() == width * 8L -> {
                reserve(n);
                budget.check((long) n * width, at);
                append(strided.gather(from, n), 0, n);
            }
            case Values.Strided(byte[] bytes, int start, int stride, int run, int bits, var _)
            when bits == width * 8L -> {
                reserve(n);
                MemorySegment source = MemorySegment.ofArray(bytes);
                int done = 0;
                while (done < n) {
                    int row = (from + done) / run;
                    int inRun = (from + done) % run;
                    int part = Math.min(run - inRun, n - done);
                    copy(source, start + (long) row * stride + (long) inRun * width, part);
                    done += part;
                }
            }
            case Values.Indexed indexed
            when indexed.items() instanceof Values.Fixed dictionary && dictionary.bits() == width * 8L -> {
                reserve(n);
                append(indexed.gather(dictionary, from, n), 0, n);
            }
            case Values.Fixed _,
                    Values.Strided _,
                    Values.Variable _,
                    Values.Spans _,
                    Values.Symbols _,
                    Values.Indexed _,
                    Values.Packed _,
                    Values.Lists _ -> throw notOfWidth(describe(values), width * 8L + " bits");
        }
    }

    @Override
    boolean append(Transfer transfer, int n, long bytes) throws IOException {
        if (bytes != width || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return false;
        }
        reserve(n);
        transfer.into(items.asSlice((long) size * width, (long) n * width));
        size += n;
        return true;
    }

    private void copy(MemorySegment source, long from, int n) {
        long elements = (long) n * (width / elementBytes);
        MemorySegment.copy(source, inFile, from, items, inArray, (long) size * width, elements);
        size += n;
    }

    @Override
    public void appendNulls(int n) {
        reserve(n);
        size += n;
    }

    @Override
    void append(ItemBuilder other, int from, int n) {
        reserve(n);
        MemorySegment.copy(
                ((FixedItems) other).items, (long) from * width, items, (long) size * width, (long) n * width);
        size += n;
    }

    @Override
    public Column build(Validity validity) {
        if (capacity != size) {
            resize(size);
        }
        Object array = items.heapBase().orElseThrow();
        return switch (storage) {
            case BYTE -> new Column.ByteColumn(validity, (byte[]) array);
            case SHORT -> new Column.ShortColumn(validity, (short[]) array);
            case INT -> new Column.IntColumn(validity, (int[]) array);
            case LONG -> new Column.LongColumn(validity, (long[]) array);
            case FLOAT -> new Column.FloatColumn(validity, (float[]) array);
            case DOUBLE -> new Column.DoubleColumn(validity, (double[]) array);
            case BYTES -> new Column.FixedBytesColumn(validity, width, (byte[]) array);
        };
    }
}
