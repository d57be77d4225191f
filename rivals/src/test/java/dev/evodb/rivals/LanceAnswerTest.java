package dev.evodb.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LanceAnswerTest {
    private static LanceAnswer answer(String hits) {
        return LanceAnswer.parse("64/10 3 " + hits);
    }

    @Test
    void readsALine() {
        LanceAnswer answer = answer("7:0.5 9:1.25");
        assertEquals("64/10", answer.setting());
        assertEquals(3, answer.query());
        assertEquals("[7, 9] at [0.5, 1.25]", answer.toString());
    }

    @Test
    void forgivesTiesInOrderAndAtTheEnd() {
        assertTrue(answer("7:0.5 8:0.5 9:1").isTiedWith(answer("8:0.5 7:0.5 9:1"), 1e-5));
        assertTrue(answer("7:0.5 9:1").isTiedWith(answer("7:0.5 4:1"), 1e-5));
    }

    @Test
    void tellsOtherRowsApart() {
        assertFalse(answer("7:0.5 9:1").isTiedWith(answer("6:0.5 9:1"), 1e-5));
        assertFalse(answer("7:0.5 9:1").isTiedWith(answer("7:0.5 9:1.1"), 1e-5));
        assertFalse(answer("7:0.5 9:1").isTiedWith(answer("7:0.5"), 1e-5));
    }

    @Test
    void comparesIdsInOrder() {
        assertTrue(answer("7:0.5 9:1").hasSameIds(answer("7:0.6 9:1")));
        assertFalse(answer("7:0.5 9:1").hasSameIds(answer("9:0.5 7:1")));
    }
}
