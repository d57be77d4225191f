package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Collects the items (value slots) of one leaf in the arrays of its column.
public abstract sealed class ItemBuilder permits FixedItems, BitItems, BytesItems, ListItems, StructItems, NullItems {
    /// Arrays of more elements are refused by the virtual machine.
    private static final long LONGEST = Integer.MAX_VALUE - 16;

    /// Where the items come from, for errors.
    protected Location at;

    protected final DecodeBudget budget;
    protected int size;

    ItemBuilder(Location at, DecodeBudget budget) {
        this.at = at;
        this.budget = budget;
    }

    /// An empty builder for a type whose values are one stored column: no list, no struct.
    public static ItemBuilder of(DataType type, Location at, DecodeBudget budget) {
        return switch (type) {
            case DataType.Null _ -> new NullItems(at, budget);
            case DataType.Bool _ -> new BitItems(at, budget);
            case DataType.Int(int bits, var _) ->
                new FixedItems(
                        switch (bits) {
                            case 8 -> FixedItems.Storage.BYTE;
                            case 16 -> FixedItems.Storage.SHORT;
                            case 32 -> FixedItems.Storage.INT;
                            default -> FixedItems.Storage.LONG;
                        },
                        bits >>> 3,
                        at,
                        budget);
            case DataType.FloatingPoint(int bits) ->
                new FixedItems(
                        switch (bits) {
                            case 16 -> FixedItems.Storage.SHORT;
                            case 32 -> FixedItems.Storage.FLOAT;
                            default -> FixedItems.Storage.DOUBLE;
                        },
                        bits >>> 3,
                        at,
                        budget);
            case DataType.Date(DataType.Unit unit) -> unit == DataType.Unit.DAY ? ints(at, budget) : longs(at, budget);
            case DataType.Time(DataType.Unit unit) ->
                unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND
                        ? ints(at, budget)
                        : longs(at, budget);
            case DataType.Timestamp _, DataType.Duration _ -> longs(at, budget);
            case DataType.Decimal(int bits, var _, var _) ->
                new FixedItems(FixedItems.Storage.BYTES, bits >>> 3, at, budget);
            case DataType.FixedSizeBinary(int width) -> new FixedItems(FixedItems.Storage.BYTES, width, at, budget);
            case DataType.Utf8 _, DataType.Binary _ -> new BytesItems(at, budget);
            case DataType.FixedSizeList(var item, int dimension) ->
                new ListItems(dimension, of(item.type(), at, budget), at, budget);
            case DataType.Struct(List<Field> fields) -> {
                List<ItemBuilder> children = new ArrayList<>(fields.size());
                for (Field field : fields) {
                    children.add(of(field.type(), at, budget));
                }
                yield new StructItems(children, at, budget);
            }
            case DataType.Repeated _ -> throw new IllegalArgumentException("not a leaf: " + type);
        };
    }

    private static ItemBuilder ints(Location at, DecodeBudget budget) {
        return new FixedItems(FixedItems.Storage.INT, 4, at, budget);
    }

    private static ItemBuilder longs(Location at, DecodeBudget budget) {
        return new FixedItems(FixedItems.Storage.LONG, 8, at, budget);
    }

    /// From here on items come from `page`.
    public void startPage(Location page) {
        at = page;
    }

    /// Items so far.
    public final int size() {
        return size;
    }

    /// Makes room for `more` items, exactly if there are none yet.
    ///
    /// @throws LimitExceededException if that is more than the budget or an array holds
    public abstract void reserve(long more);

    /// Appends values `[from, from + n)`.
    ///
    /// @throws CorruptFileException if they are not of this builder's kind or width
    public abstract void append(Values values, int from, int n);

    /// Appends `n` lists, none of them null, whose items all are.
    ///
    /// @throws CorruptFileException if items of this kind are no lists
    void appendNullLists(int n) {
        throw new CorruptFileException(at, n + " values without bytes are no lists");
    }

    /// Appends `n` items whose values do not matter.
    public abstract void appendNulls(int n);

    /// Appends items `[from, from + n)` of `other`, which is of the same type.
    abstract void append(ItemBuilder other, int from, int n);

    /// Fills memory with items as they lie in the file.
    @FunctionalInterface
    interface Transfer {
        void into(MemorySegment target) throws IOException;
    }

    /// Appends `n` items of `bytes` bytes each, back to back, straight from the file; false, and nothing
    /// happens, if items in memory are not the bytes of the file.
    boolean append(Transfer transfer, int n, long bytes) throws IOException {
        return false;
    }

    /// The column of all items. Ends the use of this builder.
    public abstract Column build(Validity validity);

    /// The capacity for `more` elements on top of `used`, at least `capacity` grown by half.
    protected final int grown(int used, int capacity, long more, long bytesEach) {
        long needed = used + more;
        if (needed > LONGEST) {
            throw new LimitExceededException("elements of one array", LONGEST, needed, at);
        }
        long wanted = capacity == 0 ? needed : Math.min(LONGEST, Math.max(needed, capacity + ((long) capacity >> 1)));
        budget.charge((wanted - capacity) * bytesEach, at);
        return (int) wanted;
    }

    protected final CorruptFileException notOfWidth(String found, String expected) {
        return new CorruptFileException(at, "values are " + found + ", the field's type needs " + expected);
    }

    /// What `values` are, for errors.
    protected static String describe(Values values) {
        return switch (values) {
            case Values.Fixed fixed -> fixed.bits() + " bits wide";
            case Values.Strided strided -> strided.bits() + " bits wide";
            case Values.Variable _, Values.Spans _, Values.Symbols _ -> "of varying length";
            case Values.Indexed(Values items, var _, var _) -> describe(items);
            case Values.Packed packed -> "structs of " + packed.children().size() + " children";
            case Values.Lists lists -> "lists of " + lists.dimension();
        };
    }
}
