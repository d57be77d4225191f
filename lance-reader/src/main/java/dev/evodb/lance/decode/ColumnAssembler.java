package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.schema.StructStorage;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rebuilds lists and structs from the entries of their leaves.
///
/// Every node of a field's tree has *slots*: rows at the root, elements below a list, and below a struct the
/// slots of the struct itself. In the entries of any leaf below a node, a slot begins where the repetition
/// level is high enough to begin an element of the nearest list above, unless that list is null or empty
/// there. So each node takes one pass over the entries, without recursion over values. All leaves below a
/// node must tell the same about it.
final class ColumnAssembler {
    private final List<LeafBuilder> leaves;
    private final DecodeBudget budget;
    private final Location at;

    private ColumnAssembler(List<LeafBuilder> leaves, DecodeBudget budget, Location at) {
        this.leaves = leaves;
        this.budget = budget;
        this.at = at;
    }

    /// The column of `field`, whose leaves in depth-first order are `leaves`, each complete with `rows` rows.
    ///
    /// @throws CorruptFileException if the leaves contradict each other
    static Column assemble(Field field, List<LeafBuilder> leaves, int rows, DecodeBudget budget, Location at) {
        return new ColumnAssembler(leaves, budget, at).node(field.type(), 0, new Scope(0, 0, -1), rows);
    }

    /// Where a node is: nodes above it, lists among them, and the depth of the nearest list (-1: none).
    private record Scope(int depth, int lists, int listDepth) {
        Scope belowStruct() {
            return new Scope(depth + 1, lists, listDepth);
        }

        Scope belowList() {
            return new Scope(depth + 1, lists + 1, depth);
        }

        /// Lowest repetition level that begins a slot in the entries of `leaf`.
        int leastRepetition(LeafBuilder leaf) {
            return leaf.lists() - lists;
        }

        /// Definition codes from here on say that there is no slot.
        int slotBelow(LeafBuilder leaf) {
            return listDepth < 0 ? Integer.MAX_VALUE : Layers.nullCode(layer(leaf, listDepth));
        }

        /// This node as a layer of `leaf`.
        int layer(LeafBuilder leaf) {
            return layer(leaf, depth);
        }

        private static int layer(LeafBuilder leaf, int depth) {
            return leaf.shape().isList().length - 1 - depth;
        }
    }

    /// The leaves below `type`.
    static int leafCount(DataType type) {
        return switch (type) {
            case DataType.Struct(List<Field> fields) -> {
                int count = 0;
                for (Field field : fields) {
                    count += leafCount(field.type());
                }
                yield count;
            }
            case DataType.Repeated list -> leafCount(list.item().type());
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
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _ -> 1;
        };
    }

    /// The shapes of the leaves of `field`, in depth-first order.
    ///
    /// @throws UnsupportedFeatureException if it holds a struct without children or a fixed-size list of
    /// structs
    static List<LeafShape> shapes(Field field, Location at) {
        List<LeafShape> shapes = new ArrayList<>();
        collect(field.name(), field, new boolean[0], shapes, at);
        return shapes;
    }

