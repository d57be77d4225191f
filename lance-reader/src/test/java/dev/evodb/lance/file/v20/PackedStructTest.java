package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackedStructTest {
    private static final ArrayEncoding ENCODING = new PackedStruct(
            List.of(new Nullable.NoNulls(flat(8, 5)), new FixedSizeList(2, new Nullable.NoNulls(flat(16, 5)))),
            page(0),
            5);

    private static SchemaField packed(String... children) {
        List<SchemaField> fields =
                Arrays.stream(children).map(child -> TestFile.leaf(1, child)).toList();
        return new SchemaField(0, "p", "struct", new LogicalType.Struct(true), true, "", Map.of(), fields);
    }

    @Test
    void childrenLieSideBySide() throws IOException {
        TestFile file = TestFile.of(ENCODING, 3, bytes(1, 2, 0, 3, 0, 4, 5, 0, 6, 0, 7, 8, 0, 9, 0));
        SchemaField field = packed("int8", "fixed_size_list:int16:2");
        assertEquals(
                List.of("{i1,[i2,i3]}", "{i4,[i5,i6]}", "{i7,[i8,i9]}"), file.read(field, RowSelection.range(0, 3)));
        assertEquals(List.of("{i7,[i8,i9]}"), file.read(field, RowSelection.range(2, 1)));
        assertEquals(5, file.bytesRead());
    }

    @Test
    void rejectsAnotherNumberOfChildren() {
        TestFile file = TestFile.of(ENCODING, 1, bytes(1, 2, 0, 3, 0));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> file.read(packed("int8"), RowSelection.range(0, 1)));
        assertEquals(
                "values are structs of 2 children, the field's type needs structs of 1 children"
                        + " (file=t.lance, column=p, page=0, offset=7)",
                e.getMessage());
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        TestFile file = TestFile.of(ENCODING, 2, bytes(1, 2, 0, 3, 0, 4, 5, 0, 6));
        SchemaField field = packed("int8", "fixed_size_list:int16:2");
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> file.read(field, RowSelection.range(0, 2)));
        assertEquals(
                "page buffer 0 has 9 bytes, 2 structs of 5 bytes need more"
                        + " (file=t.lance, column=p, page=0, offset=1)",
                e.getMessage());
    }

    @Test
    void refusesChildrenThatAreNoWholeBytes() {
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class,
                () -> PackedStruct.childBytes(new Nullable.AllNulls(), Location.of("t.lance")));
        assertEquals(
                "packed_struct child nullable is not supported, accepted: flat whole bytes without nulls, lists of"
                        + " them (file=t.lance)",
                e.getMessage());
    }
}
