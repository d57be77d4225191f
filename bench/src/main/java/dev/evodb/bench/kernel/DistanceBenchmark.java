package dev.evodb.bench.kernel;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.ScalarKernels;
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

/// Exact distances of one query to rows that stay in cache; time per row.
///
/// The floor reads every row's bytes once and adds them as integers, which the JIT vectorises.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DistanceBenchmark {
    private static final int ROWS = 256;

    @Param({"100", "128", "768"})
    int dims = 100;

    private final Kernels kernels = new ScalarKernels();
    private float[] rows = {};
    private int[] bits = {};
    private float[] query = {};

    /// Makes the data and compares every kernel with a sum written out here.
    @Setup
    public void gate() {
        SplittableRandom random = new SplittableRandom(7);
        rows = new float[ROWS * dims];
        bits = new int[ROWS * dims];
        query = new float[dims];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
            bits[i] = Float.floatToRawIntBits(rows[i]);
        }
        for (int d = 0; d < dims; d++) {
            query[d] = (float) random.nextGaussian();
        }
        double l2 = 0;
        double dot = 0;
        for (int r = 0; r < ROWS; r++) {
            for (int d = 0; d < dims; d++) {
                l2 += Math.pow((double) rows[r * dims + d] - query[d], 2);
                dot += (double) rows[r * dims + d] * query[d];
            }
        }
        Gate.equal("squaredL2 of " + kernels.name(), l2, squaredL2(), 1e-6);
        Gate.equal("dot of " + kernels.name(), dot, dot(), 1e-6);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double squaredL2() {
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            sum += kernels.squaredL2(query, 0, rows, r * dims, dims);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double dot() {
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            sum += kernels.dot(query, 0, rows, r * dims, dims);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int floor() {
        int sum = 0;
        for (int bit : bits) {
            sum += bit;
        }
        return sum;
    }
}
