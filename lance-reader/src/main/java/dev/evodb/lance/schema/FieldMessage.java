package dev.evodb.lance.schema;

import dev.evodb.lance.proto.MapEntry;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.LinkedHashMap;
import java.util.Map;

/// One message `lance.file.Field`, before it has found its place in the tree. `parentId` is -1 at the
/// top.
record FieldMessage(
        int id,
        int parentId,
        String name,
        String logicalType,
        LogicalType type,
        boolean isNullable,
        String extensionName,
        Map<String, String> metadata) {
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
            extensionName = metadata.getOrDefault(Field.EXTENSION_NAME, "");
        }
        LogicalType type = typeOf(logicalType, extensionName, metadata);
        return new FieldMessage(id, parentId, name, logicalType, type, isNullable, extensionName, metadata);
    }

    String describe() {
        return "field " + id + " (" + name + ")";
    }

    /// The type by its text, unless metadata says that the column is stored in another way than its type.
    private static LogicalType typeOf(String logicalType, String extensionName, Map<String, String> metadata) {
        LogicalType type = LogicalType.parse(logicalType);
        boolean isStruct = type instanceof LogicalType.Struct;
        if (isStruct && (extensionName.equals(StructStorage.BLOB_V2_EXTENSION) || StructStorage.isBlob(metadata))) {
            return new LogicalType.Blob(true);
        }
        if (StructStorage.isBlob(metadata)) {
            return type instanceof LogicalType.Leaf(DataType.Binary _)
                    ? new LogicalType.Blob(false)
                    : new LogicalType.Unsupported("blob of " + logicalType);
        }
        return isStruct && StructStorage.isPacked(metadata) ? new LogicalType.Struct(true) : type;
    }
}
