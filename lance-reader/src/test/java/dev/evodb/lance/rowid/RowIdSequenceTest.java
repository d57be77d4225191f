package dev.evodb.lance.rowid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.deletion.DeletionVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/// Sequences of all five kinds of segments, written here, against the lists that they stand for.
class RowIdSequenceTest {
    private static final Location AT = Location.of("t.manifest").atOffset(0);

    @Test
    void givesTheIdsOfEveryKindOfSegment() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Long> wanted = new ArrayList<>();
            ByteArrayOutputStream sequence = new ByteArrayOutputStream();
            long base = random.nextBoolean() ? 0 : random.nextLong();
            for (int i = random.nextInt(5); i >= 0; i--) {
                byte[] segment = segment(random, base, wanted);
                base += 1 << 20;
                sequence.writeBytes(message(out -> out.writeByteArray(1, segment)));
            }
            RowIdSequence parsed = parse(sequence.toByteArray(), wanted.size());
            for (int row = 0; row < wanted.size(); row++) {
                assertEquals(wanted.get(row), parsed.get(row), "seed " + seed + " row " + row);
            }
            assertEquals(wanted, runs(parsed), "seed " + seed);
        }
    }

    @Test
    void findsTheRowOfEveryIdThatLives() throws IOException {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RowIdIndex.Builder builder = RowIdIndex.builder(1 << 20, AT);
            Map<Long, Long> wanted = new HashMap<>();
            List<Long> all = new ArrayList<>();
            long base = random.nextBoolean() ? 1 << 10 : Long.MAX_VALUE - 3000;
            for (long fragment : new long[] {3, 1, 9}) {
                List<Long> ids = new ArrayList<>();
                byte[] segment = segment(random, base, ids);
                base += fragment == 1 ? -(1 << 21) : 1 << 20;
                RoaringBitmap deleted = new RoaringBitmap();
                for (int row = 0; row < ids.size(); row++) {
                    if (random.nextInt(4) == 0) {
                        deleted.add(row);
                    } else {
                        wanted.put(ids.get(row), fragment << 32 | row);
                    }
                }
                all.addAll(ids);
                builder.add(
                        fragment,
                        parse(message(out -> out.writeByteArray(1, segment)), ids.size()),
                        DeletionVector.of(deleted));
            }
            RowIdIndex index = builder.build();
            for (long id : all) {
                assertEquals(wanted.getOrDefault(id, RowIdIndex.ABSENT), index.address(id), "seed " + seed);
            }
            assertEquals(RowIdIndex.ABSENT, index.address(5));
            assertEquals(RowIdIndex.ABSENT, index.address(-1));
        }
    }

    @Test
    void keepsOneRunOfConsecutiveIds() throws IOException {
        RowIdIndex.Builder builder = RowIdIndex.builder(1 << 20, AT);
        builder.add(
                0,
                parse(message(out -> out.writeByteArray(1, range(1, 7, 1_000_007))), 1_000_000),
                DeletionVector.NONE);

        assertEquals(1, builder.build().runs());
    }

    @Test
    void leavesTheOldRowOfAnUpdateOut() throws IOException {
        RowIdIndex.Builder builder = RowIdIndex.builder(1 << 20, AT);
        builder.add(
                0,
                parse(message(out -> out.writeByteArray(1, range(1, 0, 10))), 10),
                DeletionVector.of(RoaringBitmap.bitmapOf(4)));
        builder.add(1, parse(message(out -> out.writeByteArray(1, range(1, 4, 5))), 1), DeletionVector.NONE);

        assertEquals(1L << 32, builder.build().address(4));
    }

    @Test
    void refusesTwoRowsOfOneId() throws IOException {
        RowIdIndex.Builder builder = RowIdIndex.builder(1 << 20, AT);
        RowIdSequence ids = parse(message(out -> out.writeByteArray(1, range(1, 0, 10))), 10);
        builder.add(0, ids, DeletionVector.NONE);
        builder.add(1, parse(message(out -> out.writeByteArray(1, range(1, 9, 11))), 2), DeletionVector.NONE);

        assertEquals(
                "two rows have the row id 9 (file=t.manifest, offset=0)",
                assertThrows(CorruptFileException.class, builder::build).getMessage());
    }

    @Test
    void boundsTheIndex() throws IOException {
        byte[] scattered = message(out -> out.writeByteArray(
                5, message(array -> array.writeByteArray(3, message(u64 -> u64.writeByteArray(2, scattered(200)))))));
        RowIdSequence ids = parse(message(out -> out.writeByteArray(1, scattered)), 200);
        assertThrows(
                LimitExceededException.class, () -> RowIdIndex.builder(1000, AT).add(0, ids, DeletionVector.NONE));
    }

    @Test
    void refusesAnotherLengthThanTheFragments() throws IOException {
        byte[] ten = message(out -> out.writeByteArray(1, range(1, 5, 15)));
        assertCorrupt("row id sequence has 10 ids, the fragment has 9 rows", ten, 9);
        assertCorrupt("row id sequence has 10 ids, the fragment has 11 rows", ten, 11);
        assertCorrupt("row id sequence has 0 ids, the fragment has 1 rows", new byte[0], 1);
    }

    @Test
    void refusesBrokenSegments() throws IOException {
        assertCorrupt("Range is [5, 4)", message(out -> out.writeByteArray(1, range(1, 5, 4))), 1);
        assertCorrupt(
                "Range is [0, 4294967297)", message(out -> out.writeByteArray(1, range(1, 0, (1L << 32) + 1))), 1);
        assertCorrupt("U64Segment is of an unknown kind", message(out -> out.writeByteArray(1, new byte[0])), 1);
        byte[] holes = message(out -> out.writeByteArray(2, message(range -> {
            range.writeUInt64(1, 5);
            range.writeUInt64(2, 9);
            range.writeByteArray(3, array(9));
        })));
        assertCorrupt("Range has holes outside of itself", message(out -> out.writeByteArray(1, holes)), 3);
        byte[] unsorted = message(out -> out.writeByteArray(4, array(9, 8)));
        assertCorrupt("8 follows 9 in a sorted sequence", message(out -> out.writeByteArray(1, unsorted)), 2);
        byte[] bits = message(out -> out.writeByteArray(3, message(range -> {
            range.writeUInt64(2, 9);
            range.writeByteArray(3, new byte[] {1});
        })));
        assertCorrupt("bitmap has 1 bytes, for 9 numbers", message(out -> out.writeByteArray(1, bits)), 1);
    }

    @Test
    void givesVersionsByRow() throws IOException {
        byte[] versions = message(out -> {
            out.writeByteArray(1, run(0, 3, 7));
            out.writeByteArray(1, run(3, 3, 9));
            out.writeByteArray(1, run(3, 5, -1));
        });
        RowVersions parsed = RowVersions.parse(ByteSlice.of(versions, AT), 5, ReadLimits.DEFAULT);

        assertEquals(
                List.of(7L, 7L, 7L, -1L, -1L),
                List.of(parsed.get(0), parsed.get(1), parsed.get(2), parsed.get(3), parsed.get(4)));
        assertEquals(
                "row versions are of 5 rows, the fragment has 6 (file=t.manifest, offset=0)",
                assertThrows(
                                CorruptFileException.class,
                                () -> RowVersions.parse(ByteSlice.of(versions, AT), 6, ReadLimits.DEFAULT))
                        .getMessage());
    }

    /// Ids of a random kind from `base` on, added to `ids`.
    private static byte[] segment(SplittableRandom random, long base, List<Long> ids) throws IOException {
        int kind = 1 + random.nextInt(5);
        int length = random.nextInt(3000);
        TreeSet<Integer> chosen = new TreeSet<>();
        for (int i = 0; i < length; i++) {
            if (kind == 1 || random.nextInt(4) > 0) {
                chosen.add(i);
            }
        }
        List<Integer> order = new ArrayList<>(chosen);
        if (kind == 5) {
            java.util.Collections.shuffle(order, new java.util.Random(random.nextLong()));
        }
        order.forEach(number -> ids.add(base + number));
        if (kind >= 4) {
            return message(out -> out.writeByteArray(
                    kind, array(random, base, order.stream().mapToInt(i -> i).toArray())));
        }
        return message(out -> out.writeByteArray(kind, message(range -> {
            range.writeUInt64(1, base);
            range.writeUInt64(2, base + length);
            if (kind == 2) {
                TreeSet<Integer> holes = new TreeSet<>();
                for (int i = 0; i < length; i++) {
                    if (!chosen.contains(i)) {
                        holes.add(i);
                    }
                }
                range.writeByteArray(
                        3, array(random, base, holes.stream().mapToInt(i -> i).toArray()));
            } else if (kind == 3) {
                byte[] bits = new byte[(length + 7) / 8];
                chosen.forEach(i -> bits[i / 8] |= (byte) (1 << (i % 8)));
                range.writeByteArray(3, bits);
            }
        })));
    }

    /// `base + offset` each, in one of the three widths.
    private static byte[] array(SplittableRandom random, long base, int... offsets) throws IOException {
        int kind = 1 + random.nextInt(3);
        int width = kind == 1 ? 2 : kind == 2 ? 4 : 8;
        ByteBuffer values = ByteBuffer.allocate(width * offsets.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int offset : offsets) {
            switch (width) {
                case 2 -> values.putShort((short) offset);
                case 4 -> values.putInt(offset);
                default -> values.putLong(base + offset);
            }
        }
        return message(out -> out.writeByteArray(kind, message(array -> {
            if (kind < 3) {
                array.writeUInt64(1, base);
            }
            array.writeByteArray(2, values.array());
        })));
    }

    private static byte[] array(int... values) throws IOException {
        return array(new SplittableRandom(0), 0, values);
    }

    private static byte[] scattered(int count) {
        ByteBuffer values = ByteBuffer.allocate(8 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            values.putLong(3L * i);
        }
        return values.array();
    }

    private static byte[] range(int kind, long start, long end) throws IOException {
        return message(out -> out.writeByteArray(kind, message(range -> {
            range.writeUInt64(1, start);
            range.writeUInt64(2, end);
        })));
    }

    private static byte[] run(long from, long to, long version) throws IOException {
        byte[] span = range(1, from, to);
        return message(out -> {
            out.writeByteArray(1, span);
            out.writeUInt64(2, version);
        });
    }

    private static List<Long> runs(RowIdSequence sequence) {
        long[] ids = new long[(int) sequence.size()];
        Arrays.fill(ids, -1);
        sequence.forEachRun((position, firstId, count) -> {
            assertTrue(count > 0);
            for (int i = 0; i < count; i++) {
                ids[(int) position + i] = firstId + i;
            }
        });
        return Arrays.stream(ids).boxed().toList();
    }

    private static RowIdSequence parse(byte[] bytes, long rows) {
        return RowIdSequence.parse(ByteSlice.of(bytes, AT), rows, ReadLimits.DEFAULT);
    }

    private static void assertCorrupt(String problem, byte[] bytes, long rows) {
        String message = String.valueOf(assertThrows(CorruptFileException.class, () -> parse(bytes, rows))
                .getMessage());
        assertEquals(problem, message.substring(0, message.indexOf(" (file=")));
    }

    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }
}
