package dev.evodb.lance.decode;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.type.DataType;

/// A leaf of a field: its type, and which nodes on the way from the leaf outwards are lists.
///
/// `isList[i]` is layer `i`, counted from the leaf, which is layer 0 and no list. `path` is the dotted name.
record LeafShape(String path, DataType type, boolean[] isList) {
    int lists() {
        int lists = 0;
        for (boolean list : isList) {
            lists += list ? 1 : 0;
        }
        return lists;
    }

    /// Items with a definition code below this have a value slot: they lie outside of no list that is null or
    /// empty.
    int visibleBelow() {
        for (int i = 0; i < isList.length; i++) {
            if (isList[i]) {
                return Layers.nullCode(i);
            }
        }
        return Integer.MAX_VALUE;
    }

    /// @throws CorruptFileException if a page's layers are not those of this leaf
    void check(Layers layers, Location at) {
        boolean fits = layers.size() == isList.length;
        for (int i = 0; fits && i < isList.length; i++) {
            fits = layers.get(i).isList() == isList[i];
        }
        if (!fits) {
            StringBuilder expected = new StringBuilder();
            for (boolean list : isList) {
                expected.append(expected.isEmpty() ? "" : ", ").append(list ? "list" : "item");
            }
            throw new CorruptFileException(at, "page has layers " + layers + ", the field has [" + expected + "]");
        }
    }
}
