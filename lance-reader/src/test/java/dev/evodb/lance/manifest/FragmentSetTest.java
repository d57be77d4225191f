package dev.evodb.lance.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class FragmentSetTest {
    private static final Location AT = Location.of("t.manifest").atOffset(40);

    @Test
    void holdsIdsUpToTheLargest() {
        FragmentSet set = parse(serialized(RoaringBitmap.bitmapOf(0, 3, -1)));

        assertEquals(3, set.size());
        assertTrue(set.contains(0));
        assertTrue(set.contains(0xFFFFFFFFL));
        assertFalse(set.contains(1));
        assertFalse(set.contains(-1));
        assertFalse(set.contains(1L << 32));
    }

    @Test
    void holdsFourBillionIdsWithoutListingThem() {
        RoaringBitmap all = new RoaringBitmap();
        all.add(0L, 1L << 32);
        all.runOptimize();

        FragmentSet set = parse(serialized(all));

        assertEquals(1L << 32, set.size());
        assertTrue(set.contains(123_456_789));
    }

    @Test
    void rejectsEveryTruncation() {
        for (byte[] good : everyKindOfContainer()) {
            for (int length = 0; length < good.length; length++) {
                byte[] cut = Arrays.copyOf(good, length);
                assertThrows(CorruptFileException.class, () -> parse(cut), cut.length + " of " + good.length);
            }
        }
    }

    @Test
    void rejectsBytesAfterTheEnd() {
        byte[] good = serialized(RoaringBitmap.bitmapOf(1, 2));

        assertEquals(
                "fragment bitmap ends at 20 of 21 bytes (file=t.manifest, offset=60)",
                assertThrows(CorruptFileException.class, () -> parse(Arrays.copyOf(good, good.length + 1)))
                        .getMessage());
    }

    @Test
    void rejectsMoreContainersThanThereAreKeys() {
        byte[] bytes = serialized(RoaringBitmap.bitmapOf(1));
        bytes[7] = (byte) 0x80;

        assertEquals(
                "fragment bitmap has 2147483649 containers (file=t.manifest, offset=40)",
                assertThrows(CorruptFileException.class, () -> parse(bytes)).getMessage());
    }

    @Test
    void answersOrRejectsAfterEveryChangedByte() {
        for (byte[] bytes : everyKindOfContainer()) {
            int rejected = 0;
            for (int i = 0; i < Math.min(bytes.length, 600); i++) {
                byte good = bytes[i];
                for (int changed : new int[] {0, 0xFF, ~good}) {
                    bytes[i] = (byte) changed;
                    rejected += isRejected(bytes) ? 1 : 0;
                }
                bytes[i] = good;
            }
            assertTrue(rejected > 0);
        }
    }

    private static boolean isRejected(byte[] bytes) {
        try {
            FragmentSet set = parse(bytes);
            assertTrue(set.size() >= 0);
            for (long id = 0; id < 1 << 18; id += 97) {
                set.contains(id);
            }
            return false;
        } catch (CorruptFileException e) {
            return true;
        }
    }

    /// Arrays; a bitmap; runs, few and so many that offsets are stored.
    private static List<byte[]> everyKindOfContainer() {
        List<byte[]> kinds = new ArrayList<>();
        kinds.add(serialized(RoaringBitmap.bitmapOf(0, 1, 70_000, 200_000)));
        RoaringBitmap dense = new RoaringBitmap();
        for (int id = 0; id < 30_000; id += 3) {
            dense.add(id);
        }
        kinds.add(serialized(dense));
        for (int containers : new int[] {2, 5}) {
            RoaringBitmap runs = new RoaringBitmap();
            for (long container = 0; container < containers; container++) {
                runs.add(container << 16 | 5, container << 16 | 900);
                runs.add(container << 16 | 1000, container << 16 | 1900);
            }
            runs.runOptimize();
            kinds.add(serialized(runs));
        }
        return kinds;
    }

    private static FragmentSet parse(byte[] bytes) {
        return FragmentSet.parse(ByteSlice.of(bytes, AT));
    }

    private static byte[] serialized(RoaringBitmap ids) {
        byte[] bytes = new byte[ids.serializedSizeInBytes()];
        ids.serialize(ByteBuffer.wrap(bytes));
        return bytes;
    }
}
