package dev.evodb.sim.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
    @TempDir
    Path folder;

    private static List<Calibration.Pair> pairs() {
        List<Calibration.Pair> pairs = new ArrayList<>();
        for (int subrequests = 0; subrequests < 4; subrequests++) {
            for (double millis : new double[] {0.2, 1, 5, 20}) {
                pairs.add(new Calibration.Pair(
                        millis, 1.05 * millis + 0.1 + (subrequests > 0 ? 0.3 : 0) - 0.05 * subrequests, subrequests));
            }
        }
        return pairs;
    }

    @Test
    void findsTheModelThatMadeTheMeasurements() {
        Calibration fitted = Calibration.fit("javet 1 interpreter", "workerd 2", "cpu", pairs());
        assertEquals("javet 1", fitted.engine());
        assertEquals(1.05, fitted.factor(), 1e-9);
        assertEquals(0.1, fitted.requestMillis(), 1e-9);
        assertEquals(0.3, fitted.fetchingMillis(), 1e-9);
        assertEquals(-0.05, fitted.subrequestMillis(), 1e-9);
        assertEquals(0, fitted.worstResidual(), 1e-9);
        assertEquals(1.05 * 3 + 0.1 + 0.3 - 0.1, fitted.forecastMillis(3, 2), 1e-9);
    }

    @Test
    void reportsTheWorstResidualOfWhatItIsCheckedOn() {
        Calibration fitted = Calibration.fit("javet", "workerd", "cpu", pairs());
        double right = fitted.forecastMillis(2, 1);
        Calibration checked = fitted.checkedOn(List.of(new Calibration.Pair(2, right / 1.25, 1)));
        assertEquals(0.25, checked.worstResidual(), 1e-9);
    }

    @Test
    void savesAndLoadsEveryFigure() throws IOException {
        Calibration fitted = Calibration.fit("javet 1", "workerd 2", "Some CPU @ 3 GHz", pairs());
        Path file = folder.resolve("deeper/calibration.properties");
        fitted.save(file);
        assertEquals(Optional.of(fitted), Calibration.load(file));
        assertEquals(Optional.empty(), Calibration.load(folder.resolve("absent")));
    }

    @Test
    void namesWhatIsMissingInADamagedFile() throws IOException {
        Path file = folder.resolve("calibration.properties");
        Files.writeString(file, "engine=javet\nworkerd=w\ncpuModel=c\nfactor=much\n");
        assertEquals(
                file + " is no calibration: factor is much",
                assertThrows(IOException.class, () -> Calibration.load(file)).getMessage());
    }

    @Test
    void isOnlyForItsEngineAndProcessor() {
        Calibration fitted = Calibration.fit("javet 1", "workerd 2", "cpu", pairs());
        assertTrue(fitted.isFor("javet 1 interpreter", "cpu"));
        assertFalse(fitted.isFor("javet 2", "cpu"));
        assertFalse(fitted.isFor("javet 1", "another cpu"));
    }

    @Test
    void refusesTooFewMeasurements() {
        assertEquals(
                "4 pairs are needed, got 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Calibration.fit("a", "b", "c", pairs().subList(0, 3)))
                        .getMessage());
    }
}
