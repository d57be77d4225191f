package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;

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

    /// Codes of a value from which on its length is found out before it is decoded.
    private static final int LONG_VALUE = 16 << 10;

    private final boolean isEncoded;
    private final int size;
    private final long[] symbols;

    /// 0 for codes without a symbol and for the escape.
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
        long[] symbols = new long[ESCAPE + 1];
        byte[] lengths = new byte[ESCAPE + 1];
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

    /// The values that `codes` stand for, not decoded yet. `at` names the codes in errors.
    public Values over(Values codes, Location at) {
        if (!isEncoded) {
            return codes;
        }
        return switch (codes) {
            case Values.Variable(byte[] bytes, int[] offsets) ->
                new Values.Symbols(this, bytes, offsets, offsets, 1, offsets.length - 1, at);
            case Values.Spans(byte[] bytes, int[] starts, int[] ends) ->
                new Values.Symbols(this, bytes, starts, ends, 0, starts.length, at);
            case Values.Fixed _, Values.Strided _, Values.Indexed _, Values.Packed _, Values.Lists _ ->
                throw new CorruptFileException(at, "FSST over values of fixed width");
            case Values.Symbols _ -> throw new CorruptFileException(at, "FSST over FSST");
        };
    }

    /// Replaces the codes of every value by their symbols. `at` names the codes in errors.
    ///
    /// @throws CorruptFileException if a code has no symbol or the byte after an escape is missing
    public Values decode(Values codes, DecodeBudget budget, Location at) {
        if (!(over(codes, at) instanceof Values.Symbols symbolized)) {
            return codes;
        }
        int count = symbolized.count();
        int[] offsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += decodedLength(symbolized.bytes(), symbolized.start(i), symbolized.end(i), i, at);
            // Whole-word stores may run over the end of the last value.
            budget.checkArray(total + LONGEST, 1, at);
            offsets[i + 1] = (int) total;
        }
        byte[] decoded = new byte[(int) total + LONGEST];
        for (int i = 0; i < count; i++) {
            decode(symbolized.bytes(), symbolized.start(i), symbolized.end(i), decoded, offsets[i], at);
        }
        return new Values.Variable(decoded, offsets);
    }

    /// Bytes that must be free in the target of [#decode] for `codes[from .. to)`, which is value
    /// `index`: at most eight for a code, and a word behind the last one.
    long room(byte[] codes, int from, int to, int index, Location at) {
        // What that bound wastes is worth another pass over the codes of long values only.
        return LONGEST
                + (to - from > LONG_VALUE ? decodedLength(codes, from, to, index, at) : (long) LONGEST * (to - from));
    }

    /// Decodes `codes[from .. to)` to `target[write ..]`, where there is [#room]; answers where the value
    /// ends.
    ///
    /// @throws CorruptFileException if a code has no symbol or the byte after an escape is missing
    int decode(byte[] codes, int from, int to, byte[] target, int write, Location at) {
        if (size < ESCAPE) {
            return decodeEach(codes, from, to, target, write, at);
        }
        int end = decodeFull(symbols, lengths, codes, from, to, target, write);
        if (end < 0) {
            throw new CorruptFileException(at, "FSST value ends after an escape");
        }
        return end;
    }

    private int decodeEach(byte[] codes, int from, int to, byte[] target, int write, Location at) {
        int read = from;
        int end = write;
        while (read < to) {
            int code = codes[read++] & 0xFF;
            if (code < size) {
                Words.LONG.set(target, end, symbols[code]);
                end += lengths[code];
            } else if (code < ESCAPE) {
                throw new CorruptFileException(at, "FSST code " + code + ", the table has " + size + " symbols");
            } else if (read < to) {
                target[end++] = codes[read++];
            } else {
                throw new CorruptFileException(at, "FSST value ends after an escape");
            }
        }
        return end;
    }

    /// Of a table in which every code but the escape has a symbol, as nearly all have; negative if an
    /// escape has no byte. Four codes at a time: without a look at each of them this takes a sixth less
    /// time.
    private static int decodeFull(
            long[] symbols, byte[] lengths, byte[] codes, int from, int to, byte[] target, int write) {
        int read = from;
        int end = write;
        while (to - read >= 4) {
            int four = (int) Words.INT.get(codes, read);
            int inverted = ~four;
            // Whether no byte is an escape, that is, no byte of `inverted` is zero.
            if (((inverted - 0x01010101) & four & 0x80808080) == 0) {
                int a = four & 0xFF;
                int b = four >>> 8 & 0xFF;
                int c = four >>> 16 & 0xFF;
                int d = four >>> 24;
                Words.LONG.set(target, end, symbols[a]);
                end += lengths[a];
                Words.LONG.set(target, end, symbols[b]);
                end += lengths[b];
                Words.LONG.set(target, end, symbols[c]);
                end += lengths[c];
                Words.LONG.set(target, end, symbols[d]);
                end += lengths[d];
                read += 4;
            } else {
                int code = codes[read++] & 0xFF;
                if (code == ESCAPE) {
                    target[end++] = codes[read++];
                } else {
                    Words.LONG.set(target, end, symbols[code]);
                    end += lengths[code];
                }
            }
        }
        while (read < to) {
            int code = codes[read++] & 0xFF;
            if (code != ESCAPE) {
                Words.LONG.set(target, end, symbols[code]);
                end += lengths[code];
            } else if (read < to) {
                target[end++] = codes[read++];
            } else {
                return -1;
            }
        }
        return end;
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
            } else if (lengths[code] > 0) {
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
