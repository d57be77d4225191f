package dev.evodb.rivals.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static Curve.Point point(double recall, double rate) {
        return new Curve.Point("s" + recall, recall, rate, rate, 1, 2);
    }

    @Test
    void interpolatesTheLogarithmOfTheRate() {
        Curve curve = new Curve(List.of(point(0.90, 10_000), point(0.94, 100)));
        assertEquals(1_000, curve.rateAt(0.92).orElseThrow(), 1e-6);
    }

    @Test
    void answersAMeasuredPointAsItIs() {
        Curve curve = new Curve(List.of(point(0.90, 3_000), point(0.95, 2_000), point(0.99, 500)));
        assertEquals(2_000, curve.rateAt(0.95).orElseThrow(), 1e-9);
    }

    @Test
    void ignoresSettingsThatAnotherBeats() {
        Curve curve = new Curve(List.of(point(0.90, 3_000), point(0.93, 100), point(0.95, 2_000)));
        assertEquals(List.of(point(0.90, 3_000), point(0.95, 2_000)), curve.frontier());
    }

    @Test
    void doesNotExtrapolate() {
        Curve curve = new Curve(List.of(point(0.92, 3_000), point(0.95, 2_000)));
        assertEquals(OptionalDouble.empty(), curve.rateAt(0.96));
        assertEquals(OptionalDouble.of(3_000), curve.rateAt(0.90));
        assertTrue(curve.startsAbove(0.90));
        assertFalse(curve.startsAbove(0.95));
    }

    @Test
    void namesTheFirstSettingWithTheRecall() {
        Curve curve = new Curve(List.of(point(0.92, 3_000), point(0.96, 2_000), point(0.97, 1_000)));
        assertEquals("s0.96", curve.near(0.95).setting());
        assertEquals("s0.97", curve.near(0.99).setting());
    }
}
