package dev.evodb.lance.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.RepDefLayer;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Rows of a list: the end of row 4, row 5 with two items, row 6 without, row 7 with one.
class RowCutterTest {
    private static final Location AT = Location.of("t.lance");
    private static final short[] REPETITION = {0, 1, 0, 1, 1};
    private static final short[] DEFINITION = {0, 0, 1, 2, 0};

    private final LeafBuilder out = leaf();
    private final List<String> items = new ArrayList<>();

    private static LeafBuilder leaf() {
        Field list =
                new Field("l", new DataType.ListOf(new Field("item", new DataType.Int(8, true), true), false), true);
        LeafBuilder leaf = new LeafBuilder(LeafShapes.of(list, AT).getFirst(), AT, new DecodeBudget(1 << 20));
        leaf.startPage(AT, new Layers(List.of(RepDefLayer.NULLABLE_ITEM, RepDefLayer.EMPTYABLE_LIST)));
        return leaf;
    }

    private void cut(int... runs) {
        int[] starts = new int[runs.length / 2];
        int[] ends = new int[runs.length / 2];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = runs[2 * i];
            ends[i] = runs[2 * i + 1];
        }
        new RowCutter(REPETITION, DEFINITION, 5, out)
                .append(5, new RowRuns(starts.length, starts, ends), (from, n) -> items.add(from + "+" + n));
    }

    private List<Integer> repetition() {
        List<Integer> levels = new ArrayList<>();
        for (short level : Arrays.copyOf(out.repetition(), out.entries())) {
            levels.add((int) level);
        }
        return levels;
    }

    @Test
    void countsRowsAndItems() {
        RowCutter cutter = new RowCutter(REPETITION, DEFINITION, 5, out);
        assertEquals(3, cutter.rowStarts());
        assertEquals(4, cutter.visible());
        assertTrue(cutter.startsWithinRow());
        assertFalse(new RowCutter(Levels.NONE, Levels.NONE, 2, out).startsWithinRow());
    }

    @Test
    void takesEverythingAtOnce() {
        cut(0, 100);
        assertEquals(List.of(0, 1, 0, 1, 1), repetition());
        assertEquals(List.of("0+4"), items);
    }

    @Test
    void goesOnWithARowFromBefore() {
        cut(4, 5);
        assertEquals(List.of(0), repetition());
        assertEquals(List.of("0+1"), items);
    }

    @Test
    void cutsSingleRows() {
        cut(1, 2, 5, 6, 7, 8);
        assertEquals(List.of(1, 0, 1), repetition());
        assertEquals(List.of("1+2", "3+1"), items);
    }

    @Test
    void cutsARowWithoutItems() {
        cut(6, 7);
        assertEquals(List.of(1), repetition());
        assertEquals(List.of("3+0"), items);
    }

    @Test
    void leavesOutARowFromBefore() {
        cut(5, 6, 6, 8);
        assertEquals(List.of(1, 0, 1, 1), repetition());
        assertEquals(List.of("1+2", "3+1"), items);
    }

    @Test
    void takesNothingThatIsElsewhere() {
        cut(0, 4, 8, 9);
        assertEquals(List.of(), repetition());
        assertEquals(List.of(), items);
    }

    /// Rows of up to five items, null and empty lists among them, cut at random and compared with the rows
    /// one by one.
    @Test
    void skipsAnyNumberOfRows() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 50; round++) {
            int entries = 1 + random.nextInt(700);
            short[] repetition = new short[entries];
            short[] definition = new short[entries];
            List<List<Integer>> entriesOfRow = new ArrayList<>(List.of(new ArrayList<>()));
            int[] itemsBefore = new int[entries + 1];
            for (int e = 0; e < entries; e++) {
                repetition[e] = (short) (random.nextInt(3) / 2);
                definition[e] = (short) random.nextInt(3);
                itemsBefore[e + 1] = itemsBefore[e] + (definition[e] < 2 ? 1 : 0);
                if (repetition[e] == 1) {
                    entriesOfRow.add(new ArrayList<>());
                }
                entriesOfRow.getLast().add(e);
            }
            // Row 9 ends here; the next ones start here.
            int rows = entriesOfRow.size();
            List<Integer> starts = new ArrayList<>();
            List<Integer> ends = new ArrayList<>();
            List<Integer> expectedItems = new ArrayList<>();
            int expectedEntries = 0;
            for (int row = 0; row < rows; row++) {
                if (random.nextInt(20) == 0) {
                    starts.add(9 + row);
                    ends.add(10 + row);
                    expectedEntries += entriesOfRow.get(row).size();
                    for (int e : entriesOfRow.get(row)) {
                        if (itemsBefore[e + 1] > itemsBefore[e]) {
                            expectedItems.add(itemsBefore[e]);
                        }
                    }
                }
            }
            LeafBuilder cut = leaf();
            List<Integer> found = new ArrayList<>();
            RowRuns wanted = new RowRuns(
                    starts.size(),
                    starts.stream().mapToInt(Integer::intValue).toArray(),
                    ends.stream().mapToInt(Integer::intValue).toArray());
            new RowCutter(repetition, definition, entries, cut).append(10, wanted, (from, n) -> {
                for (int i = 0; i < n; i++) {
                    found.add(from + i);
                }
            });
            assertEquals(expectedItems, found);
            assertEquals(expectedEntries, cut.entries());
        }
    }
}
