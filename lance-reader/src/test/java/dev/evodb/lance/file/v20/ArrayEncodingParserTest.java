package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.encoding.Compression;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayEncodingParserTest {
    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static byte[] nested(int field, byte[]... parts) {
        byte[] value = message(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, field << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] number(int field, int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, field << 3);
        varint(out, value);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static byte[] flatMessage(int bits, int buffer) {
        return nested(1, number(1, bits), nested(2, number(1, buffer)));
    }

    private static ArrayEncoding parse(byte[]... fields) {
        Location at = new Location("t.lance", "0", 0, 100);
        return ArrayEncoding.parse(ByteSlice.of(message(fields), at), ReadLimits.DEFAULT);
    }

    @Test
    void parsesPlainEncodings() {
        assertEquals(flat(32, 2), parse(flatMessage(32, 2)));
        assertEquals(
                new Flat(8, new BufferRef(BufferRef.Place.FILE, 1), Optional.of(Compression.ZSTD)),
                parse(nested(
                        1,
                        number(1, 8),
                        nested(2, number(1, 1), number(2, 2)),
                        nested(3, nested(1, "zstd".getBytes(StandardCharsets.US_ASCII)), number(2, 9)))));
        assertEquals(new Struct(), parse(nested(5)));
        assertEquals(
                new Bitpacked(3, 8, page(1), true),
                parse(nested(10, number(1, 3), number(2, 8), nested(3, number(1, 1)), number(4, 1))));
        assertEquals(
                new BitpackedForNonNeg(3, 8, page(1)),
                parse(nested(12, number(1, 3), number(2, 8), nested(3, number(1, 1)))));
    }

    @Test
    void parsesNullability() {
        assertEquals(new Nullable.NoNulls(flat(8, 0)), parse(nested(2, nested(1, nested(1, flatMessage(8, 0))))));
        assertEquals(
                new Nullable.SomeNulls(flat(1, 0), flat(8, 1)),
                parse(nested(2, nested(2, nested(1, flatMessage(1, 0)), nested(2, flatMessage(8, 1))))));
        assertEquals(new Nullable.AllNulls(), parse(nested(2, nested(3))));
    }

    @Test
    void parsesNestedEncodings() {
        assertEquals(new FixedSizeList(4, flat(32, 0)), parse(nested(3, nested(2, flatMessage(32, 0)), number(1, 4))));
        assertEquals(
                new ListOffsets(flat(64, 0), 6, 5),
                parse(nested(4, nested(1, flatMessage(64, 0)), number(2, 6), number(3, 5))));
        assertEquals(
                new Binary(flat(64, 0), flat(8, 1), 6),
                parse(nested(6, nested(1, flatMessage(64, 0)), nested(2, flatMessage(8, 1)), number(3, 6))));
        assertEquals(
                new Dictionary(flat(8, 0), flat(32, 1), 6),
                parse(nested(7, nested(1, flatMessage(8, 0)), nested(2, flatMessage(32, 1)), number(3, 6))));
        assertEquals(
                new PackedStruct(List.of(flat(8, 0), flat(32, 0)), page(3), 5),
                parse(nested(9, nested(1, flatMessage(8, 0)), nested(1, flatMessage(32, 0)), nested(2, number(1, 3)))));
        assertEquals(new FixedSizeBinary(flat(8, 0), 6), parse(nested(11, nested(1, flatMessage(8, 0)), number(2, 6))));
    }

    @ParameterizedTest
    @CsvSource({
        "14, inline_bitpacking",
        "15, out_of_line_bitpacking",
        "16, variable",
        "17, packed_struct_fixed_width_mini_block",
        "18, block",
        "19, rle",
        "20, general_mini_block",
        "21, byte_stream_split",
        "22, field 22"
    })
    void refusesWhatTestVersionsLeftBehindByName(int field, String name) {
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parse(nested(field)));
        assertEquals("array encoding", e.feature());
        assertEquals(name, e.found());
    }

    @Test
    void refusesUnknownCompression() {
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class,
                () -> parse(nested(
                        1, number(1, 8), nested(3, nested(1, "snappy".getBytes(StandardCharsets.US_ASCII))))));
        assertEquals(
                "compression scheme snappy is not supported, accepted: none, zstd, lz4"
                        + " (file=t.lance, column=0, page=0, offset=104)",
                e.getMessage());
    }

    @Test
    void refusesAnUnknownPlaceOfBuffers() {
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class, () -> parse(nested(1, number(1, 8), nested(2, number(2, 3)))));
        assertEquals("buffer type", e.feature());
    }

    @Test
    void refusesOddWidths() {
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> parse(flatMessage(12, 0)));
        assertEquals("12 bits", e.found());
    }

    @Test
    void rejectsAMessageWithoutEncoding() {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> parse());
        assertEquals("ArrayEncoding has no encoding (file=t.lance, column=0, page=0, offset=100)", e.getMessage());
        e = assertThrows(CorruptFileException.class, () -> parse(nested(6, nested(1, flatMessage(64, 0)))));
        assertEquals("binary has no bytes (file=t.lance, column=0, page=0, offset=100)", e.getMessage());
    }

    @Test
    void rejectsPackingIntoMoreBits() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> parse(nested(10, number(1, 9), number(2, 8))));
        assertEquals(
                "bitpacked packs 8 bits into 9, allowed 8, 16, 32 or 64 bits into no more"
                        + " (file=t.lance, column=0, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsListsOfTooManyItems() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> parse(nested(3, number(1, 65_537), nested(2, flatMessage(8, 0)))));
        assertEquals(
                "fixed_size_list has dimension 65537, allowed 1..65536 (file=t.lance, column=0, page=0, offset=100)",
                e.getMessage());
        byte[] inner = nested(3, number(1, 65_536), nested(2, flatMessage(8, 0)));
        LimitExceededException limit =
                assertThrows(LimitExceededException.class, () -> parse(nested(3, number(1, 65_536), nested(2, inner))));
        assertEquals("items of nested fixed-size lists", limit.limit());
    }

    @Test
    void encodingsNestUpToTheLimit() {
        ReadLimits four = new ReadLimits(1 << 20, 1 << 20, 64, 4, 32);
        Location at = new Location("t.lance", "0", 0, 100);
        byte[] encoding = flatMessage(8, 0);
        for (int depth = 1; depth < 4; depth++) {
            encoding = nested(6, nested(1, encoding), nested(2, flatMessage(8, 1)));
        }
        assertEquals(
                "binary", ArrayEncoding.parse(ByteSlice.of(encoding, at), four).kind());
        byte[] deeper = nested(6, nested(1, encoding), nested(2, flatMessage(8, 1)));
        LimitExceededException e =
                assertThrows(LimitExceededException.class, () -> ArrayEncoding.parse(ByteSlice.of(deeper, at), four));
        assertEquals(
                "encoding depth limit is 4, needed 5",
                String.valueOf(e.getMessage()).substring(0, 35));
    }
}
