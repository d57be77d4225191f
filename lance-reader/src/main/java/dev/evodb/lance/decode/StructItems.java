package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import java.util.ArrayList;
import java.util.List;

/// Items that are structs stored in one column, whose own children are never null.
final class StructItems extends ItemBuilder {
    private final List<ItemBuilder> children;

    StructItems(List<ItemBuilder> children, Location at, DecodeBudget budget) {
        super(at, budget);
        this.children = children;
    }

    @Override
    public void startPage(Location page) {
        super.startPage(page);
        children.forEach(child -> child.startPage(page));
    }

    @Override
    public void reserve(long more) {
        children.forEach(child -> child.reserve(more));
    }

    @Override
    public void append(Values values, int from, int n) {
        switch (values) {
            case Values.Packed(List<Values> parts, var _)
            when parts.size() == children.size() -> {
                for (int i = 0; i < children.size(); i++) {
                    children.get(i).append(parts.get(i), from, n);
                }
                size += n;
            }
            case Values.Indexed(Values.Packed structs, int[] indices, var _) -> {
                for (int i = from; i < from + n; i++) {
                    append(structs, indices[i], 1);
                }
            }
            case Values.Fixed _,
                    Values.Strided _,
                    Values.Variable _,
                    Values.Spans _,
                    Values.Symbols _,
                    Values.Indexed _,
                    Values.Packed _,
                    Values.Lists _ -> throw notOfWidth(describe(values), "structs of " + children.size() + " children");
        }
    }

    @Override
    public void appendNulls(int n) {
        children.forEach(child -> child.appendNulls(n));
        size += n;
    }

    @Override
    void append(ItemBuilder other, int from, int n) {
        StructItems structs = (StructItems) other;
        for (int i = 0; i < children.size(); i++) {
            children.get(i).append(structs.children.get(i), from, n);
        }
        size += n;
    }

    @Override
    public Column build(Validity validity) {
        List<Column> columns = new ArrayList<>(children.size());
        for (ItemBuilder child : children) {
            columns.add(child.build(Validity.allValid(size)));
        }
        return new Column.StructColumn(validity, columns);
    }
}
