package dev.evodb.snippets.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.snippets.lance.jvm.PackFile;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged packs: whatever the bytes, a declared exception or an answer, and never a read outside of an
/// array, which on the JVM is an exception of its own and in a snippet would go unnoticed.
class HostilePackTest {
    private static final Lanes LANES = new ScalarLanes();

    @TempDir
    Path directory;

    private byte[] object = new byte[0];
    private int headBytes;

    @BeforeEach
    void pack() throws IOException {
        PackWriter.write(
                Vectors.random(60, 10, 0, 3), PackSpec.of(Metric.L2).withPartitions(3), directory, PackProgress.NONE);
        object = Files.readAllBytes(directory.resolve("pack.bin"));
        headBytes = LittleEndian.readInt(object, PackFormat.AT_HEAD_BYTES);
    }

    private PackHead head(byte[] bytes) {
        return PackHead.parse("t.bin", PackBytes.of(Arrays.copyOf(bytes, headBytes)), LANES);
    }

    /// What a snippet does with the object: answers, or fails as declared.
    private static void search(byte[] head, byte[] object) {
        try {
            PackHead parsed = PackHead.parse("t.bin", PackBytes.of(head), LANES);
            PackQuery query = PackQuery.of(parsed, new ScalarKernels(), new float[parsed.dims()], 10, 3);
            PackPartition[] partitions = new PackPartition[query.nprobes()];
            for (int slot = 0; slot < partitions.length; slot++) {
                int p = query.probe(slot);
                int from = (int) Math.min(object.length, 16L * parsed.partitionUnit(p));
                int to = (int) Math.min(object.length, (long) from + parsed.partitionBytes(p));
                partitions[slot] =
                        PackPartition.parse(parsed, p, PackBytes.of(Arrays.copyOfRange(object, from, to)), LANES);
            }
            PackHits hits =
                    PackSearch.prepare(query, new ScalarKernels(), LANES).run(partitions);
            for (int i = 0; i < hits.size(); i++) {
                PackPartition partition = hits.partition(i);
                for (int c = 0; c < parsed.columns(); c++) {
                    int from = partition.payloadFrom(hits.row(i), c);
                    assertTrue(from + partition.payloadBytes(hits.row(i), c) <= partition.bytes().length);
                }
            }
        } catch (CorruptFileException | UnsupportedFeatureException expected) {
            assertTrue(String.valueOf(expected.getMessage()).contains("file=t.bin"), expected.getMessage());
        }
    }

    @Test
    void survivesEveryFlippedBit() {
        for (int at = 0; at < object.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = object.clone();
                damaged[at] ^= (byte) (1 << bit);
                search(Arrays.copyOf(damaged, headBytes), damaged);
            }
        }
    }

    @Test
    void survivesEveryHeaderWordAtItsExtremes() {
        for (int at = 0; at < headBytes; at += 4) {
            for (int value : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16, 1 << 28}) {
                byte[] damaged = object.clone();
                LittleEndian.writeInt(damaged, at, value);
                search(Arrays.copyOf(damaged, headBytes), damaged);
            }
        }
    }

    @Test
    void survivesEveryTruncation() {
        for (int length = 0; length < object.length; length++) {
            byte[] cut = Arrays.copyOf(object, length);
            search(Arrays.copyOf(cut, Math.min(length, headBytes)), cut);
        }
    }

    @Test
    void saysWhatIsWrongWithAHead() {
        byte[] other = object.clone();
        other[0] = 'X';
        assertCorrupt("magic number of an edge pack is 1263556184, needs 1263556165 (file=t.bin, offset=0)", other);

        byte[] rows = object.clone();
        LittleEndian.writeInt(rows, PackFormat.HEADER_BYTES + 8, 1 << 20);
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> head(rows));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("row count of a partition is 1048576, needs "),
                e.getMessage());

        assertEquals(
                "length of the pack is 100, needs 128 (file=t.bin, offset=0)",
                assertThrows(
                                CorruptFileException.class,
                                () -> PackHead.parse("t.bin", PackBytes.of(Arrays.copyOf(object, 100)), LANES))
                        .getMessage());
    }

    private void assertCorrupt(String message, byte[] bytes) {
        assertEquals(
                message,
                assertThrows(CorruptFileException.class, () -> head(bytes)).getMessage());
    }

    @Test
    void refusesLaterVersionsAndOtherCodes() {
        assertUnsupported("edge pack version 0 is not supported, accepted: 1 (file=t.bin, offset=4)", 4, 0);
        assertUnsupported("code type 1 is not supported, accepted: 2 (file=t.bin, offset=28)", 28, 1);
        assertUnsupported("rotation 1 is not supported, accepted: 0 (file=t.bin, offset=32)", 32, 1);
        assertUnsupported("copy type 0 is not supported, accepted: 1 (file=t.bin, offset=36)", 36, 0);
        assertUnsupported("centroid type 2 is not supported, accepted: 1 (file=t.bin, offset=84)", 84, 2);
    }

    private void assertUnsupported(String message, int at, int value) {
        byte[] bytes = object.clone();
        LittleEndian.writeInt(bytes, at, value);
        assertEquals(
                message,
                assertThrows(UnsupportedFeatureException.class, () -> head(bytes))
                        .getMessage());
    }

    @Test
    void refusesAPartitionOfAnotherNumber() {
        PackHead head = head(object);
        int from = 16 * head.partitionUnit(1);
        byte[] bytes = Arrays.copyOfRange(object, from, from + head.partitionBytes(1));
        LittleEndian.writeInt(bytes, 4, 2);

        assertEquals(
                "partition number is 2, needs 1 (file=t.bin, page=1, offset=" + (from + 4) + ")",
                assertThrows(CorruptFileException.class, () -> PackPartition.parse(head, 1, PackBytes.of(bytes), LANES))
                        .getMessage());
    }

    @Test
    void noticesDamageByChecksumOnTheJvm() throws IOException {
        byte[] damaged = object.clone();
        damaged[PackFormat.HEADER_BYTES + 3 * PackFormat.TABLE_ENTRY_BYTES] ^= 1;
        Path file = directory.resolve("damaged.bin");
        Files.write(file, damaged);
        CorruptFileException head = assertThrows(CorruptFileException.class, () -> PackFile.open(file));
        assertTrue(String.valueOf(head.getMessage()).startsWith("head has CRC-32 "), head.getMessage());

        byte[] late = object.clone();
        late[late.length - 100] ^= 1;
        Files.write(file, late);
        try (PackFile pack = PackFile.open(file)) {
            CorruptFileException partition = assertThrows(CorruptFileException.class, pack::verify);
            assertTrue(
                    String.valueOf(partition.getMessage()).startsWith("partition 2 has CRC-32 "),
                    partition.getMessage());
        }
    }
}
