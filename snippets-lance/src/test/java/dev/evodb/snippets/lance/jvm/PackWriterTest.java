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
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.Vectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackWriterTest {
    private static final Vectors.Table TABLE = Vectors.random(400, 12, 0.2, 9);
    private static final Vectors.Table WIDE = wide();

    @TempDir
    Path directory;

    private PackResult write(PackSource source, PackSpec spec) throws IOException {
        return PackWriter.write(source, spec, directory, PackProgress.NONE);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void writesTheSameBytesForTheSameRows(Metric metric) throws IOException {
        PackSpec spec = PackSpec.of(metric).toBuilder().partitions(7).build();
        write(TABLE, spec);
        byte[] first = Files.readAllBytes(directory.resolve("pack.bin"));
        write(TABLE, spec);

        assertArrayEquals(first, Files.readAllBytes(directory.resolve("pack.bin")));
    }

    @Test
    void writesOtherBytesForAnotherSeed() throws IOException {
        write(TABLE, PackSpec.of(Metric.L2).toBuilder().partitions(7).build());
        byte[] first = Files.readAllBytes(directory.resolve("pack.bin"));
        write(TABLE, PackSpec.of(Metric.L2).toBuilder().partitions(7).seed(43).build());

        assertFalse(Arrays.equals(first, Files.readAllBytes(directory.resolve("pack.bin"))));
    }

    @Test
    void writesTheSameBytesWithOneThreadAndWithMany() throws IOException {
        byte[][] written = new byte[2][];
        for (int i = 0; i < 2; i++) {
            try (ForkJoinPool pool = new ForkJoinPool(1 + 3 * i)) {
                pool.invoke(ForkJoinTask.adapt(() -> {
                    write(
                            WIDE,
                            PackSpec.of(Metric.COSINE).toBuilder()
                                    .dims(24)
                                    .partitions(40)
                                    .cells(5)
                                    .build());
                    return null;
                }));
            }
            written[i] = Files.readAllBytes(directory.resolve("pack.bin"));
        }
        assertArrayEquals(written[0], written[1]);
    }

    @Test
    void writesTheHeaderAsDocumented() throws IOException {
        PackSpec spec = PackSpec.of(Metric.DOT).toBuilder()
                .partitions(7)
                .partitionRows(60)
                .refineRows(50)
                .build();
        PackResult result = write(TABLE, spec);
        byte[] bytes = Files.readAllBytes(directory.resolve("pack.bin"));
        PackResult.PackedObject object = result.objects().getFirst();

        assertEquals("EVPK", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
        // Twelve dims of four bits are three planes, of one cell and of seven partitions.
        int headBytes = 128 + 8 * 4 + 7 * 4 + 3 * 12 * 4 + (3 * 2 + 2) + (3 * 7 * 2 + 2) + 5;
        int[] expected = {
            1,
            (headBytes + 15) / 16 * 16,
            12,
            12,
            2,
            1,
            7,
            400,
            object.storedRows(),
            0,
            LittleEndian.readInt(bytes, PackFormat.AT_COPIES),
            50,
            2,
            1,
            250,
            4,
            1,
            5,
            0,
            1,
            bytes.length / 16,
            object.largestPartitionRows(),
            1,
            0,
            0
        };
        assertEquals(5, LittleEndian.readInt(bytes, PackFormat.AT_HARD_PROBES));
        assertArrayEquals(
                expected,
                IntStream.range(0, expected.length)
                        .map(i -> LittleEndian.readInt(bytes, 4 + 4 * i))
                        .toArray());
        assertEquals(result.packId(), HexFormat.of().formatHex(bytes, 104, 112));
        assertEquals(bytes.length, object.bytes());
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void storesEveryRowAtLeastOnceAndKeepsTheCap(Metric metric) throws IOException {
        PackSpec spec =
                PackSpec.of(metric).toBuilder().partitions(9).partitionRows(60).build();
        PackResult result = write(TABLE, spec);

        assertEquals(60, result.parameters().partitionRows());
        try (PackFile pack = PackFile.open(
                directory.resolve("pack.bin"), result.objects().getFirst().headSha256())) {
            pack.verify();
            double[] ids = IntStream.range(0, 9)
                    .boxed()
                    .flatMapToDouble(p -> ids(pack, p))
                    .distinct()
                    .sorted()
                    .toArray();
            assertArrayEquals(LongStream.of(TABLE.rowIds()).asDoubleStream().toArray(), ids);
            assertTrue(result.objects().getFirst().largestPartitionRows() <= 70);
        }
    }

    @Test
    void leavesNothingBesideThePack() throws IOException {
        write(TABLE, PackSpec.of(Metric.L2));

        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    List.of("main.js", "pack.bin", "pack.json"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void keepsThePackThatIsThereWhenPackingFails() throws IOException {
        write(TABLE, PackSpec.of(Metric.L2));
        byte[] first = Files.readAllBytes(directory.resolve("pack.bin"));
        PackSource failing = TABLE.withRowIds(new long[400]);

        assertThrows(IllegalArgumentException.class, () -> write(failing, PackSpec.of(Metric.L2)));
        assertArrayEquals(first, Files.readAllBytes(directory.resolve("pack.bin")));
        leavesNothingBesideThePack();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void measuresWhatAReaderFinds(Metric metric) throws IOException {
        PackSpec spec = PackSpec.of(metric).toBuilder()
                .partitions(16)
                .nprobes(4)
                .sampleRows(400)
                .recall(0.8)
                .build();
        PackMeasurement measured = write(TABLE, spec).measurement();

        assertEquals(400, measured.sampleRows());
        assertTrue(measured.isReached(), measured.toString());
        assertTrue(measured.recall() <= measured.coverage(), measured.toString());
    }

    @Test
    void knowsNoHardQueriesWithoutMeasuring() throws IOException {
        PackSpec spec =
                PackSpec.of(Metric.L2).toBuilder().partitions(16).sampleRows(0).build();
        assertEquals(0, write(TABLE, spec).parameters().hardProbes());
    }

    @Test
    void saysThatATargetIsNotReached() throws IOException {
        PackSpec spec = PackSpec.of(Metric.COSINE).toBuilder()
                .partitions(40)
                .partitionRows(12)
                .nprobes(1)
                .recall(0.999)
                .build();
        PackMeasurement measured = write(TABLE, spec).measurement();

        assertFalse(measured.isReached());
        assertTrue(measured.recall() > 0.05 && measured.recall() < 0.9, measured.toString());
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void reducesWideVectorsAndSaysWhatThatCosts(Metric metric) throws IOException {
        PackSpec spec = PackSpec.of(metric).toBuilder()
                .dims(24)
                .partitions(4)
                .partitionRows(300)
                .refineRows(300)
                .build();
        PackResult result = write(WIDE, spec);

        assertEquals(64, result.parameters().queryDims());
        assertEquals(24, result.parameters().dims());
        // The vectors lie near a space of 20 dims.
        assertTrue(
                result.measurement().reducedRecall() > 0.9, result.measurement().toString());
        assertTrue(result.measurement().recall() > 0.85, result.measurement().toString());
        try (PackFile pack = PackFile.open(directory.resolve("pack.bin"))) {
            pack.verify();
            // By inner product a longer row may be nearer than the row itself.
            List<Double> found = new ArrayList<>();
            PackHits hits = pack.search(WIDE.vector(7), metric == Metric.DOT ? 50 : 1, 4);
            for (int i = 0; i < hits.size(); i++) {
                found.add(hits.rowId(i));
            }
            assertTrue(found.contains((double) WIDE.rowIds()[7]), found.toString());
        }
    }

    /// 500 vectors of 64 dims near a space of 20.
    private static Vectors.Table wide() {
        float[] axes = Vectors.random(20, 64, 0, 1).vectors();
        Vectors.Table inside = Vectors.random(500, 20, 0.3, 2);
        float[] noise = Vectors.random(500, 64, 0, 3).vectors();
        float[] vectors = new float[500 * 64];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = 0.02f * noise[i];
            for (int a = 0; a < 20; a++) {
                vectors[i] += inside.vectors()[i / 64 * 20 + a] * axes[a * 64 + i % 64];
            }
        }
        return new Vectors.Table(64, List.of(), inside.rowIds(), vectors, inside.validity(), new String[0][]);
    }

    @Test
    void packsARowAloneAndZeroVectors() throws IOException {
        for (Metric metric : Metric.values()) {
            Vectors.Table one = Vectors.random(1, 3, 0, 4);
            write(one, PackSpec.of(metric));
            try (PackFile pack = PackFile.open(directory.resolve("pack.bin"))) {
                pack.verify();
                assertEquals(1000, pack.search(one.vector(0), 10, 4).rowId(0));
            }
            Vectors.Table zeros = Vectors.random(50, 3, 0, 4);
            Arrays.fill(zeros.vectors(), 0);
            write(zeros, PackSpec.of(metric));
            try (PackFile pack = PackFile.open(directory.resolve("pack.bin"))) {
                pack.verify();
                assertEquals(
                        metric == Metric.L2 ? 3 : 1,
                        pack.search(new float[] {1, 1, 1}, 10, 4).distance(9),
                        1e-9);
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
        write(
                TABLE.withRowIds(ids),
                PackSpec.of(Metric.L2).toBuilder().partitions(1).build());
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
        PackSpec spec = PackSpec.of(Metric.L2).toBuilder().payloadBytes(8).build();
        LimitExceededException e = assertThrows(LimitExceededException.class, () -> write(TABLE, spec));

        assertEquals("payload bytes of row id 1000 up to column name limit is 8, needed 9", e.getMessage());
    }

    @Test
    void refusesPayloadThatIsNoScalarInJson() {
        Vectors.Table table = Vectors.random(3, 4, 0, 1);
        table.payload()[0][1] = "[1]";

        assertRefused("payload column name of row id 1003 is [1], which is no scalar in JSON", table);
    }

    @Test
    void choosesParametersFromTheNumberOfRows() {
        // 109 bytes a row and 480 a partition: 1,371 rows a probe are 300,000 bytes in two.
        assertParameters(List.of(1250, 74, 1371), PackSpec.of(Metric.COSINE), 20_000);
        assertParameters(List.of(1250, 74, 4 * 1371), PackSpec.of(Metric.COSINE).withShards(4), 20_000);
        assertParameters(List.of(3078, 182, 1371), PackSpec.of(Metric.COSINE), 100_000);
        assertParameters(
                List.of(6144, 384, 1371),
                PackSpec.of(Metric.COSINE).toBuilder().objectBytes(950_000_000).build(),
                100_000);
        assertParameters(
                List.of(1536, 96, 2747),
                PackSpec.of(Metric.COSINE).toBuilder().profile(PackProfile.PRO).build(),
                100_000);
        assertParameters(List.of(1, 1, 3), PackSpec.of(Metric.L2), 3);
        assertParameters(
                List.of(1000, 59, 1000),
                PackSpec.of(Metric.COSINE).toBuilder()
                        .partitions(1000)
                        .partitionRows(1000)
                        .build(),
                100_000);
    }

    private static void assertParameters(List<Integer> partitionsCellsRows, PackSpec spec, int rows) {
        PackParameters parameters = PackParameters.choose(spec, 100, rows, 109);
        assertEquals(
                partitionsCellsRows, List.of(parameters.partitions(), parameters.cells(), parameters.partitionRows()));
    }

    @Test
    void describesThePackForPeopleAndTools() throws IOException {
        PackSpec spec = PackSpec.of(Metric.COSINE).toBuilder()
                .partitions(4)
                .shards(2)
                .url("https://a.example/x/pack.bin")
                .build();
        PackResult result = write(TABLE, spec);

        String facts = Files.readString(directory.resolve("shard-1/pack.json"));
        assertTrue(
                facts.startsWith("{\n  \"formatVersion\":1,\n  \"packId\":\"" + result.packId()
                        + "\",\n  \"url\":\"https://a.example/x/shard-1/pack.bin\","),
                facts);
        assertTrue(facts.contains("\"shard\":1,\n  \"shards\":2,\n  \"rows\":200,"), facts);
        assertTrue(facts.contains("\"payload\":[\"name\"]"), facts);
        String module = Files.readString(directory.resolve("shard-0/main.js"));
        assertTrue(module.contains("https://a.example/x/shard-0/pack.bin"));
        assertTrue(module.contains(result.objects().getFirst().headSha256()));
    }

    @Test
    void quotesTextForJson() {
        assertEquals("\"a\\\"b\\\\c\\u000a\\u2028ä\"", JsonText.quoted("a\"b\\c\n\u2028ä"));
    }
}
