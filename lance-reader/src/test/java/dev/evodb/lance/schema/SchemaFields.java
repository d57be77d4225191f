package dev.evodb.lance.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// Writes a schema message, field by field, in a file `t.manifest`.
public final class SchemaFields {
    static final Location AT = Location.of("t.manifest");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public SchemaFields add(int id, int parentId, String name, String logicalType) {
        return add(id, parentId, name, logicalType, Map.of());
    }

    public SchemaFields add(int id, int parentId, String name, String logicalType, Map<String, String> metadata) {
        try {
            ByteArrayOutputStream field = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(field);
            out.writeString(2, name);
            out.writeInt32(3, id);
            out.writeSInt32(99, 1);
            out.writeInt32(4, parentId);
            out.writeString(5, logicalType);
            out.writeBool(6, true);
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                ByteArrayOutputStream pair = new ByteArrayOutputStream();
                CodedOutputStream pairOut = CodedOutputStream.newInstance(pair);
                pairOut.writeString(1, entry.getKey());
                pairOut.writeString(2, entry.getValue());
                pairOut.flush();
                out.writeByteArray(10, pair.toByteArray());
            }
            out.flush();
            CodedOutputStream list = CodedOutputStream.newInstance(bytes);
            list.writeBytes(1, ByteString.copyFrom(field.toByteArray()));
            list.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public LanceSchema build() {
        LanceSchema.Builder schema = LanceSchema.builder(ReadLimits.DEFAULT, AT);
        MessageReader message = new MessageReader(ByteSlice.of(bytes.toByteArray(), AT), "Schema", 8);
        while (message.next()) {
            schema.addField(message);
        }
        return schema.build();
    }
}
