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

/// Scans of codes against one table, and the 8-bit re-ranking product; time per row. The floor reads every code byte.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodeScanBenchmark {
    private static final int ROWS = 4096;

    @Param({"13", "25"})
    int codeBytes = 25;

    private final Kernels kernels = new ScalarKernels();
    private final float[] floatSums = new float[ROWS];
    private final int[] intSums = new int[ROWS];
    private byte[] codes = {};
    private float[] floatTable = {};
    private int[] intTable = {};
    private int[] query = {};

    /// Makes the data and compares every kernel with a sum written out here.
    @Setup
    public void gate() {
        SplittableRandom random = new SplittableRandom(11);
        codes = new byte[ROWS * codeBytes];
        random.nextBytes(codes);
        floatTable = new float[codeBytes * 256];
        intTable = new int[codeBytes * 256];
        query = new int[codeBytes];
        for (int i = 0; i < floatTable.length; i++) {
            intTable[i] = random.nextInt(-4096, 4096);
            floatTable[i] = intTable[i];
        }
        for (int i = 0; i < codeBytes; i++) {
            query[i] = random.nextInt(-2048, 2048);
        }
        int row = ROWS / 3;
        int columnMajor = 0;
        int rowMajor = 0;
        int product = 0;
        for (int j = 0; j < codeBytes; j++) {
            columnMajor += intTable[j * 256 + Byte.toUnsignedInt(codes[j * ROWS + row])];
            rowMajor += intTable[j * 256 + Byte.toUnsignedInt(codes[row * codeBytes + j])];
            product += codes[row * codeBytes + j] * query[j];
        }
        Gate.equal("scanPq8 of " + kernels.name(), columnMajor, scanPq8()[row], 0);
        Gate.equal("scanCodes of " + kernels.name(), rowMajor, scanCodes()[row], 0);
        Gate.equal("dotInt8 of " + kernels.name(), product, dotInt8()[row], 0);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] scanPq8() {
        kernels.scanPq8(codes, 0, ROWS, codeBytes, floatTable, floatSums);
        return floatSums;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] scanCodes() {
        kernels.scanCodes(codes, 0, ROWS, codeBytes, intTable, intSums);
        return intSums;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] dotInt8() {
        for (int i = 0; i < ROWS; i++) {
            intSums[i] = kernels.dotInt8(codes, i * codeBytes, query, codeBytes);
        }
        return intSums;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int floor() {
        int sum = 0;
        for (byte code : codes) {
            sum += code;
        }
        return sum;
    }
}
