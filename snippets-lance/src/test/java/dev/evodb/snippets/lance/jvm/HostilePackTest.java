package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.Vectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damaged packs: a declared exception that says where, or, if somebody made the digests right, an answer
/// without NaN.
class HostilePackTest {
    @TempDir
    Path directory;

    private byte[] object = new byte[0];
    private String headSha = "";
    private int headBytes;

    @BeforeEach
    void pack() throws IOException {
        pack(Metric.L2);
    }

    private void pack(Metric metric) throws IOException {
        PackSpec spec = PackSpec.of(metric).toBuilder()
                .partitions(3)
                .partitionRows(25)
                .dims(7)
                .build();
        PackResult result = PackWriter.write(Vectors.random(60, 10, 0, 3), spec, directory, PackProgress.NONE);
        object = Files.readAllBytes(directory.resolve("pack.bin"));
        headSha = result.objects().getFirst().headSha256();
        headBytes = result.objects().getFirst().headBytes();
    }

    /// Where partition `p` starts.
    private int start(byte[] bytes, int p) {
        return 16 * LittleEndian.readInt(bytes, PackFormat.HEADER_BYTES + 4 * p);
    }

    /// Whether opening, verifying and searching worked; if not, they failed as declared.
    private boolean isAnswered(byte[] bytes, String sha) throws IOException {
        Path file = Files.write(directory.resolve("t.bin"), bytes);
        try (PackFile pack = PackFile.open(file, sha)) {
            pack.verify();
            for (float scale : new float[] {1, 0, -1e30f}) {
                float[] vector =
                        Vectors.random(1, pack.head().queryDims(), 0, 5).vector(0);
                for (int d = 0; d < vector.length; d++) {
                    vector[d] *= scale;
                }
                PackHits hits = pack.search(vector, 10, 3);
                for (int i = 0; i < hits.size(); i++) {
                    assertFalse(Double.isNaN(hits.distance(i)));
                    for (int c = 0; c < pack.head().columns(); c++) {
                        pack.payload(hits, i, c);
                    }
                }
            }
            return true;
        } catch (CorruptFileException | UnsupportedFeatureException expected) {
            assertTrue(String.valueOf(expected.getMessage()).contains("file=t.bin"), expected.getMessage());
            return false;
        }
    }

    @Test
    void answersWhatIsNotDamaged() throws IOException {
        assertTrue(isAnswered(object, headSha));
    }

    @Test
    void noticesEveryFlippedByteOfTheHeadAndOfAPartition() throws IOException {
        for (int at = 0; at < start(object, 1); at++) {
            byte[] damaged = object.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            assertFalse(isAnswered(damaged, headSha), "byte " + at);
        }
    }

