package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Bits;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import java.util.Arrays;

/// Items of one bit.
final class BitItems extends ItemBuilder {
    private byte[] bits = {};

    BitItems(Location at, DecodeBudget budget) {
        super(at, budget);
    }

    @Override
    public void reserve(long more) {
        long needed = (size + more + 7) >>> 3;
        if (needed > bits.length) {
            bits = Arrays.copyOf(bits, grown(bits.length, bits.length, needed - bits.length, 1));
        }
    }

    @Override
    public void append(Values values, int from, int n) {
        switch (values) {
            case Values.Fixed(byte[] bytes, int start, int width, var _)
            when width == 1 -> {
                reserve(n);
                Bits.copy(bytes, ((long) start << 3) + from, bits, size, n);
                size += n;
            }
            case Values.Strided(byte[] bytes, int start, int stride, int run, int width, var _)
            when width == 1 -> {
                reserve(n);
                int done = 0;
                while (done < n) {
                    int row = (from + done) / run;
                    int inRun = (from + done) % run;
                    int part = Math.min(run - inRun, n - done);
                    long bit = ((start + (long) row * stride) << 3) + inRun;
                    Bits.copy(bytes, bit, bits, size + done, part);
                    done += part;
                }
                size += n;
            }
            case Values.Indexed indexed
            when indexed.items() instanceof Values.Fixed items && items.bits() == 1 ->
                append(indexed.gather(items, from, n), 0, n);
            case Values.Fixed _,
                    Values.Strided _,
                    Values.Variable _,
                    Values.Spans _,
                    Values.Symbols _,
                    Values.Indexed _,
                    Values.Packed _,
                    Values.Lists _ -> throw notOfWidth(describe(values), "1 bit");
        }
    }

    @Override
    public void appendNulls(int n) {
        reserve(n);
        size += n;
    }

    @Override
    void append(ItemBuilder other, int from, int n) {
        reserve(n);
        Bits.copy(((BitItems) other).bits, from, bits, size, n);
        size += n;
    }

    @Override
    public Column build(Validity validity) {
        int bytes = (size + 7) >>> 3;
        return new Column.BitColumn(validity, bits.length == bytes ? bits : Arrays.copyOf(bits, bytes));
    }
}
