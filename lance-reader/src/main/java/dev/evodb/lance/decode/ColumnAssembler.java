package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
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
/// Every node of a field's tree has *slots*: rows at the root, elements below a list, and below a struct
/// the slots of the struct itself. In the entries of any leaf below a node, a slot begins where the
/// repetition level is high enough to begin an element of the nearest list above, unless that list is
/// null or empty there. So each node takes one pass over the entries, without recursion over values. All
/// leaves below a node must tell the same about it.
final class ColumnAssembler {
    private final List<LeafBuilder> leaves;
    private final DecodeBudget budget;
    private final Location at;
    private int nextLeaf;

    private ColumnAssembler(List<LeafBuilder> leaves, DecodeBudget budget, Location at) {
        this.leaves = leaves;
        this.budget = budget;
        this.at = at;
    }

    /// The column of `field`, whose leaves in depth-first order are `leaves`, each complete with `rows`
    /// rows.
    ///
    /// @throws CorruptFileException if the leaves contradict each other
    static Column assemble(Field field, List<LeafBuilder> leaves, int rows, DecodeBudget budget, Location at) {
        return new ColumnAssembler(leaves, budget, at).node(field, new Scope(0, 0, -1, 1), rows);
    }

    /// Where a node is: nodes above it, lists among them, the depth of the nearest list (-1: none), and
    /// the slots that it has for each row by the fixed-size lists above.
    private record Scope(int depth, int lists, int listDepth, int slotsPerRow) {
        /// Below a struct, or a fixed-size list of `size` structs.
        Scope belowItem(int size) {
            return new Scope(depth + 1, lists, listDepth, slotsPerRow * size);
        }

        Scope belowList() {
            return new Scope(depth + 1, lists + 1, depth, slotsPerRow);
        }

        /// How many neighbouring slots of `leaf` are one slot here.
        int slotsTogether(LeafBuilder leaf) {
            return leaf.shape().slotsPerRow() / slotsPerRow;
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

    private Column node(Field field, Scope scope, int slots) {
        return switch (field.type()) {
            case DataType.Struct(List<Field> fields)
            when !StructStorage.isOneColumn(field) -> {
                int firstLeaf = nextLeaf;
                List<Column> children = new ArrayList<>(fields.size());
                for (Field child : fields) {
                    children.add(node(child, scope.belowItem(1), slots));
                }
                yield new Column.StructColumn(validity(firstLeaf, scope, slots), children);
            }
            case DataType.Repeated list -> {
                int firstLeaf = nextLeaf;
                Lists lists = lists(leaves.get(firstLeaf), scope, slots);
                budget.charge(4L * slots, at);
                Column items = node(list.item(), scope.belowList(), lists.offsets[slots]);
                checkLists(lists, firstLeaf, scope, slots);
                yield new Column.ListColumn(Validity.ofBits(lists.validity, slots), lists.offsets, items);
            }
            case DataType.FixedSizeList(Field item, int size)
            when item.type() instanceof DataType.Struct -> {
                int firstLeaf = nextLeaf;
                Column items = node(item, scope.belowItem(size), Math.multiplyExact(slots, size));
                yield new Column.FixedSizeListColumn(validity(firstLeaf, scope, slots), size, items);
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
                    DataType.FixedSizeList _,
                    DataType.Struct _ -> {
                LeafBuilder leaf = leaves.get(nextLeaf++);
                if (leaf.items().size() != slots) {
                    throw contradiction(leaf, leaf.items().size() + " values for " + slots + " slots");
                }
                Validity validity = validity(leaf, scope, slots);
                yield leaf.items().build(leaf.shape().hidesNulls() ? Validity.allValid(slots) : validity);
            }
        };
    }

    /// The nulls of a node that is no list, whose leaves are those from `firstLeaf` to `nextLeaf`.
    private Validity validity(int firstLeaf, Scope scope, int slots) {
        Validity validity = validity(leaves.get(firstLeaf), scope, slots);
        for (int i = firstLeaf + 1; i < nextLeaf; i++) {
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
        if (scope.leastRepetition(leaf) > 0 || scope.listDepth >= 0) {
            return Validity.ofBits(validBits(leaf, scope, slots), slots);
        }
        // Every entry is a slot, or one of neighbours that are one together.
        int together = scope.slotsTogether(leaf);
        if (leaf.entries() != (long) slots * together) {
            throw contradiction(leaf, leaf.entries() + " of " + (long) slots * together + " slots");
        }
        if (leaf.definition().length == 0) {
            return Validity.allValid(slots);
        }
        return Validity.ofBits(together == 1 ? validEntries(leaf, scope, slots) : validBits(leaf, scope, slots), slots);
    }

    /// One bit an entry.
    private byte[] validEntries(LeafBuilder leaf, Scope scope, int entries) {
        byte[] bits = new byte[bytesOfBits(entries)];
        short[] definition = leaf.definition();
        int validBelow = Layers.nullCode(scope.layer(leaf));
        int whole = entries & -8;
        for (int e = 0; e < whole; e += 8) {
            int eight = 0;
            for (int i = 0; i < 8; i++) {
                // The sign of the difference: 1 where the code is below.
                eight |= ((definition[e + i] - validBelow) >>> 31) << i;
            }
            bits[e >>> 3] = (byte) eight;
        }
        for (int e = whole; e < entries; e++) {
            bits[e >>> 3] |= (byte) (((definition[e] - validBelow) >>> 31) << (e & 7));
        }
        return bits;
    }

    /// One bit a slot.
    private byte[] validBits(LeafBuilder leaf, Scope scope, int slots) {
        byte[] bits = new byte[bytesOfBits(slots)];
        short[] repetition = leaf.repetition();
        short[] definition = leaf.definition();
        int least = scope.leastRepetition(leaf);
        int slotBelow = scope.slotBelow(leaf);
        int validBelow = Layers.nullCode(scope.layer(leaf));
        int together = scope.slotsTogether(leaf);
        int slot = 0;
        int inSlot = 0;
        for (int e = 0; e < leaf.entries(); e++) {
            int code = definition.length == 0 ? 0 : definition[e];
            if ((least > 0 && repetition[e] < least) || code >= slotBelow) {
                continue;
            }
            if (slot == slots) {
                throw contradiction(leaf, "more than " + slots + " slots");
            }
            boolean isValid = code < validBelow;
            if (inSlot > 0 && isValid != ((bits[slot >>> 3] >> (slot & 7) & 1) != 0)) {
                throw contradiction(leaf, "a fixed-size list that is null in part");
            }
            if (isValid) {
                bits[slot >>> 3] |= (byte) (1 << (slot & 7));
            }
            if (++inSlot == together) {
                inSlot = 0;
                slot++;
            }
        }
        if (slot < slots) {
            throw contradiction(leaf, slot + " of " + slots + " slots");
        }
        return bits;
    }

    private int bytesOfBits(int slots) {
        int bytes = (int) ((slots + 7L) >>> 3);
        budget.check(bytes, at);
        return bytes;
    }

    /// `offsets` into the elements, one a slot and the end; one bit a slot.
    private record Lists(int[] offsets, byte[] validity) {}

    /// Checks that all leaves below a list, from `firstLeaf` to `nextLeaf`, tell the same about it.
    private void checkLists(Lists lists, int firstLeaf, Scope scope, int slots) {
        for (int i = firstLeaf + 1; i < nextLeaf; i++) {
            Lists other = lists(leaves.get(i), scope, slots);
            if (!Arrays.equals(lists.offsets, other.offsets) || !Arrays.equals(lists.validity, other.validity)) {
                throw contradiction(leaves.get(i), "other lists than the first child");
            }
        }
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
