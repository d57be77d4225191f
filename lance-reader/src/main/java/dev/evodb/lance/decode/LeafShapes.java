package dev.evodb.lance.decode;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.schema.StructStorage;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.List;

/// Which leaves a field has: the nodes of its type that are file columns of their own.
final class LeafShapes {
    /// Most rows of a leaf for one row of its field.
    private static final int MAX_SLOTS_PER_ROW = 1 << 16;

    private final List<LeafShape> shapes = new ArrayList<>();
    private final Location at;

    private LeafShapes(Location at) {
        this.at = at;
    }

    /// The leaves of `field`, in depth-first order.
    ///
    /// @throws UnsupportedFeatureException if it holds a struct without children, or nests types in a
    ///     way that is not read
    static List<LeafShape> of(Field field, Location at) {
        LeafShapes found = new LeafShapes(at);
        found.collect(new Node(field.name(), new boolean[0], 1), field);
        return found.shapes;
    }

    /// Where a node is: its dotted name, which of the nodes above are lists, from the nearest outwards,
    /// and the rows that it has for a row of the field.
    private record Node(String path, boolean[] isListAbove, int slotsPerRow) {
        Node below(Field child, boolean isList, int slots) {
            return new Node(path + "." + child.name(), isList(isList), slots);
        }

        boolean[] isList(boolean isList) {
            boolean[] all = new boolean[isListAbove.length + 1];
            all[0] = isList;
            System.arraycopy(isListAbove, 0, all, 1, isListAbove.length);
            return all;
        }

        boolean isInList() {
            for (boolean list : isListAbove) {
                if (list) {
                    return true;
                }
            }
            return false;
        }
    }

    private void collect(Node node, Field field) {
        switch (field.type()) {
            case DataType.Struct(List<Field> fields) -> {
                if (fields.isEmpty()) {
                    throw unsupported(node, "struct without children", "structs with children");
                }
                if (StructStorage.isOneColumn(field)) {
                    fields.forEach(child -> checkPacked(node, child.type()));
                    add(node, field);
                } else {
                    fields.forEach(child -> collect(node.below(child, false, node.slotsPerRow), child));
                }
            }
            case DataType.Repeated list -> collect(node.below(list.item(), true, node.slotsPerRow), list.item());
            case DataType.FixedSizeList(Field item, int size)
            when item.type() instanceof DataType.Struct -> {
                if (node.isInList()) {
                    throw unsupported(
                            node,
                            "fixed-size list of structs in a list",
                            "fixed-size lists of structs outside of lists");
                }
                long slots = (long) node.slotsPerRow * size;
                if (slots > MAX_SLOTS_PER_ROW) {
                    throw new LimitExceededException(
                            "structs of a fixed-size list", MAX_SLOTS_PER_ROW, slots, at.inColumn(node.path));
                }
                collect(node.below(item, false, (int) slots), item);
            }
            case DataType.FixedSizeList(Field item, var _) -> {
                checkItem(node, item.type());
                add(node, field);
            }
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _ -> add(node, field);
        }
    }

    private void add(Node node, Field field) {
        shapes.add(new LeafShape(
                node.path,
                field.type(),
                node.isList(false),
                node.slotsPerRow,
                field.type().equals(StructStorage.BLOB_V2) && StructStorage.isBlob(field)));
    }

    private void checkItem(Node node, DataType item) {
        switch (item) {
            case DataType.FixedSizeList(Field inner, var _) -> checkItem(node, inner.type());
            case DataType.Struct _, DataType.Repeated _, DataType.Utf8 _, DataType.Binary _, DataType.Null _ ->
                throw unsupported(node, "fixed-size list of " + item, "fixed-size lists of values of fixed width");
            case DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.FixedSizeBinary _ -> {}
        }
    }

    private void checkPacked(Node node, DataType child) {
        switch (child) {
            case DataType.FixedSizeList(Field item, var _) -> checkItem(node, item.type());
            case DataType.Struct _, DataType.Repeated _, DataType.Bool _, DataType.Null _ ->
                throw unsupported(
                        node, "packed struct with a child " + child, "packed structs of values of whole bytes");
            case DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _ -> {}
        }
    }

    private UnsupportedFeatureException unsupported(Node node, String found, String accepted) {
        return new UnsupportedFeatureException("field type", found, accepted, at.inColumn(node.path));
    }
}
