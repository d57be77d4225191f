package dev.evodb.bench.kernel;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.NearestRows;
import dev.evodb.ann.kernel.Pq8Block;
import dev.evodb.ann.kernel.RabitqScan;
import dev.evodb.ann.kernel.ScanHits;
import java.util.Arrays;
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

/// Scans of codes, and what surrounds them, time per row (`table`: per subvector of 256 entries); the
/// plain kernels and those of this machine. The floors read the codes once.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodeKernelsBenchmark {
    private static final int ROWS = 4096;
    private static final int SUBVECTORS = 25;
    private static final int SUB_DIMS = 4;

    /// `plain` or `best`.
    @Param({"plain", "best"})
    String kernels = "best";

    /// Bytes of the codes of one bit a dimension.
    @Param({"16", "96"})
    int bitCodeBytes = 16;

    private final ScanHits hits = new ScanHits();
    private final NearestRows nearest = new NearestRows(10);
    private final int[] products = new int[ROWS];
    private final float[] sums = new float[ROWS];
    private final float[] table = new float[SUBVECTORS * 256];
    private final byte[] codes = new byte[ROWS * SUBVECTORS];
    private final Pq8Block block = new Pq8Block(codes, 0, ROWS, ROWS, SUBVECTORS);
    private KernelSet set = KernelSet.plain();
    private float[] target = {};
    private float[] codebook = {};
    private byte[] bitCodes = {};
    private byte[][] bitRows = {};
    private byte[] bitQuery = {};
    private long[] planes = {};
    private float threshold;

    /// Makes the data and compares every kernel with the plain one.
    @Setup
    public void gate() {
        set = kernels.equals("plain") ? KernelSet.plain() : KernelSet.best();
        SplittableRandom random = new SplittableRandom(11);
        random.nextBytes(codes);
        target = floats(random, SUBVECTORS * SUB_DIMS);
        codebook = floats(random, SUBVECTORS * SUB_DIMS * 256);
        bitCodes = new byte[ROWS * bitCodeBytes];
        random.nextBytes(bitCodes);
        bitQuery = Arrays.copyOf(bitCodes, bitCodeBytes);
        bitRows = new byte[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            bitRows[row] = Arrays.copyOfRange(bitCodes, row * bitCodeBytes, (row + 1) * bitCodeBytes);
        }
        planes = random.longs(bitCodeBytes / 2).toArray();
        KernelSet plain = KernelSet.plain();
        plain.tables().squaredL2(target, 0, codebook, SUBVECTORS, SUB_DIMS, 256, table);
        double entries = sum(table);
        Gate.equal("table of " + set.name(), entries, sum(table()), 0);
        plain.pq8().sums(block, table, sums);
        float[] sorted = sums.clone();
        Arrays.sort(sorted);
        threshold = sorted[ROWS / 50];
        Gate.equal("hits of " + set.name(), ROWS / 50 + 1, collect(), 0);
        Gate.equal("nearest of " + set.name(), sorted[9], nearest(), 0);
        plain.rabitq().products(bitCodes, 0, ROWS / RabitqScan.BLOCK, bitCodeBytes / 8, planes, products);
        int expected = Arrays.hashCode(products);
        Gate.equal("products of " + set.name(), expected, Arrays.hashCode(bitProducts()), 0);
        plain.hamming().toRows(bitQuery, 0, bitCodes, 0, bitCodeBytes, ROWS, products, 0);
        double bits = Arrays.stream(products).asDoubleStream().sum();
        Gate.equal(
                "hamming of " + set.name(),
                bits,
                Arrays.stream(hamming()).asDoubleStream().sum(),
                0);
        Gate.equal("hamming of Lucene", bits, (double) luceneHamming(), 0);
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(SUBVECTORS)
    public float[] table() {
        set.tables().squaredL2(target, 0, codebook, SUBVECTORS, SUB_DIMS, 256, table);
        return table;
    }

    /// The fiftieth part of the rows is below the threshold.
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int collect() {
        set.pq8().collect(block, table, threshold, hits);
        return hits.count();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float nearest() {
        nearest.clear(10);
        nearest.offerAll(sums, 0, ROWS, 0, set.filter());
        nearest.tighten();
        return nearest.threshold();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] bitProducts() {
        set.rabitq().products(bitCodes, 0, ROWS / RabitqScan.BLOCK, bitCodeBytes / 8, planes, products);
        return products;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] hamming() {
        set.hamming().toRows(bitQuery, 0, bitCodes, 0, bitCodeBytes, ROWS, products, 0);
        return products;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int luceneHamming() {
        int sum = 0;
        for (byte[] row : bitRows) {
            sum += VectorUtil.xorBitCount(bitQuery, row);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int floorOfCodes() {
        int sum = 0;
        for (byte code : codes) {
            sum += code;
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int floorOfBitCodes() {
        int sum = 0;
        for (byte code : bitCodes) {
            sum += code;
        }
        return sum;
    }
}
