package dev.evodb.lance.encoding;

import java.util.Arrays;
import java.util.List;

/// The layers of one page, from the leaf outwards, and what its definition levels mean.
///
/// Pages of one column may number their levels differently: only kinds of nulls that occur in a page get
/// a number. So levels are translated to *definition codes*, which depend on the position of the layer
/// only: 0 for a value, `nullCode(i)` for a null and `emptyCode(i)` for an empty list at layer `i`. Codes
/// grow outwards.
public final class Layers {
    private final List<RepDefLayer> innerToOuter;
    private final int merged;
    private final short[] codes;
    private final int lists;

    public Layers(List<RepDefLayer> innerToOuter) {
        this(innerToOuter, 0);
    }

    /// The innermost layer and the `merged` next ones count as one.
    private Layers(List<RepDefLayer> innerToOuter, int merged) {
        this.innerToOuter = List.copyOf(innerToOuter);
        this.merged = merged;
        short[] found = new short[1 + 2 * innerToOuter.size()];
        int levels = 1;
        int listLayers = 0;
        for (int i = 0; i < innerToOuter.size(); i++) {
            RepDefLayer layer = innerToOuter.get(i);
            int position = Math.max(0, i - merged);
            if (layer.hasNulls()) {
                found[levels++] = (short) nullCode(position);
            }
            if (layer.hasEmpties()) {
                found[levels++] = (short) emptyCode(position);
            }
            if (layer.isList()) {
                listLayers++;
            }
        }
        this.codes = Arrays.copyOf(found, levels);
        this.lists = listLayers;
    }

    /// The code of a null at layer `layer`, counted from the leaf.
    public static int nullCode(int layer) {
        return 1 + 2 * layer;
    }

    /// The code of an empty list at layer `layer`, counted from the leaf.
    public static int emptyCode(int layer) {
        return 2 + 2 * layer;
    }

    /// The same levels with the two innermost layers, which are no lists, taken for one: what is null in
    /// either is null.
    public Layers withInnermostMerged() {
        return new Layers(innerToOuter, merged + 1);
    }

    public int size() {
        return innerToOuter.size() - merged;
    }

    /// Layer `layer`, counted from the leaf.
    public RepDefLayer get(int layer) {
        return innerToOuter.get(layer + (layer == 0 ? 0 : merged));
    }

    /// How many layers are lists: the highest repetition level.
    public int lists() {
        return lists;
    }

    /// The highest definition level.
    public int highestLevel() {
        return codes.length - 1;
    }

    /// The definition code of `level`, which is in `0..=highestLevel()`.
    public short code(int level) {
        return codes[level];
    }

    @Override
    public String toString() {
        return innerToOuter.toString();
    }
}
