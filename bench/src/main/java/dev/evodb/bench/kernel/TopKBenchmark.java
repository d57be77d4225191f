package dev.evodb.bench.kernel;

import dev.evodb.vector.TopK;
import java.util.Arrays;
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

/// The nearest k of 4,096 candidates in random order; time per candidate. The floor looks at every distance once.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TopKBenchmark {
    private static final int CANDIDATES = 4096;

    @Param({"10", "100"})
    int k = 10;

    private final double[] candidates = new double[CANDIDATES];
    private int[] ordinals = {};
    private double[] distances = {};

    /// Makes the data and compares the heap with a full sort.
    @Setup
    public void gate() {
        SplittableRandom random = new SplittableRandom(13);
        Arrays.setAll(candidates, i -> random.nextDouble());
        ordinals = new int[k];
        distances = new double[k];
        double[] sorted = candidates.clone();
        Arrays.sort(sorted);
        Gate.equal("k-th distance", sorted[k - 1], topK(), 0);
    }

    @Benchmark
    @OperationsPerInvocation(CANDIDATES)
    public double topK() {
        TopK topK = new TopK(k);
        for (int i = 0; i < CANDIDATES; i++) {
            topK.offer(candidates[i], i);
        }
        topK.drain(ordinals, distances);
        return distances[k - 1];
    }

    @Benchmark
    @OperationsPerInvocation(CANDIDATES)
    public double floor() {
        double least = Double.POSITIVE_INFINITY;
        for (double candidate : candidates) {
            least = Math.min(least, candidate);
        }
        return least;
    }
}
