package dev.evodb.lance.deletion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class DeletionVectorTest {
    @Test
    void answersLikeAListOfRows() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = 1 + random.nextInt(3000);
            BitSet deleted = new BitSet();
            RoaringBitmap bitmap = new RoaringBitmap();
            double share = random.nextDouble();
            for (int row = 0; row < rows; row++) {
                if (random.nextDouble() < share) {
                    deleted.set(row);
                    bitmap.add(row);
                }
            }
            compare(DeletionVector.of(bitmap), deleted, rows, "seed " + seed);
        }
    }

    private static void compare(DeletionVector vector, BitSet deleted, int rows, String what) {
        assertEquals(deleted.cardinality(), vector.size(), what);
        assertEquals(deleted.isEmpty(), vector.isEmpty(), what);
        long live = 0;
        for (int row = 0; row < rows; row++) {
            assertEquals(deleted.get(row), vector.contains(row), what);
            assertEquals(live, vector.liveBefore(row), what);
            int next = deleted.nextSetBit(row);
            assertEquals(next < 0 ? Long.MAX_VALUE : next, vector.nextDeleted(row), what);
            assertEquals(deleted.nextClearBit(row), vector.nextLive(row), what);
            if (!deleted.get(row)) {
                assertEquals(row, vector.physicalRow(live, rows), what);
                live++;
            }
        }
        assertEquals(live, vector.liveBefore(rows), what);
    }

    @Test
    void reachesTheLastRowOfTheLargestFragment() {
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.add(0L, (1L << 32) - 1);
        DeletionVector vector = DeletionVector.of(bitmap);
        long last = (1L << 32) - 1;

        assertEquals(last, vector.size());
        assertFalse(vector.contains(last));
        assertTrue(vector.contains(last - 1));
        assertEquals(last, vector.nextLive(0));
        assertEquals(Long.MAX_VALUE, vector.nextDeleted(last));
        assertEquals(last, vector.physicalRow(0, 1L << 32));
        assertEquals(1, vector.liveBefore(1L << 32));
    }

    @Test
    void keepsAFragmentWithoutRowsThatLiveInAFewBytes() {
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.add(0L, 1L << 32);
        DeletionVector vector = DeletionVector.of(bitmap);

        assertEquals(1L << 32, vector.nextLive(0));
        assertEquals(0, vector.liveBefore(1L << 32));
        // A container for each upper half, whatever it holds.
        assertTrue(vector.sizeInBytes() < 2 << 20, vector.sizeInBytes() + " bytes");
    }
}
