package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
    private static final long ENCODED = 1 << 24;

    private static ByteSlice table(long flags, String... symbols) {
        Buffers buffers = new Buffers().u64(0x46535354L << 32 | flags | symbols.length);
        for (String symbol : symbols) {
            byte[] bytes = new byte[8];
            System.arraycopy(symbol.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, symbol.length());
            buffers.bytes(bytes);
        }
        for (String symbol : symbols) {
            buffers.u8(symbol.length());
        }
        return buffers.bytes(new byte[2312 - 8 - 9 * symbols.length]).slice();
    }

    private static Values codes(int... codes) {
        ByteSlice bytes = Buffers.of(codes);
        return new Values.Spans(bytes.array(), new int[] {0}, new int[] {codes.length});
    }

    @Test
    void replacesCodesBySymbolsAndKeepsEscapedBytes() {
        SymbolTable table = SymbolTable.parse(table(ENCODED, "abcdefgh", "x"));
        Values values = table.decode(codes(0, 1, 255, 'z', 0), Buffers.budget(), Buffers.AT);
        assertArrayEquals(new String[] {"abcdefghxzabcdefgh"}, Buffers.textOf(values));
    }

    @Test
    void readsTablesWithoutAFreeCodeAlike() {
        SplittableRandom random = new SplittableRandom(42);
        String[] symbols = symbolsOfFullTable(random);
        SymbolTable table = SymbolTable.parse(table(ENCODED, symbols));
        for (int length = 0; length < 200; length++) {
            StringBuilder expected = new StringBuilder();
            int[] codes = randomCodes(length, symbols, random, expected);
            Values.Symbols values = (Values.Symbols) table.over(codes(codes), Buffers.AT);
            byte[] target = new byte[(int) values.room(0)];
            int end = values.decode(0, target, 0);
            assertEquals(expected.toString(), new String(target, 0, end, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void rejectsAnEscapeAtTheEndOfALongValue() {
        SymbolTable table = SymbolTable.parse(table(ENCODED, symbolsOfFullTable(new SplittableRandom(42))));
        for (int length = 1; length < 20; length++) {
            int[] codes = new int[length];
            codes[length - 1] = 255;
            Values.Symbols values = (Values.Symbols) table.over(codes(codes), Buffers.AT);
            byte[] target = new byte[(int) values.room(0)];
            CorruptFileException e = assertThrows(CorruptFileException.class, () -> values.decode(0, target, 0));
            assertEquals(
                    "FSST value ends after an escape (file=t.lance, column=c, page=0, offset=100)", e.getMessage());
        }
    }

    /// 255 of them, of 1 to 8 bytes.
    private static String[] symbolsOfFullTable(SplittableRandom random) {
        String[] symbols = new String[255];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = "abcdefg".substring(random.nextInt(8)) + (char) ('A' + i % 26);
        }
        return symbols;
    }

    /// Codes, one in ten of them an escape with its byte; appends what they stand for to `decoded`.
    private static int[] randomCodes(int length, String[] symbols, SplittableRandom random, StringBuilder decoded) {
        int[] codes = new int[length];
        for (int i = 0; i < length; i++) {
            boolean isEscape = i + 1 < length && random.nextInt(10) == 0;
            codes[i] = isEscape ? 255 : random.nextInt(255);
            decoded.append(isEscape ? "z" : symbols[codes[i]]);
            if (isEscape) {
                codes[++i] = 'z';
            }
        }
        return codes;
    }

    @Test
    void leavesStringsAloneIfTheyAreNotEncoded() {
        Values values = codes('a', 'b');
        assertEquals(values, SymbolTable.parse(table(0, "xx")).decode(values, Buffers.budget(), Buffers.AT));
    }

    @Test
    void rejectsACodeWithoutSymbol() {
        SymbolTable table = SymbolTable.parse(table(ENCODED, "a"));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> table.decode(codes(0, 1), Buffers.budget(), Buffers.AT));
        assertEquals(
                "FSST value 0 has code 1, the table has 1 symbols (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsAnEscapeAtTheEnd() {
        SymbolTable table = SymbolTable.parse(table(ENCODED, "a"));
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> table.decode(codes(0, 255), Buffers.budget(), Buffers.AT));
        assertEquals("FSST value 0 ends after an escape (file=t.lance, column=c, page=0, offset=100)", e.getMessage());
    }

    @Test
    void stopsAtTheBudget() {
        SymbolTable table = SymbolTable.parse(table(ENCODED, "abcdefgh"));
        assertThrows(LimitExceededException.class, () -> table.decode(codes(0, 0), new DecodeBudget(20), Buffers.AT));
    }

    @Test
    void rejectsASymbolLengthOfNine() {
        ByteSlice bytes = table(ENCODED, "a");
        bytes.array()[16] = 9;
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> SymbolTable.parse(bytes));
        assertEquals(
                "FSST symbol 0 has 9 bytes, allowed 1..8 (file=t.lance, column=c, page=0, offset=116)", e.getMessage());
    }

    @Test
    void rejectsAnotherMagic() {
        ByteSlice bytes = table(ENCODED, "a");
        bytes.array()[7] = 0;
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> SymbolTable.parse(bytes));
        assertEquals(
                "FSST header is 0x53535401000001, expected to start with 0x46535354"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }
}
