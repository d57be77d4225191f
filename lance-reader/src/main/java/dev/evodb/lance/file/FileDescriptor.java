package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.lance.schema.LanceSchema;

/// Global buffer 0 of a file: its schema with metadata, and its number of rows.
///
/// Source: lance: `protos/file2.proto`, message `FileDescriptor`.
public record FileDescriptor(LanceSchema schema, long rows) {
    static FileDescriptor parse(ByteSlice bytes, ReadLimits limits) {
        MessageReader message = new MessageReader(bytes, "FileDescriptor", limits.messageDepth());
        LanceSchema.Builder schema = LanceSchema.builder(limits, bytes.at());
        long rows = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> readSchema(message.message("Schema"), schema);
                case 2 -> {
                    rows = message.uint64();
                    if (rows < 0) {
                        throw message.corrupt("is " + Long.toUnsignedString(rows) + " rows");
                    }
                }
                default -> message.skip();
            }
        }
        return new FileDescriptor(schema.build(), rows);
    }

    private static void readSchema(MessageReader message, LanceSchema.Builder schema) {
        while (message.next()) {
            switch (message.field()) {
                case 1 -> schema.addField(message);
                case 5 -> schema.addMetadata(message);
                default -> message.skip();
            }
        }
    }
}
