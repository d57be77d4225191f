package dev.evodb.lance.file.v20;

import dev.evodb.error.Location;
import dev.evodb.lance.decode.ValueWidth;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;

/// What decoding has to know about the type of a column: `elementBits` of its values, see [ValueWidth], and whether
/// it `isDictionary` in Arrow, which stores nulls differently.
record LeafType(int elementBits, boolean isDictionary) {
    /// For columns that are no leaves, whose encodings do not ask.
    static final LeafType NONE = new LeafType(ValueWidth.VARYING, false);

    /// @throws dev.evodb.error.UnsupportedFeatureException for fixed-size lists of values without a width
    static LeafType of(SchemaField field, DataType type, Location at) {
        return new LeafType(
                ValueWidth.bits(type, at), field.logicalType().startsWith("dict:"));
    }
}
