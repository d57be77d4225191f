package dev.evodb.lance.filter;

import dev.evodb.type.DataType;

/// A column in a filter, by the name that a batch has it under. `typeName` is the type in the format's own words.
record Operand(String name, DataType type, String typeName) {
    boolean isUnsigned() {
        return type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
    }

    /// Whether values have to be shifted to be ordered as `long`: the sign bit is flipped then.
    boolean isUnsignedLong() {
        return type instanceof DataType.Int(int bits, boolean isSigned) && bits == 64 && !isSigned;
    }
}
