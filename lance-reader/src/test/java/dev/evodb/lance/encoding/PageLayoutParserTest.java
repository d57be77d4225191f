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
    @CsvSource({
        "3, constant",
        "7, dictionary",
        "12, packed_struct",
        "13, variable_packed_struct",
        "14, range",
        "15, delta",
        "16, field 16"
    })
    void refusesEncodingsByName(int field, String name) {
        // Tags of fields above 15 take two bytes.
        byte[] encoding = field < 16 ? nested(field, new byte[0]) : new byte[] {(byte) (0x80 | 2), 1, 0};
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parseValues(encoding, 1));
        assertEquals("encoding", e.feature());
        assertEquals(name, e.found());
    }

    @ParameterizedTest
    @CsvSource({"4, blob_layout", "5, sparse_layout", "6, field 6"})
    void refusesLayoutsByName(int field, String name) {
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> parse(nested(field, new byte[0])));
        assertEquals(
                "page layout " + name + " is not supported, accepted: mini_block_layout, constant_layout,"
                        + " full_zip_layout (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void refusesCompressedBuffers() {
        byte[] encoding = nested(1, message(number(1, 32), nested(2, number(1, 1))));
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parseValues(encoding, 1));
        assertEquals("buffer compression", e.feature());
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
