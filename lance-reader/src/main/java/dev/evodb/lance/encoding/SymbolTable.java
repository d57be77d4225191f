package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.util.Arrays;

/// FSST symbols: a code below 255 stands for a symbol of 1 to 8 bytes, 255 for the byte that follows it.
///
/// In 2312 bytes: a 64-bit header (high half `FSST`, bit 24 = strings are encoded, bits 7..0 = number of
/// symbols `n`), `n` symbols of 8 bytes, first byte first, then at once `n` lengths of one byte each; the
/// rest is unused.
///
/// Source: Boncz, Neumann, Leis: FSST: Fast Random Access String Compression, PVLDB 13(11), 2020.
public final class SymbolTable {
    private static final int BYTES = 2312;
    private static final long MAGIC = 0x46535354L;
    private static final int ESCAPE = 255;
    private static final int LONGEST = 8;

    private final boolean isEncoded;
    private final int size;
    private final long[] symbols;
    private final byte[] lengths;

    private SymbolTable(boolean isEncoded, int size, long[] symbols, byte[] lengths) {
        this.isEncoded = isEncoded;
        this.size = size;
        this.symbols = symbols;
        this.lengths = lengths;
    }

    /// @throws CorruptFileException if `bytes` are not a symbol table
    public static SymbolTable parse(ByteSlice bytes) {
        if (bytes.length() != BYTES) {
            throw new CorruptFileException(
                    bytes.at(), "FSST symbol table has " + bytes.length() + " bytes, expected " + BYTES);
        }
        long header = bytes.readLongLE(0, "FSST header");
        if (header >>> 32 != MAGIC) {
            throw new CorruptFileException(
                    bytes.at(), "FSST header is 0x" + Long.toHexString(header) + ", expected to start with 0x46535354");
        }
        int size = (int) (header & 0xFF);
        long[] symbols = new long[ESCAPE];
        byte[] lengths = new byte[ESCAPE];
        for (int i = 0; i < size; i++) {
            symbols[i] = bytes.readLongLE(8 + 8L * i, "FSST symbol");
            int length = bytes.readUnsignedByte(8 + 8L * size + i, "FSST symbol length");
            if (length < 1 || length > LONGEST) {
                throw new CorruptFileException(
                        bytes.at(8 + 8L * size + i),
                        "FSST symbol " + i + " has " + length + " bytes, allowed 1.." + LONGEST);
            }
            lengths[i] = (byte) length;
        }
        return new SymbolTable((header >>> 24 & 1) != 0, size, symbols, lengths);
    }

    /// Replaces the codes of every value by their symbols. `at` names the codes in errors.
    ///
    /// @throws CorruptFileException if a code has no symbol or the byte after an escape is missing
    public Values decode(Values codes, DecodeBudget budget, Location at) {
        if (!isEncoded) {
            return codes;
        }
        return switch (codes) {
            case Values.Variable(byte[] bytes, int[] offsets) ->
                decode(
                        bytes,
                        Arrays.copyOf(offsets, offsets.length - 1),
                        Arrays.copyOfRange(offsets, 1, offsets.length),
                        budget,
                        at);
            case Values.Spans(byte[] bytes, int[] starts, int[] ends) -> decode(bytes, starts, ends, budget, at);
            case Values.Fixed _, Values.Strided _, Values.Indexed _, Values.Packed _, Values.Lists _ ->
                throw new CorruptFileException(at, "FSST over values of fixed width");
        };
    }

    private Values decode(byte[] codes, int[] starts, int[] ends, DecodeBudget budget, Location at) {
        int count = starts.length;
        int[] offsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += decodedLength(codes, starts[i], ends[i], i, at);
            // Whole-word stores may run over the end of the last value.
            budget.checkArray(total + LONGEST, 1, at);
            offsets[i + 1] = (int) total;
        }
        byte[] decoded = new byte[(int) total + LONGEST];
        for (int i = 0; i < count; i++) {
            int write = offsets[i];
            int read = starts[i];
            int end = ends[i];
            while (read < end) {
                int code = codes[read++] & 0xFF;
                if (code == ESCAPE) {
                    decoded[write++] = codes[read++];
                } else {
                    Words.LONG.set(decoded, write, symbols[code]);
                    write += lengths[code];
                }
            }
        }
        return new Values.Variable(decoded, offsets);
    }

    /// Checks value `index` in `codes[from .. to)` and answers its decoded length.
    private long decodedLength(byte[] codes, int from, int to, int index, Location at) {
        long length = 0;
        int read = from;
        while (read < to) {
            int code = codes[read++] & 0xFF;
            if (code == ESCAPE) {
                length++;
                read++;
            } else if (code < size) {
                length += lengths[code];
            } else {
                throw new CorruptFileException(
                        at, "FSST value " + index + " has code " + code + ", the table has " + size + " symbols");
            }
        }
        if (read > to) {
            throw new CorruptFileException(at, "FSST value " + index + " ends after an escape");
        }
        return length;
    }
}
