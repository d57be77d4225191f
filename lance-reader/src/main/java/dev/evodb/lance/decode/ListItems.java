package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Bits;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;

/// Items that are fixed-size lists of `dimension` values, whose own items may be null.
final class ListItems extends ItemBuilder {
    private static final byte[] NO_BITS = {};

    private final int dimension;
    private final ItemBuilder items;

    /// Empty as long as no item can be null, else one bit for each of `items`.
    private byte[] validity = {};

    ListItems(int dimension, ItemBuilder items, Location at, DecodeBudget budget) {
        super(at, budget);
        this.dimension = dimension;
        this.items = items;
    }

    @Override
    public void startPage(Location page) {
        super.startPage(page);
        items.startPage(page);
    }

    @Override
    public void reserve(long more) {
        items.reserve(more * dimension);
    }

    @Override
    public void append(Values values, int from, int n) {
        switch (values) {
            case Values.Lists lists
            when lists.dimension() == dimension -> {
                int first = from * dimension;
                int count = n * dimension;
                reserve(n);
                if (lists.hasValidity()) {
                    growValidity(items.size() + count);
                    Bits.copy(lists.validity(), lists.validityFrom() + first, validity, items.size(), count);
                } else {
                    appendAllValid(count);
                }
                items.append(lists.items(), first, count);
                size += n;
            }
            case Values.Indexed(Values.Lists lists, int[] indices, var _) -> {
                for (int i = from; i < from + n; i++) {
                    append(lists, indices[i], 1);
                }
            }
            case Values.Strided(byte[] bytes, int start, int stride, int run, int bits, int count)
            when run == 1 && bits % (dimension * 8L) == 0 -> {
                // A packed struct has the items of a child back to back as one wide value.
                Values flat = new Values.Strided(bytes, start, stride, dimension, bits / dimension, count * dimension);
                append(new Values.Lists(dimension, false, NO_BITS, 0, flat, count), from, n);
            }
            case Values.Fixed _,
                    Values.Strided _,
                    Values.Variable _,
                    Values.Spans _,
                    Values.Symbols _,
                    Values.Indexed _,
                    Values.Packed _,
                    Values.Lists _ -> throw notOfWidth(describe(values), "lists of " + dimension);
        }
    }

    @Override
    void appendNullLists(int n) {
        reserve(n);
        growValidity(items.size() + n * dimension);
        items.appendNulls(n * dimension);
        size += n;
    }

    @Override
    public void appendNulls(int n) {
        reserve(n);
        appendAllValid(n * dimension);
        items.appendNulls(n * dimension);
        size += n;
    }

    @Override
    void append(ItemBuilder other, int from, int n) {
        ListItems lists = (ListItems) other;
        int count = n * dimension;
        reserve(n);
        if (lists.validity.length > 0) {
            growValidity(items.size() + count);
            Bits.copy(lists.validity, (long) from * dimension, validity, items.size(), count);
        } else {
            appendAllValid(count);
        }
        items.append(lists.items, from * dimension, count);
        size += n;
    }

    @Override
    boolean append(Transfer transfer, int n, long bytes) throws IOException {
        if (bytes % dimension != 0) {
            return false;
        }
        reserve(n);
        int count = n * dimension;
        int before = items.size();
        if (!items.append(transfer, count, bytes / dimension)) {
            return false;
        }
        if (validity.length > 0) {
            growValidity(before + count);
            Bits.fill(validity, before, count);
        }
        size += n;
        return true;
    }

    private void appendAllValid(int count) {
        if (validity.length > 0) {
            growValidity(items.size() + count);
            Bits.fill(validity, items.size(), count);
        }
    }

    /// Makes room for `bits` bits in all. The first time, everything so far is valid.
    private void growValidity(int bits) {
        int used = validity.length;
        int needed = (bits + 7) >>> 3;
        if (needed > used) {
            validity = Arrays.copyOf(validity, grown(used, used, needed - used, 1));
        }
        if (used == 0) {
            Bits.fill(validity, 0, items.size());
        }
    }

    @Override
    public Column build(Validity outer) {
        Validity inner = validity.length == 0
                ? Validity.allValid(items.size())
                : Validity.ofBits(Arrays.copyOf(validity, (items.size() + 7) >>> 3), items.size());
        return new Column.FixedSizeListColumn(outer, dimension, items.build(inner));
    }
}
