package dev.evodb.lance.file.v01;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchFileTest {
    private static final int PLAIN = 1;
    private static final int VAR_BINARY = 2;

    private static byte[] ints(int... values) {
        byte[] bytes = new byte[4 * values.length];
        for (int i = 0; i < values.length; i++) {
            LittleEndian.writeInt(bytes, 4 * i, values[i]);
        }
        return bytes;
    }

    private static TestBatches threeBatches() {
        return new TestBatches()
                .field(-1, "int32", PLAIN)
                .batch(2)
                .page(0, 2, ints(0, 1))
                .batch(0)
                .batch(3)
                .page(0, 3, ints(2, 3, 4));
    }

    @Test
    void rowsAreFoundInTheirBatch() throws IOException {
        TestBatches test = threeBatches();
        BatchFile file = test.open();
        assertEquals(5, file.rows());
        assertEquals(List.of("i0", "i1", "i2", "i3", "i4"), test.take(file, 0, 1, 2, 3, 4));
        assertEquals(List.of("i1", "i4"), test.take(file, 1, 4));
        assertEquals(8, test.source.bytesRead);
    }

    @Test
    void batchesOfBooleansStartInBytesOfTheirOwn() throws IOException {
        TestBatches test = new TestBatches()
                .field(-1, "bool", PLAIN)
                .batch(3)
                .page(0, 3, new byte[] {0b101})
                .batch(10)
                .page(0, 10, new byte[] {0b10, 0b10});
        BatchFile file = test.open();
        assertEquals(List.of("t", "f", "t", "f", "t", "f", "t"), test.take(file, 0, 1, 2, 3, 4, 11, 12));
    }

    @Test
    void textsLieAnywhereInTheFile() throws IOException {
        TestBatches test = new TestBatches()
                .field(-1, "string", VAR_BINARY)
                .batch(3)
                .texts(0, "ab", "", "cde")
                .batch(2)
                .texts(0, "f", "gh");
        BatchFile file = test.open();
        assertEquals(List.of("s2:ab", "~", "s3:cde", "s1:f", "s2:gh"), test.take(file, 0, 1, 2, 3, 4));
        assertEquals(List.of("s3:cde", "s2:gh"), test.take(file, 2, 4));
        assertEquals(16 + 3 + 16 + 2, test.source.bytesRead);
    }

    @Test
    void listsOfABatchPointIntoItsItems() throws IOException {
        TestBatches test = new TestBatches()
                .field(-1, "list", PLAIN)
                .field(0, "string", VAR_BINARY)
                .batch(2)
                .page(0, 3, ints(0, 2, 3))
                .texts(1, "a", "b", "c")
                .batch(2)
                .page(0, 3, ints(0, 0, 2))
                .texts(1, "d", "e");
        BatchFile file = test.open();
        assertEquals(List.of("[s1:a,s1:b]", "[s1:c]", "[]", "[s1:d,s1:e]"), test.take(file, 0, 1, 2, 3));
        assertEquals(List.of("[s1:c]", "[s1:d,s1:e]"), test.take(file, 1, 3));
    }

    @Test
    void structsHaveNoPages() throws IOException {
        TestBatches test = new TestBatches()
                .field(-1, "list.struct", PLAIN)
                .field(0, "struct", 0)
                .field(1, "fixed_size_list:fixed_size_list:int8:2:1", PLAIN)
                .field(1, "null", 0)
                .batch(2)
                .page(0, 3, ints(0, 1, 2))
                .page(2, 2, new byte[] {1, 2, 3, 4})
                .page(3, 2, new byte[0]);
        BatchFile file = test.open();
        assertEquals(List.of("[{[[i1,i2]],~}]", "[{[[i3,i4]],~}]"), test.take(file, 0, 1));
    }

    @Test
    void dictionariesAreReadOnce() throws IOException {
        TestBatches test = new TestBatches()
                .dictionary("dict:string:int8:false", "x", "", "yz")
                .batch(3)
                .page(0, 3, new byte[] {2, 1, 0})
                .batch(1)
                .page(0, 1, new byte[] {2});
        BatchFile file = test.open();
        test.take(file, 0);
        assertEquals(List.of("s2:yz", "~", "s1:x", "s2:yz"), test.take(file, 0, 1, 2, 3));
        assertEquals(3 + 1 + 4 * 8 + 3, test.source.bytesRead);
    }

    @Test
    void theTablesManifestMayHaveTheSchema() throws IOException {
        TestBatches test = threeBatches().withoutManifest();
        BatchFile file = test.open();
        assertEquals(List.of(), file.schema().fields());
        SchemaField field = new SchemaField(0, "a", "int32", LogicalType.parse("int32"), true, "", Map.of(), List.of());
        FieldColumns where = FieldColumns.of(new int[] {0}, new int[0]);
        assertEquals(List.of("i3"), test.take(file, field, where, 3));
    }

    @Test
    void rejectsAFieldThatIsNotInTheFile() throws IOException {
        TestBatches test = threeBatches();
        BatchFile file = test.open();
        SchemaField field = new SchemaField(7, "a", "int32", LogicalType.parse("int32"), true, "", Map.of(), List.of());
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> test.take(file, field, file.ownFields(), 3));
        assertEquals("field 7 is not in the page table of fields 0 to 0 (file=t.lance, column=a)", e.getMessage());
    }

    @Test
    void rejectsAnIndexAtDictionarySize() throws IOException {
        TestBatches test = new TestBatches()
                .dictionary("dict:string:uint8:false", "x")
                .batch(1)
                .page(0, 1, new byte[] {1});
        BatchFile file = test.open();
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> test.take(file, 0));
        assertEquals("value 0: index 1 is not below 1 (file=t.lance, column=f0, page=0)", e.getMessage());
    }

    @Test
    void rejectsListsThatPointBehindTheirItems() throws IOException {
        TestBatches test = new TestBatches()
                .field(-1, "list", PLAIN)
                .field(0, "int32", PLAIN)
                .batch(1)
                .page(0, 2, ints(0, 2))
                .page(1, 1, ints(5));
        BatchFile file = test.open();
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> test.take(file, 0));
        assertEquals("page has position 2, allowed 0..1 (file=t.lance, column=f0, page=0, offset=1)", e.getMessage());
    }

    @Test
    void rejectsAPageOfAnotherLength() throws IOException {
        TestBatches test = new TestBatches().field(-1, "int32", PLAIN).batch(2).page(0, 1, ints(0, 1));
        BatchFile file = test.open();
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> test.take(file, 0));
        assertEquals("page has 1 entries, 2 items need 2 (file=t.lance, column=f0, page=0)", e.getMessage());
    }

    @Test
    void rejectsAPageBehindTheEnd() throws IOException {
        TestBatches test = new TestBatches()
                .field(-1, "fixed_size_list:double:1000", PLAIN)
                .batch(1)
                .page(0, 1, new byte[8]);
        BatchFile file = test.open();
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> test.take(file, 0));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("page of 1 times 1000 values of 64 bits exceeds file length "),
                e::getMessage);
    }

    @Test
    void rejectsBatchesThatDoNotAscend() {
        TestBatches test = new TestBatches().field(-1, "int32", PLAIN).batch(3).batch(-1);
        CorruptFileException e = assertThrows(CorruptFileException.class, test::open);
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("batch 2 starts at row 2, allowed 3..2147483647 (file="),
                e::getMessage);
    }

    @Test
    void rejectsAPageTableThatIsLargerThanTheFile() throws IOException {
        TestBatches test = threeBatches().withoutManifest();
        BatchFile file = test.open();
        SchemaField field = new SchemaField(0, "a", "int32", LogicalType.parse("int32"), true, "", Map.of(), List.of());
        FieldColumns where = FieldColumns.of(new int[] {0, Integer.MAX_VALUE}, new int[0]);
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> test.take(file, field, where, 3));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("page table of 2147483648 fields and 3 batches exceeds file length "),
                e::getMessage);
    }

    @Test
    void rejectsMetadataThatIsNotInTheFile() {
        byte[] bytes = threeBatches().finish();
        LittleEndian.writeLong(bytes, bytes.length - 16, bytes.length - 19);
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> new TestBatches().open(bytes));
        assertEquals(
                "metadata at " + (bytes.length - 19) + " is not in the file of " + bytes.length
                        + " bytes (file=t.lance, offset=" + (bytes.length - 19) + ")",
                e.getMessage());
        LittleEndian.writeLong(bytes, bytes.length - 16, 0);
        e = assertThrows(CorruptFileException.class, () -> new TestBatches().open(bytes));
        assertTrue(String.valueOf(e.getMessage()).startsWith("metadata has "), e::getMessage);
    }

    @Test
    void refusesRunLengths() throws IOException {
        TestBatches test = new TestBatches().field(-1, "int32", 4).batch(1).page(0, 1, ints(1));
        BatchFile file = test.open();
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> test.take(file, 0));
        assertEquals(
                "field encoding RLE is not supported, accepted: PLAIN, VAR_BINARY, DICTIONARY"
                        + " (file=t.lance, column=f0)",
                e.getMessage());
    }

    @Test
    void rejectsAnEncodingThatDoesNotFitTheType() throws IOException {
        TestBatches test =
                new TestBatches().field(-1, "int32", VAR_BINARY).batch(1).page(0, 1, ints(1));
        BatchFile file = test.open();
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> test.take(file, 0));
        assertEquals("field 0 of type int32 has encoding VAR_BINARY (file=t.lance, column=f0)", e.getMessage());
    }
}