    @Test
    void noticesEveryTruncation() throws IOException {
        for (int length = 0; length < object.length; length += length < headBytes + 200 ? 1 : 7) {
            assertFalse(isAnswered(Arrays.copyOf(object, length), ""), "length " + length);
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void survivesEveryFlippedByteUnderRightDigests(Metric metric) throws IOException {
        pack(metric);
        int answered = 0;
        for (int at = 0; at < start(object, 1); at++) {
            for (int bit = at % 3; bit < 8; bit += 3) {
                byte[] damaged = object.clone();
                damaged[at] ^= (byte) (1 << bit);
                sign(damaged);
                answered += isAnswered(damaged, "") ? 1 : 0;
            }
        }
        assertTrue(answered > 0);
    }

    @Test
    void survivesEveryWordAtItsExtremesUnderRightDigests() throws IOException {
        int[] values = {
            0,
            1,
            -1,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            1 << 16,
            1 << 28,
            Float.floatToIntBits(Float.NaN),
            Float.floatToIntBits(Float.MAX_VALUE),
            Float.floatToIntBits(Float.NEGATIVE_INFINITY)
        };
        for (int at = 0; at < start(object, 1); at += 4) {
            for (int value : values) {
                byte[] damaged = object.clone();
                LittleEndian.writeInt(damaged, at, value);
                sign(damaged);
                isAnswered(damaged, "");
            }
        }
    }

    @Test
    void survivesRandomBytesUnderRightDigests() throws IOException {
        Random random = new Random(17);
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = object.clone();
            for (int j = random.nextInt(1, 6); j > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            sign(damaged);
            isAnswered(damaged, "");
        }
    }

    /// Makes the digests of the partitions right, where there are partitions.
    private void sign(byte[] bytes) {
        for (int p = 0; p < 3; p++) {
            int from = start(object, p);
            int to = start(object, p + 1);
            byte[] digest = Digests.sha256(bytes, from + PackFormat.DIGEST_BYTES, to);
            System.arraycopy(digest, 0, bytes, from, digest.length);
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertCorrupt("magic number of an edge pack is 1263556184, needs 1263556165 (file=t.bin, offset=0)", 0, 'X');
        assertCorrupt("dims of queries is 5000, needs 1..=4096 (file=t.bin, offset=12)", 12, 5000);
        assertCorrupt("dims is 11, needs 1..=10 (file=t.bin, offset=16)", 16, 11);
        assertCorrupt("opened cells is 2, needs 1..=1 (file=t.bin, offset=56)", 56, 2);
        assertCorrupt("bytes of a row id is 6, needs 4 or 8 (file=t.bin, offset=64)", 64, 6);
        assertCorrupt("probes of a hard query is 4, needs 2..=3 (file=t.bin, offset=112)", 112, 4);
        assertCorrupt("a reserved byte is 1, needs 0 (file=t.bin, offset=120)", 120, 1);
    }

    private void assertCorrupt(String message, int at, int value) throws IOException {
        byte[] bytes = object.clone();
        if (at == 0) {
            bytes[0] = (byte) value;
        } else {
            LittleEndian.writeInt(bytes, at, value);
        }
        Path file = Files.write(directory.resolve("t.bin"), bytes);
        assertEquals(
                message,
                assertThrows(CorruptFileException.class, () -> PackFile.open(file))
                        .getMessage());
    }

    @Test
    void refusesLaterVersionsAndOtherCodes() throws IOException {
        assertUnsupported("edge pack version 2 is not supported, accepted: 1 (file=t.bin, offset=4)", 4, 2);
        assertUnsupported("code type 2 is not supported, accepted: 1 (file=t.bin, offset=92)", 92, 2);
        assertUnsupported("metric 3 is not supported, accepted: 2 (file=t.bin, offset=20)", 20, 3);
    }

    private void assertUnsupported(String message, int at, int value) throws IOException {
        byte[] bytes = object.clone();
        LittleEndian.writeInt(bytes, at, value);
        Path file = Files.write(directory.resolve("t.bin"), bytes);
        assertEquals(
                message,
                assertThrows(UnsupportedFeatureException.class, () -> PackFile.open(file))
                        .getMessage());
    }

    @Test
    void refusesAPartitionOfAnotherNumberOrPack() throws IOException {
        int from = start(object, 1);
        assertPartition("partition number is 2, needs 1", from + PackFormat.AT_PART_NUMBER, 2);
        assertPartition(
                "pack id of partition 1 is another, needs that of the head", from + PackFormat.AT_PART_PACK_ID, 7);
    }

    private void assertPartition(String message, int at, int value) throws IOException {
        byte[] bytes = object.clone();
        LittleEndian.writeInt(bytes, at, value);
        sign(bytes);
        Path file = Files.write(directory.resolve("t.bin"), bytes);
        try (PackFile pack = PackFile.open(file)) {
            assertEquals(
                    message + " (file=t.bin, page=1, offset=" + at + ")",
                    assertThrows(CorruptFileException.class, () -> pack.partition(1))
                            .getMessage());
        }
    }

    @Test
    void tellsDamageOfTheHeadByItsDigest() throws IOException {
        byte[] bytes = object.clone();
        bytes[headBytes - 40] ^= 1;
        Path file = Files.write(directory.resolve("t.bin"), bytes);
        String message = String.valueOf(assertThrows(CorruptFileException.class, () -> PackFile.open(file, headSha))
                .getMessage());

        assertTrue(message.startsWith("SHA-256 of the head is "), message);
        assertTrue(message.endsWith(", needs " + headSha + " (file=t.bin, offset=0)"), message);
    }
}
