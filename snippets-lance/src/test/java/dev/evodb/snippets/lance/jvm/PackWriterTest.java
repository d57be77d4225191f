package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Validity;
import dev.evodb.error.LimitExceededException;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.Vectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackWriterTest {
    private static final Vectors.Table TABLE = Vectors.random(400, 12, 0.2, 9);

    @TempDir
    Path directory;

    private PackResult write(PackSource source, PackSpec spec) throws IOException {
        return PackWriter.write(source, spec, directory, PackProgress.NONE);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void writesTheSameBytesForTheSameRows(Metric metric) throws IOException {
        PackSpec spec = PackSpec.of(metric).withPartitions(7);
        write(TABLE, spec);
        byte[] first = Files.readAllBytes(directory.resolve("pack.bin"));
        write(TABLE, spec);

        assertArrayEquals(first, Files.readAllBytes(directory.resolve("pack.bin")));
    }

    @Test
    void writesOtherBytesForAnotherSeed() throws IOException {
        write(TABLE, PackSpec.of(Metric.L2).withPartitions(7));
        byte[] first = Files.readAllBytes(directory.resolve("pack.bin"));
        write(TABLE, PackSpec.of(Metric.L2).withPartitions(7).withSeed(43));

        assertFalse(Arrays.equals(first, Files.readAllBytes(directory.resolve("pack.bin"))));
    }

    @Test
    void writesTheHeaderAsDocumented() throws IOException {
        PackResult result =
                write(TABLE, PackSpec.of(Metric.DOT).withPartitions(7).withCopies(2));
        byte[] bytes = Files.readAllBytes(directory.resolve("pack.bin"));
        PackResult.PackedObject object = result.objects().getFirst();

        assertEquals("EVPK", new String(bytes, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
        // Twelve dims of four bits are three planes of seven words.
        int headBytes = 128 + 7 * 16 + 3 * 12 * 4 + (3 * 7 * 2 + 2) + 5;
        int[] expected = {
            1,
            (headBytes + 15) / 16 * 16,
            object.headCrc(),
            12,
            2,
            7,
            2,
            0,
            1,
            400,
            object.storedRows(),
            0,
            LittleEndian.readInt(bytes, PackFormat.AT_SPILL_COPIES),
            1,
            5,
            120,
            4,
            0,
            1,
            bytes.length / 16
        };
        assertArrayEquals(
                expected,
                IntStream.range(0, expected.length)
                        .map(i -> LittleEndian.readInt(bytes, 4 + 4 * i))
                        .toArray());
        assertEquals(bytes.length, object.bytes());
    }

    @Test
    void storesEveryRowAtLeastOnceAndKeepsTheCap() throws IOException {
        PackResult result =
                write(TABLE, PackSpec.of(Metric.COSINE).withPartitions(9).withCopies(3));

        assertEquals(134, result.parameters().partitionRows());
        assertEquals(134 * 115 / 100, result.parameters().partitionCap());
        try (PackFile pack = PackFile.open(directory.resolve("pack.bin"))) {
            pack.verify();
            double[] ids = IntStream.range(0, 9)
                    .boxed()
                    .flatMapToDouble(p -> ids(pack, p))
                    .distinct()
                    .sorted()
                    .toArray();
            assertArrayEquals(LongStream.of(TABLE.rowIds()).asDoubleStream().toArray(), ids);
            for (int p = 0; p < 9; p++) {
                assertTrue(pack.head().partitionRows(p) <= result.parameters().partitionCap());
            }
        }
    }

    private static java.util.stream.DoubleStream ids(PackFile pack, int partition) {
        try {
            var rows = pack.partition(partition);
            return IntStream.range(0, rows.rows()).mapToDouble(rows::rowId);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void leavesOutAndCountsRowsWithoutAVector() throws IOException {
        byte[] bits = new byte[50];
        Arrays.fill(bits, (byte) 0xFF);
        bits[0] = (byte) 0xF0;
        PackResult result = write(TABLE.withValidity(Validity.ofBits(bits, 400)), PackSpec.of(Metric.L2));

        assertEquals(396, result.rows());
        assertEquals(4, result.skippedRows());
    }

    @Test
    void holdsRowIdsUpToTheLargestExactInteger() throws IOException {
        long[] ids = TABLE.rowIds().clone();
        ids[7] = (1L << 53) - 1;
        ids[8] = 0xFFFF_FFFFL;
        write(TABLE.withRowIds(ids), PackSpec.of(Metric.L2).withPartitions(1));
        try (PackFile pack = PackFile.open(directory.resolve("pack.bin"))) {
            assertEquals(ids[7], (long) pack.partition(0).rowId(7));
            assertEquals(ids[8], (long) pack.partition(0).rowId(8));
        }
    }

    @Test
    void refusesRowIdsThatJavaScriptCannotHold() {
        long[] ids = TABLE.rowIds().clone();
        ids[7] = 1L << 53;

        assertRefused(
                "row id 9007199254740992 exceeds 9007199254740991, the largest that JavaScript holds exactly",
                TABLE.withRowIds(ids));
    }

    @Test
    void refusesARowIdThatOccursTwice() {
        long[] ids = TABLE.rowIds().clone();
        ids[7] = ids[300];

        assertRefused("row id 1900 occurs twice", TABLE.withRowIds(ids));
    }

    @Test
    void refusesVectorsThatAreNotFinite() {
        Vectors.Table table = Vectors.random(3, 4, 0, 1);
        table.vectors()[6] = Float.NaN;

        assertRefused("vector of row id 1003 has value NaN in dimension 2, needs finite values up to 1e15", table);
    }

    @Test
    void refusesASourceWithoutVectors() {
        assertRefused("source has no row with a vector", TABLE.withValidity(Validity.allNull(400)));
    }

    private void assertRefused(String message, PackSource source) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> write(source, PackSpec.of(Metric.L2)));
        assertEquals(message, e.getMessage());
        assertFalse(Files.exists(directory.resolve("pack.bin")));
    }

    @Test
    void refusesLongPayloads() {
        LimitExceededException e = assertThrows(
                LimitExceededException.class,
                () -> write(TABLE, PackSpec.of(Metric.L2).withMaxPayloadBytes(6)));

        assertEquals("payload bytes of row id 1000 limit is 6, needed 7", e.getMessage());
    }

    @Test
    void choosesParametersFromTheNumberOfRows() {
        // 134 bytes a row: 559 rows a probe are 300,000 bytes in four.
        assertParameters(833, 559, PackSpec.of(Metric.COSINE), 20_000);
        assertParameters(416, 4 * 279, PackSpec.of(Metric.COSINE).withShards(4), 20_000);
        assertParameters(4096, 559, PackSpec.of(Metric.COSINE), 100_000);
        assertParameters(3067, 1119, PackSpec.of(Metric.COSINE).withNprobes(2), 100_000);
        assertParameters(1, 3, PackSpec.of(Metric.L2), 3);
        assertParameters(
                1000, 1000, PackSpec.of(Metric.COSINE).withPartitions(1000).withCopies(10), 100_000);
    }

    private static void assertParameters(int partitions, int rowsOfPartition, PackSpec spec, int rows) {
        PackParameters parameters = PackParameters.choose(spec, 100, rows, 4, 0);
        assertEquals(
                List.of(partitions, rowsOfPartition), List.of(parameters.partitions(), parameters.partitionRows()));
    }

    @Test
    void describesThePackForPeopleAndTools() throws IOException {
        write(
                TABLE,
                PackSpec.of(Metric.COSINE).withPartitions(4).withShards(2).withUrl("https://a.example/x/pack.bin"));

        String facts = Files.readString(directory.resolve("shard-1/pack.json"));
        assertTrue(
                facts.startsWith("{\n  \"formatVersion\":1,\n  \"url\":\"https://a.example/x/shard-1/pack.bin\","),
                facts);
        assertTrue(facts.contains("\"shard\":1,\n  \"shards\":2,\n  \"rows\":200,"), facts);
        assertTrue(facts.contains("\"payload\":[\"name\"]"), facts);
        assertTrue(Files.readString(directory.resolve("shard-0/main.js"))
                .contains("https://a.example/x/shard-0/pack.bin"));
    }

    @Test
    void quotesTextForJson() {
        assertEquals("\"a\\\"b\\\\c\\u000a\\u2028ä\"", JsonText.quoted("a\"b\\c\n\u2028ä"));
    }

    @Test
    void keepsTheFormatsBounds() {
        for (int dims : new int[] {1, 100, 512, 4096}) {
            assertTrue((long) dims * 128 * PackFormat.queryMax(dims) < 1L << 31);
        }
    }
}
