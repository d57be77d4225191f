package dev.evodb.lance.decode;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.type.DataType;

/// A leaf of a field, which is one file column: its type, and which nodes on the way from the leaf
/// outwards are lists.
///
/// `isList[i]` is layer `i`, counted from the leaf, which is layer 0 and no list. `path` is the dotted
/// name. Below fixed-size lists of structs the column has `slotsPerRow` rows for each row of the field,
/// else 1. With `hidesNulls` a null is read as the value that its slot holds.
record LeafShape(String path, DataType type, boolean[] isList, int slotsPerRow, boolean hidesNulls) {
    int lists() {
        int lists = 0;
        for (boolean list : isList) {
            lists += list ? 1 : 0;
        }
        return lists;
    }

    /// Items with a definition code below this have a value slot: they lie outside of no list that is
    /// null or empty.
    int visibleBelow() {
        for (int i = 0; i < isList.length; i++) {
            if (isList[i]) {
                return Layers.nullCode(i);
            }
        }
        return Integer.MAX_VALUE;
    }

    /// The layers of a page, one for each node on the way from this leaf.
    ///
    /// @throws CorruptFileException if the page has others
    Layers fit(Layers layers, Location at) {
        if (fits(layers)) {
            return layers;
        }
        if (type instanceof DataType.Struct
                && layers.size() > 1
                && !layers.get(1).isList()) {
            // Of a packed struct, some pages tell apart the struct and the row that it is packed into.
            Layers merged = layers.withInnermostMerged();
            if (fits(merged)) {
                return merged;
            }
        }
        StringBuilder expected = new StringBuilder();
        for (boolean list : isList) {
            expected.append(expected.isEmpty() ? "" : ", ").append(list ? "list" : "item");
        }
        throw new CorruptFileException(at, "page has layers " + layers + ", the field has [" + expected + "]");
    }

    private boolean fits(Layers layers) {
        boolean fits = layers.size() == isList.length;
        for (int i = 0; fits && i < isList.length; i++) {
            fits = layers.get(i).isList() == isList[i];
        }
        return fits;
    }
}
