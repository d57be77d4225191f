package dev.evodb.bench.train;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.vector.Metric;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The nearest of 1,024 centroids; time per row. The rival compares row by row with the distance kernel,
/// the floor is the read of a row.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AssignBenchmark {
    private static final int ROWS = 512;
    private static final int CENTROIDS = 1024;

    @Param({"100", "784"})
    int dims = 100;

    private float[] rows = {};
    private float[] centroids = {};
    private CentroidAssigner plain = assigner(new float[1], 1, KernelSet.plain());
    private CentroidAssigner best = plain;
    private final int[] nearest = new int[ROWS];
    private final float[] scores = new float[ROWS];
    private final float[] distances = new float[CENTROIDS];

    /// Makes the data and compares the contenders.
    @Setup
    public void gate() {
        SplittableRandom random = new SplittableRandom(3);
        rows = gaussians(random, ROWS * dims);
        centroids = gaussians(random, CENTROIDS * dims);
        plain = assigner(centroids, dims, KernelSet.plain());
        best = assigner(centroids, dims, KernelSet.best());
        int[] expected = plain().clone();
        int[] found = best().clone();
        int[] rival = rowByRow().clone();
        for (int i = 0; i < ROWS; i++) {
            if (expected[i] != found[i] || expected[i] != rival[i]) {
                throw new IllegalStateException("row " + i + ": " + expected[i] + ", " + found[i] + " and " + rival[i]);
            }
        }
    }

    private static float[] gaussians(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static CentroidAssigner assigner(float[] centroids, int dims, KernelSet kernels) {
        return new CentroidAssigner(new Centroids(centroids.length / dims, dims, centroids), Metric.L2, kernels);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] plain() {
        plain.assign(rows, 0, ROWS, nearest, scores, 0);
        return nearest;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] best() {
        best.assign(rows, 0, ROWS, nearest, scores, 0);
        return nearest;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] rowByRow() {
        for (int i = 0; i < ROWS; i++) {
            KernelSet.best().distance().squaredL2ToRows(rows, i * dims, centroids, 0, dims, CENTROIDS, distances, 0);
            int least = 0;
            for (int c = 1; c < CENTROIDS; c++) {
                least = distances[c] < distances[least] ? c : least;
            }
            nearest[i] = least;
        }
        return nearest;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int floor() {
        int sum = 0;
        for (float value : rows) {
            sum += Float.floatToRawIntBits(value);
        }
        return sum;
    }
}
