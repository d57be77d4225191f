package dev.evodb.lance.roaring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/// Against the library that most writers use, which serialises; what it would choke on must be refused
/// before.
class PortableRoaringTest {
    private static final Location AT = Location.of("t.bin").atOffset(100);

    @Test
    void readsWhatTheLibraryWrites() {
        for (long seed = 0; seed < 200; seed++) {
            RoaringBitmap set = random(seed);
            assertEquals(set, parse(serialized(set)), "seed " + seed);
        }
    }

    @Test
    void measuresASetThatBytesFollow() {
        RoaringBitmap set = random(7);
        byte[] good = serialized(set);
        byte[] longer = Arrays.copyOf(good, good.length + 9);

        assertEquals(good.length, PortableRoaring.length(ByteSlice.of(longer, AT), "set"));
        assertCorrupt("set ends at " + good.length + " of " + longer.length + " bytes", longer);
    }

    @Test
    void readsFourBillionNumbersOutOfAFewBytes() {
        RoaringBitmap all = new RoaringBitmap();
        all.add(0L, 1L << 32);
        all.runOptimize();

        assertEquals(1L << 32, parse(serialized(all)).getLongCardinality());
    }

    @Test
    void refusesEveryTruncation() {
        for (RoaringBitmap set : kinds()) {
            byte[] good = serialized(set);
            for (int length = 0; length < good.length; length++) {
                byte[] cut = Arrays.copyOf(good, length);
                assertThrows(CorruptFileException.class, () -> parse(cut), () -> cut.length + " of " + good.length);
            }
        }
    }

    /// A changed byte gives another valid set or is refused; whatever is answered holds what its header
    /// says.
    @Test
    void everyChangedByteIsReadOrRefused() {
        int refused = 0;
        for (RoaringBitmap set : kinds()) {
            byte[] bytes = serialized(set);
            for (int i = 0; i < bytes.length; i++) {
                byte good = bytes[i];
                for (int changed : new int[] {0, 0xFF, ~good}) {
                    bytes[i] = (byte) changed;
                    try {
                        assertTrue(parse(bytes).validate());
                    } catch (CorruptFileException e) {
                        refused++;
                    }
                }
                bytes[i] = good;
            }
        }
        assertTrue(refused > 1000, refused + " refused");
    }

    @Test
    void saysWhatIsWrong() {
        byte[] two = serialized(RoaringBitmap.bitmapOf(1, 2));
        assertCorrupt("set starts with 12345", changed(two, 0, 0x39));
        assertCorrupt("set has 65537 containers", changed(changed(two, 4, 1), 6, 1));
        assertCorrupt("set has container 0 at 16, its header says 17", changed(two, 12, 17));
        assertCorrupt("set has 2 after 2 in container 0", changed(two, 16, 2));
        RoaringBitmap runs = new RoaringBitmap();
        runs.add(10L, 500L);
        runs.add(600L, 900L);
        runs.runOptimize();
        byte[] twoRuns = serialized(runs);
        assertCorrupt("set has runs of container 0 that overlap", changed(twoRuns, twoRuns.length - 3, 0));
        assertCorrupt(
                "set has 791 numbers in container 0, its header says 790",
                changed(twoRuns, twoRuns.length - 2, 299 + 1 & 0xFF));
    }

    private static List<RoaringBitmap> kinds() {
        RoaringBitmap array = RoaringBitmap.bitmapOf(3, 70_000, 70_001, -1);
        RoaringBitmap bits = new RoaringBitmap();
        for (int i = 0; i < 12_000; i += 2) {
            bits.add(i);
        }
        RoaringBitmap runs = new RoaringBitmap();
        for (int container = 0; container < 5; container++) {
            runs.add((container << 16) + 5L, (container << 16) + 900L);
        }
        runs.add(1 << 20);
        runs.runOptimize();
        return List.of(new RoaringBitmap(), array, bits, runs);
    }

    private static RoaringBitmap random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RoaringBitmap set = new RoaringBitmap();
        int containers = random.nextInt(8);
        for (int i = 0; i < containers; i++) {
            long base = (long) random.nextInt(1 << 16) << 16;
            if (random.nextBoolean()) {
                long from = random.nextInt(60_000);
                set.add(base + from, base + from + 1 + random.nextInt(5_000));
            }
            int numbers = random.nextInt(9_000);
            for (int n = 0; n < numbers; n++) {
                set.add((int) (base + random.nextInt(1 << 16)));
            }
        }
        if (random.nextBoolean()) {
            set.runOptimize();
        }
        return set;
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static RoaringBitmap parse(byte[] bytes) {
        return PortableRoaring.parse(ByteSlice.of(bytes, AT), "set");
    }

    private static byte[] serialized(RoaringBitmap set) {
        ByteBuffer buffer = ByteBuffer.allocate(set.serializedSizeInBytes());
        set.serialize(buffer);
        return buffer.array();
    }

    private static void assertCorrupt(String problem, byte[] bytes) {
        String message = String.valueOf(
                assertThrows(CorruptFileException.class, () -> parse(bytes)).getMessage());
        assertEquals(problem, message.substring(0, message.indexOf(" (file=")));
    }
}