    /// `outer` tells of the nodes above, from the nearest outwards, which are lists.
    private static void collect(String path, Field field, boolean[] outer, List<LeafShape> shapes, Location at) {
        DataType type = field.type();
        boolean[] nodes = new boolean[outer.length + 1];
        System.arraycopy(outer, 0, nodes, 1, outer.length);
        switch (type) {
            case DataType.Struct(List<Field> fields) -> {
                if (fields.isEmpty()) {
                    throw new UnsupportedFeatureException(
                            "field type", "struct without children", "structs with children", at.inColumn(path));
                }
                if (StructStorage.isOneColumn(field)) {
                    throw new UnsupportedFeatureException(
                            "field type", "packed struct", "structs with columns of their own", at.inColumn(path));
                }
                for (Field child : fields) {
                    collect(path + "." + child.name(), child, nodes, shapes, at);
                }
            }
            case DataType.Repeated list -> {
                nodes[0] = true;
                collect(path + "." + list.item().name(), list.item(), nodes, shapes, at);
            }
            case DataType.FixedSizeList(Field item, var _) -> {
                checkItem(path, item.type(), at);
                shapes.add(new LeafShape(path, type, nodes));
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
                    DataType.FixedSizeBinary _ -> shapes.add(new LeafShape(path, type, nodes));
        }
    }

    private static void checkItem(String path, DataType item, Location at) {
        switch (item) {
            case DataType.FixedSizeList(Field inner, var _) -> checkItem(path, inner.type(), at);
            case DataType.Struct _, DataType.Repeated _, DataType.Utf8 _, DataType.Binary _, DataType.Null _ ->
                throw new UnsupportedFeatureException(
                        "field type",
                        "fixed-size list of " + item,
                        "fixed-size lists of values of fixed width",
                        at.inColumn(path));
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

    private Column node(DataType type, int firstLeaf, Scope scope, int slots) {
        return switch (type) {
            case DataType.Struct(List<Field> fields) -> {
                Validity validity = structValidity(firstLeaf, leafCount(type), scope, slots);
                List<Column> children = new ArrayList<>(fields.size());
                int leaf = firstLeaf;
                for (Field field : fields) {
                    children.add(node(field.type(), leaf, scope.belowStruct(), slots));
                    leaf += leafCount(field.type());
                }
                yield new Column.StructColumn(validity, children);
            }
            case DataType.Repeated list -> {
                Lists lists = lists(firstLeaf, leafCount(type), scope, slots);
                Column items = node(list.item().type(), firstLeaf, scope.belowList(), lists.offsets[slots]);
                yield new Column.ListColumn(Validity.ofBits(lists.validity, slots), lists.offsets, items);
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
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _ -> {
                LeafBuilder leaf = leaves.get(firstLeaf);
                if (leaf.items().size() != slots) {
                    throw contradiction(leaf, leaf.items().size() + " values for " + slots + " slots");
                }
                yield leaf.items().build(validity(leaf, scope, slots));
            }
        };
    }

    private Validity structValidity(int firstLeaf, int leafCount, Scope scope, int slots) {
        Validity validity = validity(leaves.get(firstLeaf), scope, slots);
        for (int i = firstLeaf + 1; i < firstLeaf + leafCount; i++) {
            if (!sameNulls(validity, validity(leaves.get(i), scope, slots))) {
                throw contradiction(leaves.get(i), "other nulls of their struct than the first child");
            }
        }
        return validity;
    }

    private static boolean sameNulls(Validity a, Validity b) {
        boolean isSame = a.nullCount() == b.nullCount();
        for (int row = 0; isSame && a.hasNulls() && row < a.rows(); row++) {
            isSame = a.isValid(row) == b.isValid(row);
        }
        return isSame;
    }

    /// Where the node, which is no list, holds a value.
    private Validity validity(LeafBuilder leaf, Scope scope, int slots) {
        boolean isEntryASlot = leaf.definition().length == 0 && scope.leastRepetition(leaf) == 0;
        return isEntryASlot && leaf.entries() == slots
                ? Validity.allValid(slots)
                : Validity.ofBits(validBits(leaf, scope, slots), slots);
    }

    /// One bit a slot.
    private byte[] validBits(LeafBuilder leaf, Scope scope, int slots) {
        int byteCount = (int) ((slots + 7L) >>> 3);
        budget.check(byteCount, at);
        byte[] bits = new byte[byteCount];
        short[] repetition = leaf.repetition();
        short[] definition = leaf.definition();
        int least = scope.leastRepetition(leaf);
        int slotBelow = scope.slotBelow(leaf);
        int validBelow = Layers.nullCode(scope.layer(leaf));
        int slot = 0;
        for (int e = 0; e < leaf.entries(); e++) {
            int code = definition.length == 0 ? 0 : definition[e];
            if ((least > 0 && repetition[e] < least) || code >= slotBelow) {
                continue;
            }
            if (slot == slots) {
                throw contradiction(leaf, "more than " + slots + " slots");
            }
            if (code < validBelow) {
                bits[slot >>> 3] |= (byte) (1 << (slot & 7));
            }
            slot++;
        }
        if (slot < slots) {
            throw contradiction(leaf, slot + " of " + slots + " slots");
        }
        return bits;
    }

    /// `offsets` into the elements, one a slot and the end; one bit a slot.
    private record Lists(int[] offsets, byte[] validity) {}

    private Lists lists(int firstLeaf, int leafCount, Scope scope, int slots) {
        Lists lists = lists(leaves.get(firstLeaf), scope, slots);
        for (int i = firstLeaf + 1; i < firstLeaf + leafCount; i++) {
            Lists other = lists(leaves.get(i), scope, slots);
            if (!Arrays.equals(lists.offsets, other.offsets) || !Arrays.equals(lists.validity, other.validity)) {
                throw contradiction(leaves.get(i), "other lists than the first child");
            }
        }
        budget.charge(4L * slots, at);
        return lists;
    }

    private Lists lists(LeafBuilder leaf, Scope scope, int slots) {
        budget.check(5L * slots + 8, at);
        int[] offsets = new int[slots + 1];
        byte[] validity = new byte[(int) ((slots + 7L) >>> 3)];
        short[] repetition = leaf.repetition();
        short[] definition = leaf.definition();
        int layer = scope.layer(leaf);
        int least = scope.leastRepetition(leaf);
        int slotBelow = scope.slotBelow(leaf);
        int nullCode = Layers.nullCode(layer);
        int emptyCode = Layers.emptyCode(layer);
        int slot = -1;
        int elements = 0;
        for (int e = 0; e < leaf.entries(); e++) {
            int code = definition.length == 0 ? 0 : definition[e];
            if (code >= slotBelow) {
                continue;
            }
            int level = repetition[e];
            if (level >= least) {
                slot++;
                if (slot == slots) {
                    throw contradiction(leaf, "more than " + slots + " lists");
                }
                offsets[slot] = elements;
                if (code < nullCode || code == emptyCode) {
                    validity[slot >>> 3] |= (byte) (1 << (slot & 7));
                }
            }
            if (level >= least - 1 && code < nullCode) {
                elements++;
            }
        }
        if (slot + 1 < slots) {
            throw contradiction(leaf, (slot + 1) + " of " + slots + " lists");
        }
        offsets[slots] = elements;
        return new Lists(offsets, validity);
    }

    private CorruptFileException contradiction(LeafBuilder leaf, String found) {
        return new CorruptFileException(at.inColumn(leaf.shape().path()), "levels hold " + found);
    }
}
