package dev.evodb.lance.encoding;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;

/// What one node of a column's path (leaf, struct or list) adds to the definition levels.
///
/// Source: lance: `protos/encodings_v2_1.proto`, enum `RepDefLayer`.
public enum RepDefLayer {
    ALL_VALID_ITEM(1, false, false, false),
    ALL_VALID_LIST(2, true, false, false),
    NULLABLE_ITEM(3, false, true, false),
    NULLABLE_LIST(4, true, true, false),
    EMPTYABLE_LIST(5, true, false, true),
    NULL_AND_EMPTY_LIST(6, true, true, true);

    private final int wireNumber;
    private final boolean isList;
    private final boolean hasNulls;
    private final boolean hasEmpties;

    RepDefLayer(int wireNumber, boolean isList, boolean hasNulls, boolean hasEmpties) {
        this.wireNumber = wireNumber;
        this.isList = isList;
        this.hasNulls = hasNulls;
        this.hasEmpties = hasEmpties;
    }

    /// A list or map; otherwise a leaf or struct.
    public boolean isList() {
        return isList;
    }

    public boolean hasNulls() {
        return hasNulls;
    }

    public boolean hasEmpties() {
        return hasEmpties;
    }

    static RepDefLayer ofWireNumber(long number, Location at) {
        for (RepDefLayer layer : values()) {
            if (layer.wireNumber == number) {
                return layer;
            }
        }
        if (number == 0) {
            throw new CorruptFileException(at, "repetition/definition layer is unspecified");
        }
        throw new UnsupportedFeatureException("repetition/definition layer", Long.toUnsignedString(number), "1..6", at);
    }
}
