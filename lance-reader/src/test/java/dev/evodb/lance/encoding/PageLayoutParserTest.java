package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageLayoutParserTest {
    /// A message of fields.
    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static byte[] nested(int field, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((field << 3) | 2);
        varint(out, value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] number(int field, int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(field << 3);
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

    private static byte[] flat(int bits) {
        return nested(1, number(1, bits));
    }

    private static byte[] layers(int... layers) {
        byte[] bytes = new byte[layers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) layers[i];
        }
        return nested(6, bytes);
    }

    private static PageLayout parse(byte[] message) {
        return PageLayout.parse(new Buffers().bytes(message).slice(), ReadLimits.DEFAULT);
    }

    private static PageLayout parseValues(byte[] encoding, int buffers) {
        return parse(nested(1, message(nested(3, encoding), layers(1), number(7, buffers), number(9, 5))));
    }

    @Test
    void parsesAMiniBlockLayout() {
        byte[] rle = nested(8, message(nested(1, flat(16)), nested(2, flat(8))));
        byte[] list = nested(11, message(number(1, 4), nested(2, flat(32)), number(3, 1)));
        PageLayout.MiniBlock layout = (PageLayout.MiniBlock) parse(nested(
                1, message(nested(2, rle), nested(3, list), layers(3, 4), number(7, 2), number(9, 70), number(10, 1))));
        assertEquals(Optional.empty(), layout.repetition());
        assertEquals(Optional.of(new Rle(16)), layout.definition());
        assertEquals(new FixedSizeList(4, new Flat(32), true), layout.values());
        assertEquals(
                List.of(RepDefLayer.NULLABLE_ITEM, RepDefLayer.NULLABLE_LIST).toString(),
                layout.layers().toString());
        assertEquals(70, layout.items());
        assertEquals(true, layout.hasLargeChunks());
    }

    @ParameterizedTest
    @CsvSource({"7, dictionary", "16, field 16"})
    void refusesEncodingsByName(int field, String name) {
        // Tags of fields above 15 take two bytes.
        byte[] encoding = field < 16 ? nested(field, new byte[0]) : new byte[] {(byte) (0x80 | 2), 1, 0};
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parseValues(encoding, 1));
        assertEquals("encoding", e.feature());
        assertEquals(name, e.found());
    }

    @ParameterizedTest
    @CsvSource({"5, sparse_layout", "6, field 6"})
    void refusesLayoutsByName(int field, String name) {
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> parse(nested(field, new byte[0])));
        assertEquals(
                "page layout " + name + " is not supported, accepted: mini_block_layout, constant_layout,"
                        + " full_zip_layout, blob_layout (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void readsCompressedBuffersAsGeneralCompression() {
        byte[] flat = nested(1, message(number(1, 32), nested(2, number(1, 1))));
        assertEquals(new General(Compression.LZ4, new Flat(32)), values(parseValues(flat, 1)));
        byte[] inline = nested(5, message(number(1, 32), nested(2, number(1, 2))));
        assertEquals(new General(Compression.ZSTD, new InlineBitpacking(32)), values(parseValues(inline, 1)));
        byte[] packed = nested(4, message(number(1, 16), nested(3, flat)));
        assertThrows(CorruptFileException.class, () -> parseValues(packed, 1));
        byte[] narrow = nested(1, message(number(1, 3), nested(2, number(1, 1))));
        byte[] outOfLine = nested(4, message(number(1, 16), nested(3, narrow)));
        assertEquals(new General(Compression.LZ4, new OutOfLineBitpacking(16, 3)), values(parseValues(outOfLine, 1)));
    }

    @Test
    void refusesCompressedBytesBehindPlainOffsets() {
        byte[] encoding = nested(2, message(nested(1, flat(32)), nested(2, number(1, 2))));
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parseValues(encoding, 1));
        assertEquals(
                "variable values compressed by ZSTD is not supported, accepted: plain bytes behind their offsets"
                        + " (file=t.lance, column=c, page=0, offset=104)",
                e.getMessage());
    }

    @Test
    void readsPackedStructs() {
        byte[] encoding = nested(12, message(nested(1, new byte[] {8, 32}), nested(2, flat(40))));
        assertEquals(new PackedStruct(List.of(8, 32), new Flat(40)), values(parseValues(encoding, 1)));
    }

    @Test
    void refusesPackedChildrenOfSingleBits() {
        byte[] encoding = nested(12, message(nested(1, new byte[] {1, 32}), nested(2, flat(40))));
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parseValues(encoding, 1));
        assertEquals("1 bits", e.found());
    }

    @Test
    void rejectsPackedStructsWithoutChildren() {
        assertThrows(CorruptFileException.class, () -> parseValues(nested(12, nested(2, flat(40))), 1));
    }

    @Test
    void readsPackedStructsOfVaryingLength() {
        byte[] fixed = nested(1, message(nested(1, flat(8)), number(2, 8)));
        byte[] variable = nested(1, message(nested(1, nested(2, nested(1, flat(32)))), number(3, 16)));
        byte[] page = nested(
                3, message(nested(7, nested(13, message(fixed, variable))), number(4, 32), nested(8, new byte[] {1})));
        assertEquals(
                new VariablePackedStruct(List.of(
                        new VariablePackedStruct.Child(new Flat(8), false, 1),
                        new VariablePackedStruct.Child(new Variable(32), true, 2))),
                ((PageLayout.FullZip) parse(page)).values());
    }

    @Test
    void readsSequencesForBlocksOnly() {
        byte[] delta = nested(15, message(number(1, 32), number(2, 7), nested(3, flat(32))));
        byte[] message = message(nested(3, flat(8)), nested(4, delta), number(5, 3), layers(1), number(7, 1));
        PageLayout.MiniBlock page = (PageLayout.MiniBlock) parse(nested(1, message));
        assertEquals(
                new PageLayout.Dictionary(new Delta(32, 7, new Flat(32)), 3),
                page.dictionary().orElseThrow());

        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parseValues(delta, 1));
        assertEquals(
                "mini-block value encoding delta is not supported, accepted: encodings that are cut into chunks"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsSequencesOfOtherWidths() {
        byte[] range = nested(14, message(number(1, 16), number(2, 7), number(3, 1)));
        assertThrows(CorruptFileException.class, () -> parseValues(range, 1));
    }

    @Test
    void readsFullZipListsOfNothingButNulls() {
        byte[] nothing = nested(7, nested(3, new byte[0]));
        byte[] page = nested(
                3, message(number(2, 1), number(3, 0), number(5, 4), number(6, 4), nothing, nested(8, new byte[] {3})));
        PageLayout.FullZip layout = (PageLayout.FullZip) parse(page);
        assertEquals(new PageLayout.Width.Fixed(0), layout.width());
        assertEquals(1, layout.controlBytes());
    }

    @Test
    void refusesConstantsWithoutAValueElsewhere() {
        assertThrows(UnsupportedFeatureException.class, () -> parseValues(nested(3, new byte[0]), 1));
        byte[] page = nested(
                3, message(number(3, 8), number(5, 4), nested(7, nested(3, new byte[0])), nested(8, new byte[] {1})));
        assertThrows(UnsupportedFeatureException.class, () -> parse(page));
        byte[] narrow = nested(3, message(number(3, 0), number(5, 4), nested(7, flat(8)), nested(8, new byte[] {1})));
        assertThrows(UnsupportedFeatureException.class, () -> parse(narrow));
    }

    @Test
    void readsBlobPages() {
        byte[] inner = nested(1, message(nested(3, flat(8)), layers(1), number(7, 1)));
        byte[] page = nested(4, message(nested(1, inner), nested(2, new byte[] {3})));
        PageLayout.Blob blob = (PageLayout.Blob) parse(page);
        assertEquals(1, blob.layers().highestLevel());
        assertEquals(0, blob.inner().layers().highestLevel());
    }

    @Test
    void refusesBlobsInLists() {
        byte[] inner = nested(1, message(nested(3, flat(8)), layers(1), number(7, 1)));
        byte[] page = nested(4, message(nested(1, inner), nested(2, new byte[] {3, 4})));
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parse(page));
        assertEquals("blob_layout", e.feature());
    }

    @Test
    void rejectsABlobPageInABlobPage() {
        byte[] inner = nested(4, nested(2, new byte[] {3}));
        assertThrows(CorruptFileException.class, () -> parse(nested(4, nested(1, inner))));
    }

    private static Encoding values(PageLayout layout) {
        return ((PageLayout.MiniBlock) layout).values();
    }

    @Test
    void readsEncodingsAtTheDepthLimitAndRefusesOneMore() {
        byte[] encoding = flat(8);
        for (int depth = 1; depth < ReadLimits.DEFAULT.encodingDepth(); depth++) {
            encoding = nested(10, message(nested(1, number(1, 1)), nested(3, encoding)));
        }
        ReadLimits deep = new ReadLimits(1, 1, 1, ReadLimits.DEFAULT.encodingDepth(), 100);
        byte[] most = nested(1, message(nested(3, encoding), layers(1), number(7, 1)));
        PageLayout.parse(new Buffers().bytes(most).slice(), deep);
        byte[] more = nested(10, message(nested(1, number(1, 1)), nested(3, encoding)));
        byte[] tooMuch = nested(1, message(nested(3, more), layers(1), number(7, 1)));
        LimitExceededException e = assertThrows(
                LimitExceededException.class,
                () -> PageLayout.parse(new Buffers().bytes(tooMuch).slice(), deep));
        assertEquals("encoding depth", e.limit());
        assertEquals(17, e.used());
    }

    @Test
    void rejectsANumberOfBuffersThatTheEncodingDoesNotHave() {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> parseValues(flat(8), 2));
        assertEquals(
                "MiniBlockLayout has 2 value buffers, encoding flat needs 1"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsAnUnspecifiedLayer() {
        byte[] message = nested(1, message(nested(3, flat(8)), layers(0), number(7, 1)));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> parse(message));
        assertEquals(
                "repetition/definition layer is unspecified (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsAListWithoutItems() {
        byte[] encoding = nested(11, nested(2, flat(8)));
        assertThrows(CorruptFileException.class, () -> parseValues(encoding, 1));
    }

    @Test
    void refusesListsWithTooManyItems() {
        byte[] encoding = nested(11, message(number(1, 65537), nested(2, flat(8))));
        assertThrows(LimitExceededException.class, () -> parseValues(encoding, 1));
    }
}
