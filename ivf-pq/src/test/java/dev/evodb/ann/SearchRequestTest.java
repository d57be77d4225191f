package dev.evodb.ann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SearchRequestTest {
    @Test
    void namesWhatIsWrong() {
        assertEquals("k must be at least 1, got 0", message(new float[2], 0, 1, 0));
        assertEquals("nprobes must be at least 1, got 0", message(new float[2], 1, 0, 0));
        assertEquals("refine factor must not be negative, got -1", message(new float[2], 1, 1, -1));
        assertEquals(
                "k x refine factor must be at most 1000000, got 2000000000 x 2000000000",
                message(new float[2], 2_000_000_000, 1, 2_000_000_000));
        assertEquals("query value 1 is NaN, allowed finite numbers", message(new float[] {0, Float.NaN}, 1, 1, 0));
    }

    @Test
    void rejectsNegativePatience() {
        SearchRequest request = new SearchRequest(new float[3], 1, 1, 0, RowMask.all());
        assertEquals(
                "patience must not be negative, got -1",
                assertThrows(IllegalArgumentException.class, () -> request.withPatience(-1))
                        .getMessage());
    }

    @Test
    void namesBothDims() {
        SearchRequest request = new SearchRequest(new float[3], 1, 1, 0, RowMask.all());
        assertEquals(
                "query has 3 dims, the column has 4",
                assertThrows(IllegalArgumentException.class, () -> request.requireDims(4))
                        .getMessage());
    }

    private static String message(float[] query, int k, int nprobes, int refineFactor) {
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> new SearchRequest(query, k, nprobes, refineFactor, RowMask.all()))
                .getMessage());
    }
}
