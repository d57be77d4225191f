package dev.evodb.lance.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FooterTest {
    /// A footer at offset 1000 with 2 columns and 3 global buffers.
    private static byte[] footer() {
        byte[] bytes = new byte[40];
        LittleEndian.writeLong(bytes, 0, 500);
        LittleEndian.writeLong(bytes, 8, 900);
        LittleEndian.writeLong(bytes, 16, 940);
        LittleEndian.writeInt(bytes, 24, 3);
        LittleEndian.writeInt(bytes, 28, 2);
        LittleEndian.writeShort(bytes, 32, 2);
        LittleEndian.writeShort(bytes, 34, 1);
        System.arraycopy("LANC".getBytes(StandardCharsets.US_ASCII), 0, bytes, 36, 4);
        return bytes;
    }

    private static Footer parse(byte[] bytes) {
        return Footer.parse(ByteSlice.of(bytes, Location.of("t.lance").atOffset(1000)));
    }

    private static String problem(byte[] bytes) {
        return String.valueOf(
                assertThrows(CorruptFileException.class, () -> parse(bytes)).getMessage());
    }

    @Test
    void parsesAllFields() {
        assertEquals(new Footer(900, 940, 3, 2), parse(footer()));
    }

    @Test
    void rejectsMoreColumnsThanTheTableHolds() {
        byte[] bytes = footer();
        bytes[28] = 3;
        assertEquals(
                "column metadata offset table at 900 has 3 entries, but must end by 940 (file=t.lance, offset=1008)",
                problem(bytes));
    }

    @Test
    void rejectsMoreGlobalBuffersThanTheTableHolds() {
        byte[] bytes = footer();
        bytes[24] = 4;
        assertEquals(
                "global buffer offset table at 940 has 4 entries, but must end by 1000 (file=t.lance, offset=1016)",
                problem(bytes));
    }

    @Test
    void rejectsTablesOutOfOrder() {
        byte[] bytes = footer();
        LittleEndian.writeLong(bytes, 0, 901);
        assertEquals(
                "column metadata starts at 901, after its offset table at 900 (file=t.lance, offset=1000)",
                problem(bytes));
    }

    @Test
    void rejectsANegativePosition() {
        byte[] bytes = footer();
        bytes[15] = (byte) 0x80;
        assertEquals(
                "column metadata offset table position is 9223372036854776708 (file=t.lance, offset=1008)",
                problem(bytes));
    }

    @Test
    void rejectsAFileWithoutSchema() {
        byte[] bytes = footer();
        bytes[24] = 0;
        assertEquals("file has no global buffer with its schema (file=t.lance, offset=1024)", problem(bytes));
    }
}
