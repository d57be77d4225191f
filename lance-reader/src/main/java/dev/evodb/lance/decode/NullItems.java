package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;

/// Items of the null type: a count.
final class NullItems extends ItemBuilder {
    NullItems(Location at, DecodeBudget budget) {
        super(at, budget);
    }

    @Override
    public void reserve(long more) {
        grown(size, size, more, 0);
    }

    @Override
    public void append(Values values, int from, int n) {
        throw notOfWidth(describe(values), "no values");
    }

    @Override
    public void appendNulls(int n) {
        reserve(n);
        size += n;
    }

    @Override
    void append(ItemBuilder other, int from, int n) {
        appendNulls(n);
    }

    @Override
    public Column build(Validity validity) {
        return new Column.NullColumn(validity);
    }
}
