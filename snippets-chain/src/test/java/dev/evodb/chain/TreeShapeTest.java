package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeShapeTest {
    @ParameterizedTest
    @CsvSource({
        "1, 5, '', 0, 0",
        "4, 5, 4, 1, 1",
        "5, 5, 5, 1, 1",
        "6, 5, 5×1-2, 2, 2",
        "20, 5, 4×5, 2, 5",
        "18, 5, 4×4-5, 2, 5",
        "25, 5, 5×5, 2, 6",
        "26, 5, 5×4-5×1-5, 3, 7",
        "125, 5, 5×5×5, 3, 31",
        "4, 3, 3×1-2, 2, 2",
        "27, 3, 3×3×3, 3, 13",
        "4, 2, 2×2, 2, 3",
    })
    void isTheCheapestTreeOfItsWidth(int leaves, int width, String text, int levels, int steps) {
        TreeShape shape = TreeShape.of(leaves, width);

        assertEquals(text, shape.text());
        assertEquals(levels, shape.levels());
        assertEquals(steps, shape.steps());
    }

    @Test
    void hasTheFewestLevelsAndStepsForAllLeavesAndWidths() {
        for (int width = 2; width <= 7; width++) {
            for (int leaves = 1; leaves <= 400; leaves++) {
                TreeShape shape = TreeShape.of(leaves, width);
                String what = leaves + " leaves, width " + width + ": " + shape.text();

                assertEquals(leaves, countLeaves(shape), what);
                assertTrue(shape.width() <= width, what);
                int levels = 0;
                for (long reached = 1; reached < leaves; reached *= width) {
                    levels++;
                }
                assertEquals(levels, shape.levels(), what);
                assertEquals((leaves - 1 + width - 2) / (width - 1), shape.steps(), what);
                assertNoStepOverOne(shape, what);
            }
        }
    }

    @Test
    void spreadsLeavesEvenlyOverSteps() {
        assertEquals(
                List.of(5, 5, 4, 1, 1),
                TreeShape.of(16, 5).children().stream().map(TreeShape::leaves).toList());
        assertEquals(
                List.of(2, 1, 1, 1, 1),
                TreeShape.of(6, 5).children().stream().map(TreeShape::leaves).toList());
    }

    @Test
    void refusesWhatIsNoTree() {
        assertRefused("leaves must be in 1..=1024, got 0", () -> TreeShape.of(0, 5));
        assertRefused("leaves must be in 1..=1024, got 1025", () -> TreeShape.of(1_025, 5));
        assertRefused("width must be at least 2, got 1", () -> TreeShape.of(2, 1));
        assertRefused("a tree of 3 leaves has 1 children with 1", () -> new TreeShape(3, List.of(TreeShape.of(1, 2))));
    }

    private static void assertRefused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static int countLeaves(TreeShape shape) {
        return shape.isLeaf()
                ? 1
                : shape.children().stream().mapToInt(TreeShapeTest::countLeaves).sum();
    }

    private static void assertNoStepOverOne(TreeShape shape, String what) {
        assertTrue(shape.isLeaf() || shape.children().size() > 1, what);
        shape.children().forEach(child -> assertNoStepOverOne(child, what));
    }
}
