package dev.evodb.ann.sq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.TestVectors;
import org.junit.jupiter.api.Test;

class ScalarQuantizerTest {
    private static float[] decoded(ScalarQuantizer quantizer, float[] rows) {
        byte[] codes = new byte[rows.length];
        float[] found = new float[rows.length];
        int count = rows.length / quantizer.dims();
        quantizer.encode(rows, 0, count, codes, 0);
        quantizer.decode(codes, 0, count, found, 0);
        return found;
    }

    @Test
    void staysWithinItsBoundPerDim() {
        for (int seed = 0; seed < 20; seed++) {
            float[] rows = TestVectors.gaussian(300, 7, seed);
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) (rows[i] * Math.pow(10, i % 7 - 3) + 100 * (i % 7));
            }
            ScalarQuantizer quantizer = ScalarQuantizer.perDim(rows, 7, 0);
            float[] found = decoded(quantizer, rows);
            for (int i = 0; i < rows.length; i++) {
                assertEquals(rows[i], found[i], quantizer.errorBound(i % 7), "seed " + seed + ", value " + i);
            }
        }
    }

    @Test
    void cutsTails() {
        float[] rows = new float[1000];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        rows[7] = 1e9f;
        ScalarQuantizer quantizer = ScalarQuantizer.perDim(rows, 1, 0.01);
        assertEquals(11, quantizer.low()[0], 1);
        assertEquals(990, quantizer.low()[0] + 255 * quantizer.step()[0], 1);
    }

    @Test
    void clampsWhatLiesOutside() {
        ScalarQuantizer quantizer = new ScalarQuantizer(new float[] {-1}, new float[] {0.5f});
        byte[] codes = new byte[4];
        quantizer.encode(new float[] {-5, 1e30f, -1, 0}, 0, 4, codes, 0);
        assertArrayEquals(new byte[] {0, (byte) 255, 0, 2}, codes);
    }

    @Test
    void keepsADimThatIsConstant() {
        float[] rows = {3, 1, 3, 2, 3, 5};
        assertArrayEquals(rows, decoded(ScalarQuantizer.perDim(rows, 2, 0), rows), 1e-2f);
        assertEquals(0, ScalarQuantizer.perDim(rows, 2, 0).step()[0]);
    }

    @Test
    void losesLittleOfVectors() {
        float[] rows = TestVectors.gaussian(1000, 32, 2);
        float[] found = decoded(ScalarQuantizer.perDim(rows, 32, 0.001), rows);
        double lost = TestVectors.squaredL2(rows, 0, found, 0, rows.length) / rows.length;
        assertTrue(lost < 2e-3, "lost " + lost);
    }

    @Test
    void rejectsATailOfAHalf() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ScalarQuantizer.perDim(new float[4], 2, 0.5));
        assertEquals("tail must be at least 0 and below 0.5, got 0.5", e.getMessage());
    }

    @Test
    void rejectsANegativeStep() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new ScalarQuantizer(new float[] {0}, new float[] {-1}));
        assertEquals(
                "dim 0 has the lower bound 0.0 and the step -1.0, must be finite and the step not negative",
                e.getMessage());
    }
}
