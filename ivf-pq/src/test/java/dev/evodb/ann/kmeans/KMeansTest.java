package dev.evodb.ann.kmeans;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.TestVectors;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KMeansTest {
    private static KMeansModel train(KMeansSpec spec, float[] rows, int dims, int threads, KernelSet kernels)
            throws IOException {
        try (Workers workers = new Workers(threads, BuildProgress.NONE)) {
            return new KMeans(spec, kernels, workers).train(rows, dims);
        }
    }

    private static KMeansModel train(KMeansSpec spec, float[] rows, int dims) throws IOException {
        return train(spec, rows, dims, 1, KernelSet.best());
    }

    @ParameterizedTest
    @EnumSource(KMeansSpec.Seeding.class)
    void neverRaisesTheLoss(KMeansSpec.Seeding seeding) throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            float[] rows = TestVectors.gaussian(900, 9 + seed, seed);
            KMeansSpec spec =
                    KMeansSpec.of(30).withSeeding(seeding).withSeed(seed).withIterations(25, 0);
            List<Double> losses = train(spec, rows, 9 + seed).losses();
            for (int i = 1; i < losses.size(); i++) {
                assertTrue(losses.get(i) <= losses.get(i - 1) * (1 + 1e-6), "seed " + seed + ": " + losses);
            }
        }
    }

    static List<KMeansSpec> specs() {
        KMeansSpec spec = KMeansSpec.of(70);
        return List.of(
                spec,
                spec.withSeeding(KMeansSpec.Seeding.PLUS_PLUS),
                spec.withBatchRows(300),
                spec.withCapFactor(1.2),
                spec.withSpherical(true),
                spec.withTwoLevelsAbove(20));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void findsTheSameWhateverTheThreadsAndKernels(KMeansSpec spec) throws IOException {
        float[] rows = TestVectors.gaussian(5000, 20, 3);
        float[] expected =
                train(spec, rows, 20, 1, KernelSet.plain()).centroids().values();
        for (int threads : new int[] {1, 2, 4}) {
            assertArrayEquals(
                    expected,
                    train(spec, rows, 20, threads, KernelSet.best()).centroids().values());
        }
    }

    @Test
    void findsClustersThatLieFarApart() throws IOException {
        float[] rows = TestVectors.clustered(2000, 12, 25, 5);
        KMeansSpec spec = KMeansSpec.of(25).withSeeding(KMeansSpec.Seeding.PLUS_PLUS);
        KMeansModel model = train(spec, rows, 12);
        // A row has a variance of 0.01 in each of 12 dims.
        assertEquals(0.12, model.losses().getLast() / 2000, 0.02);
    }

    @Test
    void givesEmptyCentroidsNewRows() throws IOException {
        // Most rows are one point, so that most of the sampled seeds are.
        float[] rows = new float[1000 * 2];
        System.arraycopy(TestVectors.gaussian(100, 2, 1), 0, rows, 0, 200);
        KMeansModel model = train(KMeansSpec.of(50).withIterations(100, 0), rows, 2);
        assertTrue(model.repaired() > 20, () -> model.repaired() + " were repaired");
        assertTrue(model.losses().getLast() < model.losses().getFirst() / 10, () -> "" + model.losses());
    }

    @Test
    void staysWhereAllRowsAreEqual() throws IOException {
        KMeansModel model = train(KMeansSpec.of(5), new float[40], 4);
        assertEquals(0, model.losses().getLast());
        assertEquals(0, model.repaired());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.1, 2})
    void holdsTheCap(double factor) throws IOException {
        float[] rows = TestVectors.clustered(3000, 8, 7, 2);
        KMeansSpec spec = KMeansSpec.of(40).withCapFactor(factor);
        Centroids centroids = train(spec, rows, 8).centroids();
        int cap = CappedAssignment.cap(factor, 3000, 40);
        int[] nearest = new int[3000];
        try (Workers workers = new Workers(2, BuildProgress.NONE)) {
            new CappedAssignment(
                            new MemoryVectors(rows, 8),
                            new CentroidAssigner(centroids, Metric.L2, KernelSet.best()),
                            cap,
                            workers)
                    .assign(nearest, new float[3000]);
        }
        int[] sizes = new int[40];
        for (int centroid : nearest) {
            sizes[centroid]++;
        }
        for (int size : sizes) {
            assertTrue(size <= cap, size + " rows, the cap is " + cap);
        }
    }

    @Test
    void givesBackCentroidsOfLengthOne() throws IOException {
        float[] values = train(KMeansSpec.of(10).withSpherical(true), TestVectors.gaussian(500, 6, 1), 6)
                .centroids()
                .values();
        for (int c = 0; c < 10; c++) {
            assertEquals(1, TestVectors.squaredL2(values, c * 6, new float[6], 0, 6), 1e-6);
        }
    }

    @Test
    void comesNearWholePassesWithBatches() throws IOException {
        float[] rows = TestVectors.gaussian(20_000, 10, 8);
        double whole = train(KMeansSpec.of(50), rows, 10).losses().getLast();
        double batches =
                train(KMeansSpec.of(50).withBatchRows(1000), rows, 10).losses().getLast();
        assertEquals(whole, batches, 0.03 * whole);
    }

    @Test
    void comesNearOneLevelWithTwo() throws IOException {
        float[] rows = TestVectors.gaussian(20_000, 10, 8);
        double one = train(KMeansSpec.of(400), rows, 10).losses().getLast();
        KMeansModel two = train(KMeansSpec.of(400).withTwoLevelsAbove(100), rows, 10);
        assertEquals(one, two.losses().getLast(), 0.1 * one);
        assertEquals(400, two.centroids().count());
    }

    @Test
    void trainsOnASampleOfALargeSource() throws IOException {
        float[] rows = TestVectors.clustered(10_000, 6, 4, 3);
        try (Workers workers = new Workers(1, BuildProgress.NONE)) {
            KMeansSpec spec = KMeansSpec.of(4).withPointsPerCentroid(50).withSeeding(KMeansSpec.Seeding.PLUS_PLUS);
            KMeansModel model = new KMeans(spec, KernelSet.best(), workers).train(new MemoryVectors(rows, 6));
            assertEquals(200 * 6 * 0.01, model.losses().getLast(), 2);
        }
    }

    @Test
    void rejectsFewerRowsThanCentroids() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> train(KMeansSpec.of(11), new float[40], 4));
        assertEquals("11 centroids need as many rows, there are 10", e.getMessage());
    }

    @Test
    void rejectsACapBelowOne() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> KMeansSpec.of(1).withCapFactor(0.5));
        assertEquals("capFactor must be 0 or at least 1, got 0.5", e.getMessage());
    }

    @Test
    void endsWhenCancelled() throws IOException {
        List<Long> passes = new ArrayList<>();
        BuildProgress twoPasses = new BuildProgress() {
            @Override
            public void report(String phase, long done, long total) {
                passes.add(done);
            }

            @Override
            public boolean isCancelled() {
                return passes.size() == 2;
            }
        };
        try (Workers workers = new Workers(2, twoPasses)) {
            KMeans kmeans = new KMeans(KMeansSpec.of(20), KernelSet.best(), workers);
            float[] rows = TestVectors.gaussian(5000, 10, 1);
            assertThrows(CancellationException.class, () -> kmeans.train(rows, 10));
        }
        assertEquals(List.of(1L, 2L), passes);
    }
}
