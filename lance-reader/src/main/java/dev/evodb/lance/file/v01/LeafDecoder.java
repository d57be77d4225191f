package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.decode.ItemBuilder;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.ValidityBuilder;
import dev.evodb.lance.decode.ValueWidth;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Decodes the pages of one leaf.
sealed interface LeafDecoder permits Nulls, Plain, VarBinary, DictionaryIndices {
    /// The values of items; `validity` has a bit for each, 1 = valid, or is empty if none is null.
    /// Without `values`, `count` nulls.
    record Decoded(Optional<Values> values, byte[] validity, int count) {
        void appendTo(ItemBuilder items, ValidityBuilder out) {
            if (values.isEmpty()) {
                items.appendNulls(count);
                out.appendNull(count);
                return;
            }
            items.append(values.get(), 0, count);
            if (validity.length == 0) {
                out.appendValid(count);
            } else {
                out.append(validity, 0, count);
            }
        }
    }

    byte[] ALL_VALID = {};

    /// The decoder that the file's schema names for `field`; the one that fits `type` if the file has no
    /// schema.
    ///
    /// @throws UnsupportedFeatureException for encodings and fixed-size lists that are not read
    /// @throws CorruptFileException if the encoding does not fit the type
    static LeafDecoder of(
            ByteSource source, SchemaField field, DataType type, Map<Integer, FieldStorage> storage, Location at) {
        if (type instanceof DataType.Null) {
            return new Nulls();
        }
        boolean isVarying = ValueWidth.bits(type, at) == ValueWidth.VARYING;
        FieldStorage stored = storage.get(field.id());
        boolean isDictionary = field.logicalType().startsWith("dict:");
        if (stored == null) {
            if (isDictionary) {
                throw new UnsupportedFeatureException(
                        "dictionary", "outside of the file", "files with their own schema", at);
            }
            return isVarying ? new VarBinary(field.isNullable()) : Plain.of(type, at);
        }
        FieldStorage.Encoding encoding = stored.encoding(at);
        boolean fits = switch (encoding) {
            case PLAIN -> !isVarying && !isDictionary;
            case VAR_BINARY -> isVarying && !isDictionary;
            case DICTIONARY -> isDictionary;
        };
        if (!fits) {
            throw new CorruptFileException(
                    at, "field " + field.id() + " of type " + field.logicalType() + " has encoding " + encoding);
        }
        return switch (encoding) {
            case PLAIN -> Plain.of(type, at);
            case VAR_BINARY -> new VarBinary(field.isNullable());
            case DICTIONARY -> DictionaryIndices.of(source, field, type, stored, at);
        };
    }

    /// Bits of memory that decoding an item takes, besides the bytes of values of varying length.
    long bitsPerItem();

    /// The items `wanted` of `page`.
    ///
    /// @throws CorruptFileException if the page does not hold them
    Decoded decode(StoredPage page, ItemRanges wanted, DecodeBudget budget) throws IOException;
}
