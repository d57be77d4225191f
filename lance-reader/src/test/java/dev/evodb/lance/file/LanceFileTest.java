package dev.evodb.lance.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LanceFileTest {
    private static Path file(String fixture) throws IOException {
        return Fixture.of(fixture).dataFiles().getFirst();
    }

    private static LanceFile open(ArraySource source) throws IOException {
        return LanceFile.open(source, ReadLimits.DEFAULT);
    }

    private static SchemaField field(LanceFile file, String name) {
        return file.descriptor().schema().find(name).getFirst();
    }

    @Test
    void tellsVersionRowsColumnsAndSchema() throws IOException {
        LanceFile file = open(ArraySource.of(file("widevec-22")));
        assertEquals("2.2", file.version().toString());
        assertEquals(90, file.rows());
        assertEquals(8, file.columnCount());
        assertEquals("v_nn", file.descriptor().schema().fields().get(1).name());
        assertTrue(file.globalBufferCount() >= 1);
    }

    @Test
    void rejectsAFileShorterThanItsEnd() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> open(new ArraySource("t.lance", new byte[7])));
        assertEquals("file has 7 bytes, its end needs 8 (file=t.lance, offset=0)", e.getMessage());
    }

    @Test
    void opensWithOneRead() throws IOException {
        ArraySource source = ArraySource.of(file("widevec-22"));
        open(source);
        assertEquals(1, source.reads);
    }

    @Test
    void takesWideVectorsWithoutReadingTheRest() throws IOException {
        ArraySource source = ArraySource.of(file("widevec-22"));
        LanceFile file = open(source);
        SchemaField vectors = field(file, "v_nn");
        file.pages(1);
        long before = source.bytesRead;
        Column column = file.take(vectors, new long[] {3, 60});
        assertEquals(2, column.rows());
        assertEquals(2 * 128 * 4, source.bytesRead - before);
    }

    @Test
    void readsOnlyTheChunksOfTheWantedRows() throws IOException {
        ArraySource source = ArraySource.of(file("bigpages-22"));
        LanceFile file = open(source);
        SchemaField wanted = field(file, "i");
        long pageBytes = 0;
        for (long size : file.pages(0).getFirst().bufferSizes()) {
            pageBytes += size;
        }
        long before = source.bytesRead;
        file.read(wanted, 0, 1);
        assertTrue(
                source.bytesRead - before < pageBytes / 2, "read " + (source.bytesRead - before) + " of " + pageBytes);
    }

    @Test
    void keepsTheMetadataOfAColumn() throws IOException {
        LanceFile file = open(ArraySource.of(file("tiny-21")));
        assertSame(file.pages(0), file.pages(0));
    }

    @Test
    void readsNoRows() throws IOException {
        LanceFile file = open(ArraySource.of(file("tiny-21")));
        SchemaField wanted = field(file, "int3");
        assertEquals(0, file.read(wanted, 4, 0).rows());
        assertEquals(0, file.take(wanted, new long[0]).rows());
    }

    @Test
    void rejectsRowsBehindTheEnd() throws IOException {
        LanceFile file = open(ArraySource.of(file("tiny-21")));
        SchemaField wanted = field(file, "int3");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> file.read(wanted, 3, 2));
        assertEquals("rows [3, 3+2) are not in a file of 4 rows", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> file.take(wanted, new long[] {0, 4}));
        assertEquals("rows 0 to 4 are not in a file of 4 rows", e.getMessage());
    }

    @Test
    void rejectsAFieldThatIsInNoColumn() throws IOException {
        LanceFile file = open(ArraySource.of(file("tiny-21")));
        SchemaField wanted = field(file, "int3");
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> file.read(wanted, FieldColumns.of(new int[] {3}, new int[] {35}), 0, 1));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("field 3 is in file column 35, the file has 35 (file="),
                e::getMessage);
        e = assertThrows(
                CorruptFileException.class,
                () -> file.read(wanted, FieldColumns.of(new int[] {4}, new int[] {4}), 0, 1));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("field 3 is in file column -1, the file has 35 (file="),
                e::getMessage);
    }

    @Test
    void rejectsAColumnOfAnotherWidth() throws IOException {
        LanceFile file = open(ArraySource.of(file("types-21")));
        SchemaField wanted = field(file, "floatingpoint11");
        int other = FieldColumns.ofLeaves(file.descriptor().schema().fields())
                .column(field(file, "floatingpoint9").id());
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> file.read(wanted, FieldColumns.of(new int[] {wanted.id()}, new int[] {other}), 0, 10));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("values are 16 bits wide, the field's type needs 64 bits"),
                e::getMessage);
    }

    @Test
    void stopsAtTheDecodedBytesLimit() throws IOException {
        byte[] bytes = Files.readAllBytes(file("widevec-22"));
        ReadLimits limits = new ReadLimits(90 * 128 * 4, 1 << 20, 64, 16, 32);
        LanceFile file = LanceFile.open(new ArraySource("t.lance", bytes), limits);
        SchemaField wanted = field(file, "v_nn");
        assertEquals(90, file.read(wanted, 0, 90).rows());

        ReadLimits less = new ReadLimits(90 * 128 * 4 - 1, 1 << 20, 64, 16, 32);
        LanceFile limited = LanceFile.open(new ArraySource("t.lance", bytes), less);
        LimitExceededException e = assertThrows(LimitExceededException.class, () -> limited.read(wanted, 0, 90));
        assertEquals("decoded bytes limit is 46079, needed 46080 (file=t.lance, column=v_nn)", e.getMessage());
    }
}
