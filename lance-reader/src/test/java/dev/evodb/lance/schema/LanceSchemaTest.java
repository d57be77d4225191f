package dev.evodb.lance.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanceSchemaTest {
    private static final Location AT = SchemaFields.AT;

    @Test
    void buildsTheTreeFromTheFlatList() {
        LanceSchema schema = new SchemaFields()
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
        LanceSchema schema = new SchemaFields()
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
        LanceSchema schema = new SchemaFields()
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
        LanceSchema schema = new SchemaFields()
                .add(0, -1, "a", "struct")
                .add(1, 0, "b", "int8")
                .add(2, 0, "c", "int8")
                .build();

        SchemaField pruned = schema.fields().getFirst().withLeaves(Set.of(2)).orElseThrow();

        assertEquals(List.of(2), pruned.leaves().stream().map(SchemaField::id).toList());
    }

    @Test
    void refusesAnExoticColumnOnlyWhenItIsRead() {
        LanceSchema schema = new SchemaFields()
                .add(0, -1, "s", "struct")
                .add(1, 0, "m", "interval")
                .add(2, -1, "x", "int8")
                .build();

        schema.byId(2).orElseThrow().toField(AT);
        UnsupportedFeatureException refused = assertThrows(
                UnsupportedFeatureException.class,
                () -> schema.fields().getFirst().toField(AT));
        assertEquals(
                "column type interval is not supported, accepted: the types listed in docs/format/lance-table.md"
                        + " (file=t.manifest, column=s.m)",
                refused.getMessage());
    }

    @Test
    void rejectsARepeatedId() {
        assertCorrupt(
                "Schema field 1 field 0 (y) has the id of another field (file=t.manifest, offset=29)",
                new SchemaFields().add(0, -1, "x", "int8").add(0, -1, "y", "int8"));
    }

    @Test
    void leavesOutTheUnnumberedPartsOfAColumnThatIsNotRead() {
        LanceSchema schema = new SchemaFields()
                .add(0, -1, "m", "interval")
                .add(-1, -1, "position", "uint64")
                .add(-1, -1, "size", "uint64")
                .add(1, -1, "x", "int8")
                .build();

        assertEquals(
                List.of("m", "x"),
                schema.fields().stream().map(SchemaField::name).toList());
    }

    @Test
    void rejectsUnnumberedPartsElsewhere() {
        assertCorrupt(
                "Schema field 1 field -1 (y) has the id of another field (file=t.manifest, offset=60)",
                new SchemaFields()
                        .add(0, -1, "s", "struct")
                        .add(-1, 0, "x", "int8")
                        .add(-1, 0, "y", "int8"));
    }

    @Test
    void rejectsAnUnknownParent() {
        assertCorrupt(
                "Schema field 1 field 1 (y) is below the unknown id 7 (file=t.manifest, offset=0)",
                new SchemaFields().add(1, 7, "y", "int8"));
    }

    @Test
    void rejectsAChildOfALeaf() {
        assertCorrupt(
                "Schema field 1 field 1 (y) is below a field of type int8 (file=t.manifest, offset=29)",
                new SchemaFields().add(0, -1, "x", "int8").add(1, 0, "y", "int8"));
    }

    @Test
    void rejectsSiblingsOfOneName() {
        assertCorrupt(
                "Schema field 1 field 1 (x) has the name of a sibling (file=t.manifest, offset=29)",
                new SchemaFields().add(0, -1, "x", "int8").add(1, -1, "x", "int8"));
    }

    @Test
    void rejectsAListWithoutAnItem() {
        assertCorrupt(
                "field 0 (x) of type list has 0 children, allowed 1 (file=t.manifest)",
                new SchemaFields().add(0, -1, "x", "list"));
    }

    @Test
    void boundsTheDepth() {
        SchemaFields fields = new SchemaFields();
        for (int id = 0; id < 65; id++) {
            fields.add(id, id - 1, "s", "struct");
        }

        LimitExceededException refused = assertThrows(LimitExceededException.class, fields::build);
        assertEquals("schema depth limit is 64, needed 65 (file=t.manifest)", refused.getMessage());
    }

    @Test
    void readsMapsAsEntriesOfKeyAndValue() {
        LanceSchema schema = new SchemaFields()
                .add(0, -1, "m", "map")
                .add(1, 0, "entries", "struct")
                .add(2, 1, "key", "string")
                .add(3, 1, "value", "int32")
                .build();

        SchemaField map = schema.fields().getFirst();
        assertEquals(
                new DataType.MapOf(
                        new Field("key", new DataType.Utf8(false), true),
                        new Field("value", new DataType.Int(32, true), true),
                        false),
                map.toField(AT).type());
        assertEquals(List.of(2, 3), ids(map.leaves()));
    }

    @Test
    void rejectsAMapWithoutKeyAndValue() {
        assertCorrupt(
                "field 1 (entries) of type struct has 1 children, allowed 2 (file=t.manifest)",
                new SchemaFields()
                        .add(0, -1, "m", "map")
                        .add(1, 0, "entries", "struct")
                        .add(2, 1, "key", "string"));
    }

    @Test
    void rejectsAMapOfPlainValues() {
        assertCorrupt(
                "field 0 (m) of type map has entries of type int8, allowed struct (file=t.manifest)",
                new SchemaFields().add(0, -1, "m", "map").add(1, 0, "entries", "int8"));
    }

    @Test
    void readsBlobsAsDescriptions() {
        LanceSchema schema = new SchemaFields()
                .add(0, -1, "old", "large_binary", Map.of("lance-encoding:blob", "true"))
                .add(1, -1, "new", "struct", Map.of("ARROW:extension:name", "lance.blob.v2"))
                .add(2, 1, "data", "large_binary")
                .add(3, 1, "uri", "string")
                .build();

        assertEquals(
                List.of(StructStorage.BLOB, StructStorage.BLOB_V2),
                schema.fields().stream().map(field -> field.toField(AT).type()).toList());
        assertEquals(List.of(1), ids(schema.fields().getLast().leaves()));
    }

    @Test
    void takesPackedStructsForOneColumn() {
        LanceSchema schema = new SchemaFields()
                .add(0, -1, "p", "struct", Map.of("lance-encoding:packed", "true"))
                .add(1, 0, "x", "int8")
                .build();

        SchemaField packed = schema.fields().getFirst();
        assertEquals(List.of(0), ids(packed.leaves()));
        assertTrue(StructStorage.isOneColumn(packed.toField(AT)));
    }

    private static void assertCorrupt(String message, SchemaFields fields) {
        assertEquals(
                message, assertThrows(CorruptFileException.class, fields::build).getMessage());
    }

    private static List<Integer> ids(List<SchemaField> fields) {
        return fields.stream().map(SchemaField::id).toList();
    }
}
