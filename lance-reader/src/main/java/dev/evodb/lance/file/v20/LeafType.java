package dev.evodb.lance.file.v20;

import dev.evodb.error.Location;
import dev.evodb.lance.decode.ValueWidth;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;

/// What decoding has to know about the type of a column: `elementBits` of its values, see [ValueWidth],
/// and whether it `isDictionary` in Arrow, which stores nulls differently.
record LeafType(int elementBits, boolean isDictionary) {
    /// @throws dev.evodb.error.UnsupportedFeatureException for fixed-size lists of values without a width
    static LeafType of(SchemaField field, DataType type, Location at) {
        boolean hasValues = !(type instanceof DataType.Struct || type instanceof DataType.Repeated);
        return new LeafType(
                hasValues ? ValueWidth.bits(type, at) : ValueWidth.VARYING,
                field.logicalType().startsWith("dict:"));
    }
}
