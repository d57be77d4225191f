package dev.evodb.lance.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RowSelectionTest {
    @Test
    void neighbouringRowsAreOneRun() {
        RowRuns runs = RowSelection.of(new long[] {3, 4, 5, 9, 10}).within(0, 100);
        assertArrayEquals(new int[] {3, 9}, Arrays.copyOf(runs.starts(), runs.count()));
        assertArrayEquals(new int[] {6, 11}, Arrays.copyOf(runs.ends(), runs.count()));
    }

    @Test
    void clipsRunsToAPage() {
        RowRuns runs = RowSelection.of(new long[] {3, 4, 5, 9, 10}).within(4, 10);
        assertArrayEquals(new int[] {0, 5}, runs.starts());
        assertArrayEquals(new int[] {2, 6}, runs.ends());
    }

    @Test
    void aPageWithoutWantedRowsHasNoRuns() {
        assertEquals(0, RowSelection.of(new long[] {3, 9}).within(4, 9).count());
        assertEquals(0, RowSelection.of(new long[] {3, 9}).within(10, 20).count());
    }

    @Test
    void splitsRunsIntoParts() {
        RowRuns parts = RowRuns.of(10, 25).split(7);
        assertArrayEquals(new int[] {10, 17, 24}, parts.starts());
        assertArrayEquals(new int[] {17, 24, 25}, parts.ends());
    }

    @Test
    void rejectsRowsThatDoNotAscend() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> RowSelection.of(new long[] {1, 5, 5}));
        assertEquals("rows must ascend strictly, got 5 before 5", e.getMessage());
    }
}
