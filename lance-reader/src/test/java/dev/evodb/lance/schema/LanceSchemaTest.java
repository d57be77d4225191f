package dev.evodb.lance.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanceSchemaTest {
    private static final Location AT = Location.of("t.manifest");

    @Test
    void buildsTheTreeFromTheFlatList() {
        LanceSchema schema = new Fields()
                .add(0, -1, "s", "struct")
                .add(1, 0, "a", "int32")
                .add(2, 0, "l", "list")
                .add(3, 2, "item", "string")
                .build();

        DataType.ListOf list = new DataType.ListOf(new Field("item", new DataType.Utf8(false), true), false);
        assertEquals(
                new Field(
                        "s",
                        new DataType.Struct(
                                List.of(new Field("a", new DataType.Int(32, true), true), new Field("l", list, true))),
                        true),
                schema.fields().getFirst().toField(AT));
    }

    @Test
    void listsLeavesDepthFirst() {
        LanceSchema schema = new Fields()
                .add(0, -1, "s", "struct")
                .add(5, -1, "z", "int8")
                .add(1, 0, "l", "list")
                .add(2, 0, "b", "int32")
                .add(3, 1, "item", "string")
                .build();

        assertEquals(
                List.of(3, 2, 5),
                schema.fields().stream()
                        .flatMap(field -> field.leaves().stream())
                        .map(SchemaField::id)
                        .toList());
    }

    @Test
    void findsNestedAndDottedNames() {
        LanceSchema schema = new Fields()
                .add(0, -1, "a", "struct")
                .add(1, 0, "b.c", "int8")
                .add(2, -1, "a.d", "int8")
                .build();

        assertEquals(List.of(0, 1), ids(schema.find("a.b.c")));
        assertEquals(List.of(2), ids(schema.find("a.d")));
        assertEquals(List.of(), schema.find("a.b"));
    }

    @Test
    void keepsOnlyTheAskedLeaves() {
        LanceSchema schema = new Fields()
                .add(0, -1, "a", "struct")
                .add(1, 0, "b", "int8")
                .add(2, 0, "c", "int8")
                .build();

        SchemaField pruned = schema.fields().getFirst().withLeaves(Set.of(2)).orElseThrow();

        assertEquals(List.of(2), pruned.leaves().stream().map(SchemaField::id).toList());
    }

    @Test
    void refusesAnExoticColumnOnlyWhenItIsRead() {
        LanceSchema schema = new Fields()
                .add(0, -1, "s", "struct")
                .add(1, 0, "m", "map")
                .add(2, -1, "x", "int8")
                .build();

        schema.byId(2).orElseThrow().toField(AT);
        UnsupportedFeatureException refused = assertThrows(
                UnsupportedFeatureException.class,
                () -> schema.fields().getFirst().toField(AT));
        assertEquals(
                "column type map is not supported, accepted: the types listed in docs/format/lance-table.md"
                        + " (file=t.manifest, column=s.m)",
                refused.getMessage());
    }

    @Test
    void rejectsARepeatedId() {
        assertCorrupt(
                "Schema field 1 field 0 (y) has the id of another field (file=t.manifest, offset=29)",
                new Fields().add(0, -1, "x", "int8").add(0, -1, "y", "int8"));
    }

    @Test
    void rejectsAnUnknownParent() {
        assertCorrupt(
                "Schema field 1 field 1 (y) is below the unknown id 7 (file=t.manifest, offset=0)",
                new Fields().add(1, 7, "y", "int8"));
    }

    @Test
    void rejectsAChildOfALeaf() {
        assertCorrupt(
                "Schema field 1 field 1 (y) is below a field of type int8 (file=t.manifest, offset=29)",
                new Fields().add(0, -1, "x", "int8").add(1, 0, "y", "int8"));
    }

    @Test
    void rejectsSiblingsOfOneName() {
        assertCorrupt(
                "Schema field 1 field 1 (x) has the name of a sibling (file=t.manifest, offset=29)",
                new Fields().add(0, -1, "x", "int8").add(1, -1, "x", "int8"));
    }

    @Test
    void rejectsAListWithoutAnItem() {
        assertCorrupt(
                "field 0 (x) of type list has 0 children, allowed 1 (file=t.manifest)",
                new Fields().add(0, -1, "x", "list"));
    }

    @Test
    void boundsTheDepth() {
        Fields fields = new Fields();
        for (int id = 0; id < 65; id++) {
            fields.add(id, id - 1, "s", "struct");
        }

        LimitExceededException refused = assertThrows(LimitExceededException.class, fields::build);
        assertEquals("schema depth limit is 64, needed 65 (file=t.manifest)", refused.getMessage());
    }

    private static void assertCorrupt(String message, Fields fields) {
        assertEquals(
                message, assertThrows(CorruptFileException.class, fields::build).getMessage());
    }

    private static List<Integer> ids(List<SchemaField> fields) {
        return fields.stream().map(SchemaField::id).toList();
    }

    /// Writes a schema message, field by field.
    private static final class Fields {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private Fields add(int id, int parentId, String name, String logicalType) {
            try {
                ByteArrayOutputStream field = new ByteArrayOutputStream();
                CodedOutputStream out = CodedOutputStream.newInstance(field);
                out.writeString(2, name);
                out.writeInt32(3, id);
                out.writeSInt32(99, 1);
                out.writeInt32(4, parentId);
                out.writeString(5, logicalType);
                out.writeBool(6, true);
                out.flush();
                CodedOutputStream list = CodedOutputStream.newInstance(bytes);
                list.writeBytes(1, ByteString.copyFrom(field.toByteArray()));
                list.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        private LanceSchema build() {
            LanceSchema.Builder schema = LanceSchema.builder(ReadLimits.DEFAULT, AT);
            MessageReader message = new MessageReader(ByteSlice.of(bytes.toByteArray(), AT), "Schema", 8);
            while (message.next()) {
                schema.addField(message);
            }
            return schema.build();
        }
    }
}
