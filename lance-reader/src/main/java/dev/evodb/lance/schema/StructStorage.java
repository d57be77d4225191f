package dev.evodb.lance.schema;

import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.List;
import java.util.Map;

/// What metadata says about how a struct is stored: its type alone does not tell.
///
/// As a rule each leaf below a struct has a file column of its own. A *packed* struct is one column of
/// whole rows. A *blob* column is one as well: its values are descriptions, structs that say where the
/// bytes are.
public final class StructStorage {
    /// What a scan answers for a blob column of file versions 2.0 and 2.1: bytes `[position, position +
    /// size)` of the data file.
    public static final DataType.Struct BLOB =
            new DataType.Struct(List.of(unsigned("position", 64), unsigned("size", 64)));

    /// What a scan answers for a blob column from file version 2.2 on: `size` bytes from `position`,
    /// where `kind`, `blob_id` and `blob_uri` tell the file.
    public static final DataType.Struct BLOB_V2 = new DataType.Struct(List.of(
            unsigned("kind", 8),
            unsigned("position", 64),
            unsigned("size", 64),
            unsigned("blob_id", 32),
            new Field("blob_uri", new DataType.Utf8(false), false)));

    static final String BLOB_V2_EXTENSION = "lance.blob.v2";
    static final String PACKED_KEY = "lance-encoding:packed";
    static final String BLOB_KEY = "lance-encoding:blob";
    private static final String OLD_PACKED_KEY = "packed";

    private StructStorage() {}

    /// Whether `field`, if it is a struct, is one file column rather than one for each of its leaves.
    public static boolean isOneColumn(Field field) {
        return isPacked(field.metadata()) || isBlob(field.metadata());
    }

    /// Whether `field` holds descriptions of blobs.
    public static boolean isBlob(Field field) {
        return isBlob(field.metadata());
    }

    static boolean isPacked(Map<String, String> metadata) {
        return isSet(metadata, PACKED_KEY) || isSet(metadata, OLD_PACKED_KEY);
    }

    static boolean isBlob(Map<String, String> metadata) {
        return isSet(metadata, BLOB_KEY);
    }

    private static boolean isSet(Map<String, String> metadata, String key) {
        return metadata.getOrDefault(key, "false").equalsIgnoreCase("true");
    }

    private static Field unsigned(String name, int bits) {
        return new Field(name, new DataType.Int(bits, false), false);
    }
}
