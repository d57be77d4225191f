package dev.evodb.bench.train;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.pq.PqEncoder;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.rabitq.RabitqCodes;
import dev.evodb.ann.rabitq.RabitqQuantizer;
import dev.evodb.ann.sq.ScalarQuantizer;
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

/// Encoding of vectors of 100 dims; time per row. The floor is the read of a row.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {
    private static final int ROWS = 1024;
    private static final int DIMS = 100;

    @Param({"16", "256"})
    int codesASubvector = 16;

    private final float[] rows = gaussians(ROWS * DIMS, 1);
    private final byte[] codes = new byte[ROWS * DIMS];
    private final ScalarQuantizer scalar = ScalarQuantizer.perDim(rows, DIMS, 0.001);
    private final RabitqQuantizer rabitq = new RabitqQuantizer(FastRotation.random(DIMS, 1), 1, true);
    private final RabitqCodes bits = RabitqCodes.of(DIMS, 1, ROWS);
    private int subvectors;
    private PqEncoder plain = encoder(KernelSet.plain());
    private PqEncoder best = plain;

    /// 25 bytes a row either way. Compares the contenders.
    @Setup
    public void gate() {
        subvectors = codesASubvector == 16 ? 50 : 25;
        plain = encoder(KernelSet.plain());
        best = encoder(KernelSet.best());
        byte[] expected = productPlain().clone();
        if (!Arrays.equals(expected, product())) {
            throw new IllegalStateException("codes differ");
        }
    }

    private PqEncoder encoder(KernelSet kernels) {
        int cut = Math.max(1, subvectors);
        return new PqEncoder(
                new Codebook(
                        cut,
                        DIMS,
                        Integer.numberOfTrailingZeros(codesASubvector),
                        gaussians(codesASubvector * DIMS, 2)),
                kernels);
    }

    private static float[] gaussians(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] productPlain() {
        plain.encode(rows, 0, ROWS, codes, 0);
        return codes;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] product() {
        best.encode(rows, 0, ROWS, codes, 0);
        return codes;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] scalar() {
        scalar.encode(rows, 0, ROWS, codes, 0);
        return codes;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public RabitqCodes rabitq() {
        rabitq.encode(rows, 0, ROWS, bits, 0);
        return bits;
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
