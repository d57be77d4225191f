package dev.evodb.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/// The gates of all benchmarks, run with every build, so that a benchmark cannot rot unseen.
class GateTest {
    @Test
    void everyBenchmarkPassesItsGate() {
        assertDoesNotThrow(() -> new DistanceBenchmark().gate());
        assertDoesNotThrow(() -> new CodeScanBenchmark().gate());
        assertDoesNotThrow(() -> new TopKBenchmark().gate());
        assertDoesNotThrow(() -> new RowKernelsBenchmark().gate());
        assertDoesNotThrow(() -> new CodeKernelsBenchmark().gate());
    }

    @Test
    void stopsAtADifference() {
        assertEquals(
                "dot: expected 1.0, found 1.1",
                assertThrows(IllegalStateException.class, () -> Gate.equal("dot", 1, 1.1, 1e-3))
                        .getMessage());
    }

    @Test
    void stopsAtNaN() {
        assertThrows(IllegalStateException.class, () -> Gate.equal("dot", 1, Double.NaN, 1));
    }
}
