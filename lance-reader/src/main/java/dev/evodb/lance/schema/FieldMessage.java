package dev.evodb.lance.schema;

import dev.evodb.lance.proto.MapEntry;
import dev.evodb.lance.proto.MessageReader;
import java.util.LinkedHashMap;
import java.util.Map;

/// One message `lance.file.Field`, before it has found its place in the tree. `parentId` is -1 at the top.
record FieldMessage(
        int id,
        int parentId,
        String name,
        String logicalType,
        LogicalType type,
        boolean isNullable,
        String extensionName,
        Map<String, String> metadata) {
    private static final String EXTENSION_NAME = "ARROW:extension:name";

    static FieldMessage read(MessageReader message) {
        int id = 0;
        int parentId = 0;
        String name = "";
        String logicalType = "";
        boolean isNullable = false;
        String extensionName = "";
        Map<String, String> metadata = new LinkedHashMap<>();
        while (message.next()) {
            switch (message.field()) {
                case 2 -> name = message.string();
                case 3 -> id = message.int32();
                case 4 -> parentId = message.int32();
                case 5 -> logicalType = message.string();
                case 6 -> isNullable = message.bool();
                case 9 -> extensionName = message.string();
                case 10 -> MapEntry.read(message, metadata);
                default -> message.skip();
            }
        }
        if (extensionName.isEmpty()) {
            extensionName = metadata.getOrDefault(EXTENSION_NAME, "");
        }
        LogicalType type = typeOf(logicalType, extensionName, metadata);
        return new FieldMessage(id, parentId, name, logicalType, type, isNullable, extensionName, metadata);
    }

    String describe() {
        return "field " + id + " (" + name + ")";
    }

    /// The type by its text, unless metadata says that the column is stored in another way than its type.
    private static LogicalType typeOf(String logicalType, String extensionName, Map<String, String> metadata) {
        if (extensionName.equals("lance.blob.v2") || isSet(metadata, "lance-encoding:blob")) {
            return new LogicalType.Unsupported("blob");
        }
        if (isSet(metadata, "lance-encoding:packed") || isSet(metadata, "packed")) {
            return new LogicalType.Unsupported("packed struct");
        }
        return LogicalType.parse(logicalType);
    }

    private static boolean isSet(Map<String, String> metadata, String key) {
        return metadata.getOrDefault(key, "false").equalsIgnoreCase("true");
    }
}
