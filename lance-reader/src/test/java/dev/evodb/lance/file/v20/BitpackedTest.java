package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitpackedTest {
    /// The lowest `bits` of each value, one behind the other.
    private static byte[] pack(long[] values, int bits) {
        byte[] packed = new byte[(values.length * bits + 7) / 8];
        for (int i = 0; i < values.length * bits; i++) {
            long bit = values[i / bits] >>> i % bits & 1;
            packed[i / 8] |= (byte) (bit << i % 8);
        }
        return packed;
    }

    @Test
    void readsEveryWidthWithAndWithoutSign() throws IOException {
        Random random = new Random(1);
        for (int bits = 1; bits <= 64; bits++) {
            long[] values = new long[19];
            List<String> signed = new ArrayList<>();
            List<String> unsigned = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextLong() >> (64 - bits);
                signed.add("i" + values[i]);
                unsigned.add("i" + Long.toUnsignedString((values[i] << (64 - bits)) >>> (64 - bits)));
            }
            byte[] packed = pack(values, bits);
            assertEquals(
                    signed,
                    TestFile.of(new Bitpacked(bits, 64, page(0), true), 19, packed)
                            .readAll("int64"));
            TestFile file = TestFile.of(new Bitpacked(bits, 64, page(0), false), 19, packed);
            assertEquals(unsigned, file.readAll("uint64"));
            assertEquals(List.of(unsigned.get(3), unsigned.get(17)), file.take("uint64", 3, 17));
        }
    }

    @Test
    void zeroBitsAreZeros() throws IOException {
        assertEquals(
                List.of("i0", "i0"),
                TestFile.of(new Bitpacked(0, 16, page(0), true), 2).readAll("int16"));
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        TestFile file = TestFile.of(new Bitpacked(3, 8, page(0), false), 3, new byte[1]);
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("uint8"));
        assertEquals(
                "page buffer 0 has 1 bytes, 3 values of 3 bits need more"
                        + " (file=t.lance, column=f0, page=0, offset=1)",
                e.getMessage());
    }
}
