package dev.evodb.rivals.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static List<OptionalDouble> rates(double... values) {
        List<OptionalDouble> rates = new ArrayList<>();
        for (double value : values) {
            rates.add(value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty());
        }
        return rates;
    }

    private static String text(List<OptionalDouble> ours, List<OptionalDouble> rival) {
        return Verdict.of("evodb", ours, "rival", rival, 0.95).text();
    }

    @Test
    void takesRatiosRoundByRound() {
        assertEquals("2.00x (1.90-2.10 of 3 rounds)", text(rates(190, 220, 210), rates(100, 110, 100)));
    }

    @Test
    void refusesAnUnsteadyAnchor() {
        assertEquals("no verdict: rival's own rounds differ by 34 %", text(rates(200, 200, 200), rates(90, 100, 124)));
    }

    @Test
    void acceptsRoundsThatDifferByTwentyPercent() {
        assertEquals("2.00x (1.82-2.22 of 3 rounds)", text(rates(200, 200, 200), rates(90, 100, 110)));
    }

    @Test
    void refusesTooFewRounds() {
        assertEquals("no verdict: 2 of 3 rounds, 2.00x", text(rates(200, 200), rates(100, 100)));
    }

    @Test
    void saysWhoDoesNotReachTheRecall() {
        assertEquals("rival does not reach it", text(rates(200, 200), rates(0, 0)));
        assertEquals("evodb does not reach it", text(rates(0, 0), rates(100, 100)));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertEquals(new Spread(2.5, 1, 9, 4), Spread.of(9, 2, 3, 1));
    }
}
