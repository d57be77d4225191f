package dev.evodb.bench.kernel;

import dev.evodb.ann.kernel.KernelSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.util.VectorUtil;
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

/// Distances of one query to 256 rows that stay in cache, time per row: the plain kernels, those of this
/// machine, and Lucene's, which take one pair of arrays at a time. The floor adds up the rows' bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowKernelsBenchmark {
    private static final int ROWS = 256;
    private static final float SCALE = 0.01f;

    @Param({"100", "128", "768"})
    int dims = 100;

    /// `plain` or `best`.
    @Param({"plain", "best"})
    String kernels = "best";

    private final float[] out = new float[ROWS];
    private KernelSet set = KernelSet.plain();
    private float[] query = {};
    private float[] rows = {};
    private float[][] rowArrays = {};
    private short[] halves = {};
    private byte[] bytes = {};
    private int[] bits = {};

    /// Makes the data and compares every kernel with the plain one, and Lucene's too.
    @Setup
    public void gate() {
        set = kernels.equals("plain") ? KernelSet.plain() : KernelSet.best();
        SplittableRandom random = new SplittableRandom(7);
        query = new float[dims];
        rows = new float[ROWS * dims];
        rowArrays = new float[ROWS][dims];
        halves = new short[ROWS * dims];
        bytes = new byte[ROWS * dims];
        bits = new int[ROWS * dims];
        for (int d = 0; d < dims; d++) {
            query[d] = (float) random.nextGaussian();
        }
        random.nextBytes(bytes);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
            rowArrays[i / dims][i % dims] = rows[i];
            halves[i] = Float.floatToFloat16(rows[i]);
            bits[i] = Float.floatToRawIntBits(rows[i]);
        }
        KernelSet plain = KernelSet.plain();
        plain.distance().squaredL2ToRows(query, 0, rows, 0, dims, ROWS, out, 0);
        double l2 = sum(out);
        Gate.equal("rows of " + set.name(), l2, sum(squaredL2Rows()), 1e-5);
        Gate.equal("pairs of " + set.name(), l2, squaredL2(), 1e-5);
        Gate.equal("pairs of Lucene", l2, luceneSquaredL2(), 1e-5);
        plain.distance().dotWithRows(query, 0, rows, 0, dims, ROWS, out, 0);
        double dot = sum(out);
        Gate.equal("products of rows of " + set.name(), dot, sum(dotRows()), 1e-4);
        Gate.equal("products of pairs of " + set.name(), dot, dot(), 1e-4);
        Gate.equal("products of Lucene", dot, luceneDot(), 1e-4);
        plain.halves().squaredL2ToRows(query, 0, halves, 0, dims, ROWS, out, 0);
        Gate.equal("halves of " + set.name(), sum(out), sum(squaredL2Halves()), 1e-5);
        plain.int8s().squaredL2ToRows(query, 0, bytes, 0, SCALE, dims, ROWS, out, 0);
        Gate.equal("bytes of " + set.name(), sum(out), sum(squaredL2Bytes()), 1e-5);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] squaredL2Rows() {
        set.distance().squaredL2ToRows(query, 0, rows, 0, dims, ROWS, out, 0);
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] dotRows() {
        set.distance().dotWithRows(query, 0, rows, 0, dims, ROWS, out, 0);
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] squaredL2Halves() {
        set.halves().squaredL2ToRows(query, 0, halves, 0, dims, ROWS, out, 0);
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] squaredL2Bytes() {
        set.int8s().squaredL2ToRows(query, 0, bytes, 0, SCALE, dims, ROWS, out, 0);
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double squaredL2() {
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            sum += set.distance().squaredL2(query, 0, rows, r * dims, dims);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double dot() {
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            sum += set.distance().dot(query, 0, rows, r * dims, dims);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double luceneSquaredL2() {
        double sum = 0;
        for (float[] row : rowArrays) {
            sum += VectorUtil.squareDistance(query, row);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double luceneDot() {
        double sum = 0;
        for (float[] row : rowArrays) {
            sum += VectorUtil.dotProduct(query, row);
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
