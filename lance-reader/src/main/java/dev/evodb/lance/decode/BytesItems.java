package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.lance.encoding.Values;
import java.util.Arrays;

/// Items of varying length.
final class BytesItems extends ItemBuilder {
    /// How many times as long as its codes a text is, most of the time.
    private static final int USUAL_EXPANSION = 3;

    /// Bytes that are reserved on that guess, and not because they are needed.
    private static final long LARGEST_GUESS = 16 << 20;

    /// `size + 1` entries are in use.
    private int[] offsets = {0};

    private byte[] data = {};

    BytesItems(Location at, DecodeBudget budget) {
        super(at, budget);
    }

    @Override
    public void reserve(long more) {
        if (size + 1 + more > offsets.length) {
            int capacity = offsets.length == 1 ? 0 : offsets.length;
            int grown = grown(size + 1, capacity, more, 4);
            offsets = Arrays.copyOf(offsets, grown);
        }
    }

    private void reserveData(long more) {
        int used = offsets[size];
        if (used + more > data.length) {
            int length = grown(used, data.length, more, 1);
            // A first guess that was too short may be so again.
            byte[] longer = data.length == 0
                    ? budget.scratch().take(length)
                    : budget.scratch().takeLongest(length);
            System.arraycopy(data, 0, longer, 0, used);
            budget.scratch().giveBack(data);
            data = longer;
        }
    }

    @Override
    public void append(Values values, int from, int n) {
        switch (values) {
            case Values.Variable(byte[] bytes, int[] positions) -> appendRun(bytes, positions, from, n);
            case Values.Spans(byte[] bytes, int[] starts, int[] ends) -> {
                reserve(n);
                reserveData(total(starts, ends, from, n));
                for (int i = from; i < from + n; i++) {
                    appendReserved(bytes, starts[i], ends[i]);
                }
            }
            case Values.Symbols symbols -> appendDecoded(symbols, from, n);
            case Values.Indexed(Values.Variable(byte[] bytes, int[] positions), int[] indices, var _) -> {
                reserve(n);
                long total = 0;
                for (int i = from; i < from + n; i++) {
                    total += positions[indices[i] + 1] - positions[indices[i]];
                }
                reserveData(total);
                for (int i = from; i < from + n; i++) {
                    appendReserved(bytes, positions[indices[i]], positions[indices[i] + 1]);
                }
            }
            case Values.Fixed _, Values.Strided _, Values.Indexed _, Values.Packed _, Values.Lists _ ->
                throw notOfWidth(describe(values), "varying length");
        }
    }

    private void appendRun(byte[] bytes, int[] positions, int from, int n) {
        reserve(n);
        int first = positions[from];
        int length = positions[from + n] - first;
        reserveData(length);
        int used = offsets[size];
        System.arraycopy(bytes, first, data, used, length);
        int shift = used - first;
        for (int i = 1; i <= n; i++) {
            offsets[size + i] = positions[from + i] + shift;
        }
        size += n;
    }

    /// Decodes straight to where the items belong.
    private void appendDecoded(Values.Symbols symbols, int from, int n) {
        reserve(n);
        reserveData(Math.min(LARGEST_GUESS, USUAL_EXPANSION * symbols.codeBytes(from, n)));
        int used = offsets[size];
        for (int i = from; i < from + n; i++) {
            long room = symbols.room(i);
            if (room > data.length - used) {
                reserveData(room);
            }
            used = symbols.decode(i, data, used);
            offsets[++size] = used;
        }
    }

    private static long total(int[] starts, int[] ends, int from, int n) {
        long total = 0;
        for (int i = from; i < from + n; i++) {
            total += ends[i] - starts[i];
        }
        return total;
    }

    private void appendReserved(byte[] bytes, int start, int end) {
        int used = offsets[size];
        System.arraycopy(bytes, start, data, used, end - start);
        offsets[++size] = used + (end - start);
    }

    @Override
    public void appendNulls(int n) {
        reserve(n);
        Arrays.fill(offsets, size + 1, size + 1 + n, offsets[size]);
        size += n;
    }

    @Override
    void append(ItemBuilder other, int from, int n) {
        BytesItems items = (BytesItems) other;
        appendRun(items.data, items.offsets, from, n);
    }

    @Override
    public Column build(Validity validity) {
        if (validity.hasNulls()) {
            dropBytesOfNulls(validity);
        }
        int used = offsets[size];
        return new Column.BytesColumn(
                validity,
                offsets.length == size + 1 ? offsets : Arrays.copyOf(offsets, size + 1),
                isSpareSmall(used) ? data : Arrays.copyOf(data, used));
    }

    /// Whether what is not used of `data` need not be cut off.
    private boolean isSpareSmall(int used) {
        return data.length - used <= used >> 2 || budget.scratch() != Scratch.NONE;
    }

    /// Null rows of a column are empty; those of a page need not be.
    private void dropBytesOfNulls(Validity validity) {
        int write = 0;
        int start = 0;
        for (int i = 0; i < size; i++) {
            int end = offsets[i + 1];
            if (validity.isValid(i)) {
                if (write != start) {
                    System.arraycopy(data, start, data, write, end - start);
                }
                write += end - start;
            }
            offsets[i + 1] = write;
            start = end;
        }
    }
}
