package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class FastLanesTest {
    private static final int[] ORDER = {0, 4, 2, 6, 1, 5, 3, 7};

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 64})
    void unpacksEveryWidthAsPackedBitByBit(int wordBits) {
        Random random = new Random(wordBits);
        int wordBytes = wordBits / 8;
        for (int width = 0; width <= wordBits; width++) {
            long[] values = new long[1024];
            byte[] expected = new byte[1024 * wordBytes];
            for (int i = 0; i < 1024; i++) {
                values[i] = width == 0 ? 0 : random.nextLong() >>> (64 - width);
                for (int j = 0; j < wordBytes; j++) {
                    expected[i * wordBytes + j] = (byte) (values[i] >>> (8 * j));
                }
            }
            byte[] packed = new byte[3 + 128 * width];
            pack(values, wordBits, width, packed, 3);
            byte[] out = new byte[5 + expected.length];
            Arrays.fill(out, (byte) 0x55);
            FastLanes.unpack(wordBits, packed, 3, width, out, 5);
            assertArrayEquals(expected, Arrays.copyOfRange(out, 5, out.length), "width " + width);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 64})
    void picksTheValuesThatUnpackingGives(int wordBits) {
        Random random = new Random(wordBits);
        int wordBytes = wordBits / 8;
        int[] picks = random.ints(300, 0, 1024).toArray();
        for (int width = 0; width <= wordBits; width++) {
            byte[] packed = new byte[3 + 128 * width];
            random.nextBytes(packed);
            byte[] all = new byte[1024 * wordBytes];
            FastLanes.unpack(wordBits, packed, 3, width, all, 0);
            byte[] expected = new byte[picks.length * wordBytes];
            for (int i = 0; i < picks.length; i++) {
                System.arraycopy(all, picks[i] * wordBytes, expected, i * wordBytes, wordBytes);
            }
            byte[] picked = new byte[expected.length];
            FastLanes.pick(wordBits, packed, 3, width, picks, picked);
            assertArrayEquals(expected, picked, "width " + width);
        }
    }

    /// The definition: lane `l` is a stream of bits; its word `w` is word `lanes * w + l` of all.
    public static void pack(long[] values, int wordBits, int width, byte[] packed, int from) {
        int lanes = 1024 / wordBits;
        for (int row = 0; row < wordBits; row++) {
            for (int lane = 0; lane < lanes; lane++) {
                long value = values[ORDER[row / 8] * 16 + row % 8 * 128 + lane];
                for (int b = 0; b < width; b++) {
                    int bit = row * width + b;
                    int word = lanes * (bit / wordBits) + lane;
                    int at = word * wordBits + bit % wordBits;
                    packed[from + at / 8] |= (byte) ((value >>> b & 1) << at % 8);
                }
            }
        }
    }
}
