package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HitCountTest {
    @Test
    void readsEveryAllowedNumber() {
        for (int k = 1; k <= HitCount.MAX; k++) {
            assertEquals(k, HitCount.parse(Integer.toString(k)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "1001",
                "4294967297",
                "99999999999999999999",
                "-1",
                "+1",
                " 1",
                "1.0",
                "1e2",
                "x",
                "\u0661"
            })
    void rejectsEverythingElse(String text) {
        assertEquals(
                "k must be a whole number in 1..=1000, got " + text,
                assertThrows(IllegalArgumentException.class, () -> HitCount.parse(text))
                        .getMessage());
    }
}
