package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.longs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.SymbolTable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FsstTest {
    /// One symbol: code 0 is `ab`.
    private static SymbolTable symbols() {
        byte[] table = new byte[2312];
        LittleEndian.writeLong(table, 0, 0x46535354L << 32 | 1 << 24 | 1);
        table[8] = 'a';
        table[9] = 'b';
        table[16] = 2;
        return SymbolTable.parse(ByteSlice.of(table, Location.of("t.lance")));
    }

    private static final ArrayEncoding FSST = new Fsst(new Binary(flat(64, 0), flat(8, 1), 5), symbols());

    @Test
    void eachTextIsACodeSequence() throws IOException {
        TestFile file = TestFile.of(FSST, 3, longs(2, 2 + 5, 4), bytes(0, 0, 255, 'x'));
        assertEquals(List.of("s4:abab", "~", "s1:x"), file.readAll("string"));
        assertEquals(List.of("s1:x"), file.take("string", 2));
    }

    @Test
    void rejectsACodeWithoutSymbol() {
        TestFile file = TestFile.of(FSST, 1, longs(1), bytes(1));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("string"));
        assertEquals(
                "FSST value 0 has code 1, the table has 1 symbols (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }
}
