package dev.evodb.ann.pq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.TestVectors;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PqTrainerTest {
    private static PqModel train(PqSpec spec, float[] rows, int dims, int threads, KernelSet kernels)
            throws IOException {
        try (Workers workers = new Workers(threads, BuildProgress.NONE)) {
            return new PqTrainer(spec, kernels, workers).train(rows, dims);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 256})
    void losesMuchLessThanChance(int codes) throws IOException {
        float[] rows = TestVectors.gaussian(4000, 16, 1);
        PqModel model = train(PqSpec.of(8, codes), rows, 16, 1, KernelSet.best());
        assertEquals(16, model.meanSquares(), 0.5);
        // Of two normal dims, 16 points keep all but 8 %, and 256 all but 0.6 %; chance would lose more than all.
        double lost = model.meanError() / model.meanSquares();
        assertTrue(lost < (codes == 16 ? 0.12 : 0.02), "lost " + lost);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void findsTheSameWhateverTheThreadsAndKernels(int rotations) throws IOException {
        float[] rows = TestVectors.gaussian(3000, 12, 4);
        PqSpec spec = PqSpec.of(4, 16).withRotations(rotations);
        float[] expected =
                train(spec, rows, 12, 1, KernelSet.plain()).codebook().centroids();
        for (int threads : new int[] {1, 2, 4}) {
            assertArrayEquals(
                    expected,
                    train(spec, rows, 12, threads, KernelSet.best()).codebook().centroids());
        }
    }

    @Test
    void encodesToTheNearestOfEachSubvector() throws IOException {
        float[] rows = TestVectors.gaussian(700, 18, 9);
        Codebook codebook =
                train(PqSpec.of(6, 16), rows, 18, 1, KernelSet.best()).codebook();
        byte[] codes = new byte[700 * 6];
        double loss = new PqEncoder(codebook, KernelSet.best()).encode(rows, 0, 700, codes, 0);
        double sum = 0;
        for (int i = 0; i < 700; i++) {
            for (int m = 0; m < 6; m++) {
                double found = distance(rows, i, codebook, m, codes[i * 6 + m]);
                for (int code = 0; code < 16; code++) {
                    assertTrue(found <= distance(rows, i, codebook, m, code) + 1e-5);
                }
                sum += found;
            }
        }
        assertEquals(sum, loss, 1e-4 * sum);
    }

    private static double distance(float[] rows, int row, Codebook codebook, int m, int code) {
        int width = codebook.width();
        return TestVectors.squaredL2(
                rows,
                row * codebook.dims() + m * width,
                codebook.centroids(),
                (m * codebook.codes() + code) * width,
                width);
    }

    @Test
    void encodesWhatIsLeftOfACentroid() throws IOException {
        float[] rows = TestVectors.gaussian(100, 4, 9);
        Codebook codebook =
                train(PqSpec.of(2, 16), rows, 4, 1, KernelSet.best()).codebook();
        Centroids centroids = new Centroids(3, 4, TestVectors.gaussian(3, 4, 2));
        int[] nearest = new int[101];
        float[] residuals = new float[400];
        for (int i = 0; i < 100; i++) {
            nearest[i + 1] = i % 3;
            for (int d = 0; d < 4; d++) {
                residuals[i * 4 + d] = rows[i * 4 + d] - centroids.values()[i % 3 * 4 + d];
            }
        }
        PqEncoder encoder = new PqEncoder(codebook, KernelSet.best());
        byte[] expected = new byte[200];
        byte[] found = new byte[200];
        encoder.encode(residuals, 0, 100, expected, 0);
        encoder.encodeResiduals(rows, 0, 100, centroids, nearest, 1, found, 0);
        assertArrayEquals(expected, found);
    }

    @Test
    void gainsFromARotationWhatARotationTookAway() throws IOException {
        // Unequal variances on the axes, then turned: subvectors depend on each other.
        int dims = 16;
        float[] rows = TestVectors.gaussian(4000, dims, 1);
        for (int i = 0; i < rows.length; i++) {
            rows[i] *= (float) Math.pow(0.75, i % dims);
        }
        float[] matrix = new float[dims * dims];
        double[] polar = Procrustes.polar(doubles(TestVectors.gaussian(dims, dims, 7)), dims);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) polar[i];
        }
        new Rotation(dims, matrix).new Turner(KernelSet.best()).apply(rows, 0, 4000, rows, 0);
        PqModel plain = train(PqSpec.of(8, 16), rows, dims, 1, KernelSet.best());
        PqModel rotated = train(PqSpec.of(8, 16).withRotations(12), rows, dims, 1, KernelSet.best());
        assertTrue(
                rotated.meanError() < 0.85 * plain.meanError(),
                () -> plain.meanError() + " became " + rotated.meanError());
        assertEquals(plain.meanSquares(), rotated.meanSquares(), 1e-3 * plain.meanSquares());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isNeverWorseWithARotation(long seed) throws IOException {
        float[] rows = TestVectors.gaussian(2000, 12, seed);
        PqModel plain = train(PqSpec.of(6, 16), rows, 12, 1, KernelSet.best());
        PqModel rotated = train(PqSpec.of(6, 16).withRotations(4), rows, 12, 1, KernelSet.best());
        assertTrue(rotated.meanError() <= plain.meanError() * (1 + 1e-6));
    }

    @Test
    void rotatesWhereSomeDimsAreAlwaysZero() throws IOException {
        float[] rows = TestVectors.gaussian(1000, 8, 3);
        for (int i = 0; i < rows.length; i += 8) {
            rows[i] = 0;
            rows[i + 5] = 0;
        }
        PqModel model = train(PqSpec.of(4, 16).withRotations(3), rows, 8, 1, KernelSet.best());
        assertOrthogonal(model.rotation().orElseThrow());
    }

    @Test
    void trainsOnFewerRowsThanCodes() throws IOException {
        float[] rows = TestVectors.gaussian(5, 4, 3);
        assertEquals(0, train(PqSpec.of(2, 256), rows, 4, 1, KernelSet.best()).meanError(), 1e-6);
    }

    @Test
    void rejectsDimsThatCannotBeCut() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> train(PqSpec.of(3, 256), new float[40], 4, 1, KernelSet.best()));
        assertEquals("4 dims cannot be cut into 3 subvectors", e.getMessage());
    }

    @Test
    void rejectsAnOddNumberOfHalfBytes() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PqSpec.of(5, 16));
        assertEquals("16 codes need an even number of subvectors, two a byte, got 5", e.getMessage());
    }

    @Test
    void findsTheRotationBetweenRows() throws IOException {
        int dims = 10;
        float[] rows = TestVectors.gaussian(300, dims, 1);
        double[] expected = Procrustes.polar(doubles(TestVectors.gaussian(dims, dims, 2)), dims);
        float[] matrix = new float[dims * dims];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) expected[i];
        }
        float[] turned = new float[rows.length];
        new Rotation(dims, matrix).new Turner(KernelSet.plain()).apply(rows, 0, 300, turned, 0);
        try (Workers workers = new Workers(2, BuildProgress.NONE)) {
            Rotation found = new Procrustes(dims, workers).align(rows, turned);
            assertOrthogonal(found);
            assertArrayEquals(matrix, found.matrix(), 1e-5f);
        }
    }

    private static void assertOrthogonal(Rotation rotation) {
        int dims = rotation.dims();
        for (int i = 0; i < dims; i++) {
            for (int j = 0; j < dims; j++) {
                double sum = 0;
                for (int d = 0; d < dims; d++) {
                    sum += (double) rotation.matrix()[i * dims + d] * rotation.matrix()[j * dims + d];
                }
                assertEquals(i == j ? 1 : 0, sum, 1e-5);
            }
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
