package dev.evodb.snippets.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.snippets.lance.jvm.PackFile;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackResult;
import dev.evodb.snippets.lance.jvm.PackSource;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackSearchTest {
    private static final ScalarKernels KERNELS = new ScalarKernels();
    private static final Lanes LANES = new TableLanes();

    /// 300,000 bytes a query.
    private static PackSpec unmeasured(Metric metric) {
        return PackSpec.of(metric).toBuilder().sampleRows(0).build();
    }

    @TempDir
    Path directory;

    private PackFile pack(PackSource source, PackSpec spec) throws IOException {
        PackWriter.write(source, spec, directory, PackProgress.NONE);
        return PackFile.open(directory.resolve("pack.bin"));
    }

    /// Vectors have length 1: the truth is the same for all metrics.
    @ParameterizedTest
    @EnumSource(Metric.class)
    void findsMostOfTheNearestAtFourProbes(Metric metric) throws IOException {
        float[][] queries = Vectors.queries();
        int[][] truth = Vectors.truth();
        try (PackFile pack = pack(Vectors.words(), unmeasured(metric))) {
            int found = 0;
            long rows = 0;
            for (int q = 0; q < queries.length; q++) {
                PackHits hits = pack.search(queries[q], 10, 4);
                rows += hits.rowsScanned();
                int[] nearest = Arrays.copyOf(truth[q], 10);
                for (int i = 0; i < hits.size(); i++) {
                    int row = (int) hits.rowId(i);
                    found += Arrays.stream(nearest).anyMatch(t -> t == row) ? 1 : 0;
                }
            }
            double recall = found / (10.0 * queries.length);
            System.out.println("edge pack, samples/vectors, " + metric + ": recall@10 " + recall + " at 4 probes, "
                    + rows / queries.length + " rows a query");
            // Biases take bits from the sums of l2; dot's steps are wider.
            assertTrue(recall >= (metric == Metric.COSINE ? 0.92 : 0.88), "recall@10 " + recall);
        }
    }

    /// With every partition probed and every row refined, nothing but the codes decides.
    @ParameterizedTest
    @EnumSource(Metric.class)
    void agreesWithBruteForceOverTheDecodedRows(Metric metric) throws IOException {
        Vectors.Table table = Vectors.random(600, 19, 0.5, 7);
        PackSpec spec = PackSpec.of(metric).toBuilder()
                .partitions(6)
                .partitionRows(300)
                .refineRows(600)
                .build();
        try (PackFile pack = pack(table, spec)) {
            for (int q = 0; q < 50; q++) {
                float[] query = Vectors.random(1, 19, 0.5, 100 + q).vector(0);
                PackHits hits = pack.search(query, 20, 6);

                Map<Double, Set<Double>> expected = bruteForce(pack, metric, query);
                double[] nearest = expected.values().stream()
                        .flatMap(Set::stream)
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray();
                // Weights are integers of sixteen bits for a whole sum; unlike l2 and dot, cosine is at most 2.
                double tolerance = metric == Metric.COSINE ? 2e-3 : 0.1;
                assertEquals(20, hits.size());
                for (int i = 0; i < 20; i++) {
                    double distance = hits.distance(i);
                    // Each partition codes a row around its own base: any of the copies may have been scored.
                    assertTrue(
                            Objects.requireNonNull(expected.get(hits.rowId(i))).stream()
                                    .anyMatch(of -> Math.abs(of - distance) < tolerance),
                            "query " + q + ", hit " + i);
                    assertTrue(distance <= nearest[6 * i + 5] + 10 * tolerance, "query " + q + ", hit " + i);
                }
            }
        }
    }

    /// Exact distances to the decoded rows as docs/format/edge-pack.md says, by row id.
    private static Map<Double, Set<Double>> bruteForce(PackFile pack, Metric metric, float[] query) throws IOException {
        PackHead head = pack.head();
        int dims = head.dims();
        Map<Double, Set<Double>> distances = new HashMap<>();
        for (int p = 0; p < head.partitions(); p++) {
            PackPartition partition = pack.partition(p);
            byte[] bytes = partition.bytes();
            int rows = partition.rows();
            PartitionLayout layout = PartitionLayout.of(head.metric(), dims, head.rowIdBytes(), head.columns(), rows);
            for (int row = 0; row < rows; row++) {
                float[] decoded = new float[dims];
                for (int d = 0; d < dims; d++) {
                    int word = layout.planes() + 2 * (d / 8 * rows + row);
                    int high = ((((bytes[word] & 0xFF) << 8) | (bytes[word + 1] & 0xFF)) >> (2 * (d % 8))) & 3;
                    int at = layout.lows() + (row * ((dims + 3) / 4) + d / 4) * 3;
                    int four = (bytes[at] & 0xFF) + 256 * (bytes[at + 1] & 0xFF) + 65_536 * (bytes[at + 2] & 0xFF);
                    int low = (four >> (6 * (d % 4))) & 63;
                    float base = LittleEndian.readFloat(bytes, layout.base() + 4 * d);
                    decoded[d] = (float) (base + head.rowStep(d) * (64 * high + low - 127.5) / 64);
                }
                distances
                        .computeIfAbsent(partition.rowId(row), id -> new HashSet<>())
                        .add(Distances.exact(metric, KERNELS, query, 0, decoded, 0, dims));
            }
        }
        return distances;
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void probesMorePartitionsForTheHarderHalf(Metric metric) throws IOException {
        Vectors.Table table = Vectors.random(600, 24, 0, 11);
        try (PackFile pack =
                pack(table, PackSpec.of(metric).toBuilder().partitions(24).build())) {
            PackHead head = pack.head();
            int hard = 0;
            for (int row = 0; row < 600; row++) {
                PackQuery query = new PackQuery(head, LANES, table.vector(row), 0, 256);
                PackQuery bounded = new PackQuery(head, LANES, table.vector(row), 0, 3);
                boolean isHard = query.lead() < head.hardScore();

                assertEquals(isHard ? 5 : 2, query.nprobes());
                assertEquals(query.nprobes(), bounded.wanted());
                assertEquals(Math.min(3, query.nprobes()), bounded.nprobes());
                assertEquals(query.probe(1), bounded.probe(1));
                assertEquals(4, new PackQuery(head, LANES, table.vector(row), 4, 256).nprobes());
                hard += isHard ? 1 : 0;
            }
            // Fewer than the 45 % of the sample: centroids are nearer to the rows that made them.
            assertTrue(hard > 60 && hard < 330, hard + " of 600 are hard");
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void findsTheRowItselfAtDistanceNearZero(Metric metric) throws IOException {
        Vectors.Table table = Vectors.random(300, 24, 0, 3);
        try (PackFile pack =
                pack(table, PackSpec.of(metric).toBuilder().partitions(4).build())) {
            for (int row = 0; row < 300; row += 17) {
                PackHits hits = pack.search(table.vector(row), 5, 4);
                double own = Distances.exact(metric, KERNELS, table.vector(row), 0, table.vector(row), 0, 24);

                int at = 0;
                while (hits.rowId(at) != table.rowIds()[row]) {
                    at++;
                }
                // A value far from the others of its dimension is clipped: a twentieth of how far rows lie apart.
                double tolerance =
                        metric == Metric.COSINE ? 0.05 : metric == Metric.L2 ? 0.05 * 2 * 24 : 0.3 + 0.05 * own;
                assertEquals(own, hits.distance(at), Math.abs(tolerance), "row " + row);
                assertTrue(metric == Metric.DOT || at == 0, "row " + row);
            }
        }
    }

    @Test
    void answersEachRowOnceAlthoughItIsStoredSeveralTimes() throws IOException {
        try (PackFile pack = pack(
                Vectors.random(200, 8, 0, 5),
                PackSpec.of(Metric.L2).toBuilder()
                        .partitions(5)
                        .partitionRows(160)
                        .build())) {
            PackHits hits = pack.search(new float[8], 100, 5);

            double[] ids = new double[hits.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = hits.rowId(i);
            }
            assertEquals(100, Arrays.stream(ids).distinct().count());
            assertTrue(pack.headerField(PackFormat.AT_STORED_ROWS) > 3 * pack.rows());
        }
    }

    @Test
    void ordersEqualDistancesByRowId() throws IOException {
        Vectors.Table table = Vectors.random(40, 4, 0, 1);
        Arrays.fill(table.vectors(), 1f);
        try (PackFile pack =
                pack(table, PackSpec.of(Metric.L2).toBuilder().partitions(3).build())) {
            PackHits hits = pack.search(new float[] {1, 2, 3, 4}, 7, 3);

            for (int i = 0; i < 7; i++) {
                assertEquals(1000 + 3 * i, hits.rowId(i));
            }
        }
    }

    @Test
    void shardsTogetherHoldTheRowsOfOnePack() throws IOException {
        PackSpec spec = PackSpec.of(Metric.COSINE).toBuilder()
                .sampleRows(0)
                .partitions(32)
                .partitionRows(1875)
                .refineRows(3000)
                .build();
        Path single = directory.resolve("single");
        PackResult one = PackWriter.write(Vectors.words(), spec, single, PackProgress.NONE);
        PackResult four =
                PackWriter.write(Vectors.words(), spec.withShards(4), directory.resolve("sharded"), PackProgress.NONE);

        float[][] queries = Vectors.queries();
        double[][] ids = new double[queries.length][];
        try (PackFile pack = PackFile.open(single.resolve("pack.bin"))) {
            for (int q = 0; q < queries.length; q++) {
                ids[q] = ids(List.of(pack.search(queries[q].clone(), 10, 4)));
            }
        }
        List<PackFile> shards = new ArrayList<>();
        for (PackResult.PackedObject object : four.objects()) {
            shards.add(PackFile.open(object.directory().resolve("pack.bin")));
        }
        long same = 0;
        int rows = 0;
        for (PackFile shard : shards) {
            rows += shard.rows();
        }
        assertEquals(one.rows(), rows);
        for (int q = 0; q < queries.length; q++) {
            List<PackHits> answers = new ArrayList<>();
            for (PackFile shard : shards) {
                answers.add(shard.search(queries[q].clone(), 10, 4));
            }
            double[] together = ids(answers);
            same += Arrays.stream(ids[q])
                    .filter(id -> Arrays.stream(together).anyMatch(other -> other == id))
                    .count();
        }
        assertEquals(10L * queries.length, same);
        for (PackFile shard : shards) {
            shard.close();
        }
    }

    /// Row ids of the ten nearest of all answers, none of which share a row.
    private static double[] ids(List<PackHits> answers) {
        record Hit(double distance, double rowId) {}
        List<Hit> all = new ArrayList<>();
        for (PackHits hits : answers) {
            for (int i = 0; i < hits.size(); i++) {
                all.add(new Hit(hits.distance(i), hits.rowId(i)));
            }
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(Hit::distance).thenComparingDouble(Hit::rowId))
                .limit(10)
                .mapToDouble(Hit::rowId)
                .toArray();
    }

    @Test
    void fourShardsFindNineteenOfTwentyTogether() throws IOException {
        PackResult sharded = PackWriter.write(
                Vectors.words(), unmeasured(Metric.COSINE).withShards(4), directory, PackProgress.NONE);
        float[][] queries = Vectors.queries();
        int[][] truth = Vectors.truth();
        List<PackFile> shards = new ArrayList<>();
        for (PackResult.PackedObject object : sharded.objects()) {
            shards.add(PackFile.open(object.directory().resolve("pack.bin")));
        }
        int found = 0;
        for (int q = 0; q < queries.length; q++) {
            List<PackHits> answers = new ArrayList<>();
            for (PackFile shard : shards) {
                answers.add(shard.search(queries[q].clone(), 10, 4));
            }
            int[] nearest = Arrays.copyOf(truth[q], 10);
            for (double id : ids(answers)) {
                found += Arrays.stream(nearest).anyMatch(t -> t == (int) id) ? 1 : 0;
            }
        }
        for (PackFile shard : shards) {
            shard.close();
        }
        double recall = found / (10.0 * queries.length);
        System.out.println("edge pack, samples/vectors, 4 shards: recall@10 " + recall + " at 4 probes each");
        assertTrue(recall >= 0.94, "recall@10 " + recall);
    }

    @Test
    void returnsThePayloadOfAHit() throws IOException {
        Vectors.Table table = Vectors.random(50, 8, 0, 11);
        try (PackFile pack =
                pack(table, PackSpec.of(Metric.L2).toBuilder().partitions(2).build())) {
            PackHits named = pack.search(table.vector(5), 1, 2);
            PackHits unnamed = pack.search(table.vector(6), 1, 2);

            assertEquals(List.of("name"), pack.payloadColumns());
            assertEquals("\"näme 5\"", pack.payload(named, 0, 0));
            assertEquals("null", pack.payload(unnamed, 0, 0));
        }
    }

    @Test
    void refusesQueriesThatDoNotFit() throws IOException {
        try (PackFile pack = pack(
                Vectors.random(50, 8, 0, 11),
                PackSpec.of(Metric.L2).toBuilder().partitions(2).build())) {
            assertRefused("vector has 7 dims, the pack has 8", pack, new float[7], 10, 2);
            assertRefused("vector value 2 is not finite", pack, new float[] {0, 0, Float.NaN, 0, 0, 0, 0, 0}, 10, 2);
            assertRefused(
                    "vector value 0 is not finite",
                    pack,
                    new float[] {Float.NEGATIVE_INFINITY, 0, 0, 0, 0, 0, 0, 0},
                    10,
                    2);
            assertRefused("k must be in 1..=100, got 0", pack, new float[8], 0, 2);
            assertRefused("k must be in 1..=100, got 101", pack, new float[8], 101, 2);
            assertRefused("nprobes must be in 0..=256, got -1", pack, new float[8], 10, -1);
        }
    }

    private static void assertRefused(String message, PackFile pack, float[] vector, int k, int nprobes) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> pack.search(vector, k, nprobes));
        assertEquals(message, e.getMessage());
    }
}
