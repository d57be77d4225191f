package dev.evodb.type;

import java.util.Map;

/// A named column or child. `metadata` are key-value pairs as in Arrow; the key [#EXTENSION_NAME] names
/// an extension type, whose values are stored as `type` says.
public record Field(String name, DataType type, boolean isNullable, Map<String, String> metadata) {
    /// Arrow's metadata key of the name of an extension type.
    public static final String EXTENSION_NAME = "ARROW:extension:name";

    public Field {
        metadata = Map.copyOf(metadata);
    }

    /// A field without metadata.
    public Field(String name, DataType type, boolean isNullable) {
        this(name, type, isNullable, Map.of());
    }
}
