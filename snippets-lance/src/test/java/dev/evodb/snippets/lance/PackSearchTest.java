package dev.evodb.snippets.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.snippets.lance.jvm.PackFile;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackResult;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackSearchTest {
    private static final Kernels KERNELS = new ScalarKernels();

    @TempDir
    Path directory;

    private PackFile pack(dev.evodb.snippets.lance.jvm.PackSource source, PackSpec spec) throws IOException {
        PackWriter.write(source, spec, directory, PackProgress.NONE);
        return PackFile.open(directory.resolve("pack.bin"));
    }

    /// Vectors have length 1: the truth is the same for all metrics.
    @ParameterizedTest
    @EnumSource(Metric.class)
    void findsNineOfTenAtFourProbes(Metric metric) throws IOException {
        float[][] queries = Vectors.queries();
        int[][] truth = Vectors.truth();
        try (PackFile pack = pack(Vectors.words(), PackSpec.of(metric))) {
            int found = 0;
            long rows = 0;
            for (int q = 0; q < queries.length; q++) {
                PackHits hits = pack.search(KERNELS, queries[q], 10, 4);
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
            assertTrue(recall >= 0.90, "recall@10 " + recall);
        }
    }

    /// With every partition probed and every row refined, nothing but the copies decides.
    @ParameterizedTest
    @EnumSource(Metric.class)
    void agreesWithBruteForceOverTheCopies(Metric metric) throws IOException {
        Vectors.Table table = Vectors.random(600, 19, 0.5, 7);
        PackSpec spec = PackSpec.of(metric).withPartitions(6).withCopies(3).withRefineRows(600);
        try (PackFile pack = pack(table, spec)) {
            for (int q = 0; q < 50; q++) {
                float[] query = Vectors.random(1, 19, 0.5, 100 + q).vector(0);
                PackHits hits = pack.search(KERNELS, query.clone(), 20, 6);

                List<Map.Entry<Double, Double>> expected = bruteForce(pack, metric, query);
                assertEquals(20, hits.size());
                for (int i = 0; i < 20; i++) {
                    assertEquals(expected.get(i).getValue(), hits.distance(i), 2e-3, "query " + q + ", hit " + i);
                }
                double[] ids = new double[20];
                double[] expectedIds = new double[20];
                for (int i = 0; i < 20; i++) {
                    ids[i] = hits.rowId(i);
                    expectedIds[i] = expected.get(i).getKey();
                }
                // Quantizing the query to 16 bits may swap rows that are equally far to three decimals.
                Arrays.sort(ids);
                Arrays.sort(expectedIds);
                int common = 0;
                for (double id : ids) {
                    common += Arrays.binarySearch(expectedIds, id) >= 0 ? 1 : 0;
                }
                assertTrue(common >= 19, "query " + q + " shares " + common + " of 20");
            }
        }
    }

    /// Exact distances to the dequantized copies, read through the public layout: row id → distance,
    /// nearest first.
    private static List<Map.Entry<Double, Double>> bruteForce(PackFile pack, Metric metric, float[] query)
            throws IOException {
        PackHead head = pack.head();
        Map<Double, Double> distances = new HashMap<>();
        for (int p = 0; p < head.partitions(); p++) {
            PackPartition partition = pack.partition(p);
            PartitionLayout layout =
                    PartitionLayout.of(metric, head.dims(), head.rowIdBytes(), head.columns(), partition.rows());
            for (int row = 0; row < partition.rows(); row++) {
                float[] copy = new float[head.dims()];
                for (int d = 0; d < copy.length; d++) {
                    copy[d] =
                            (float) (partition.bytes()[layout.copies() + row * copy.length + d] * partition.scale(row));
                }
                distances.put(partition.rowId(row), Distances.exact(metric, KERNELS, query, 0, copy, 0, copy.length));
            }
        }
        List<Map.Entry<Double, Double>> sorted = new ArrayList<>(distances.entrySet());
        sorted.sort(Map.Entry.<Double, Double>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())));
        return sorted;
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void findsTheRowItselfAtDistanceNearZero(Metric metric) throws IOException {
        Vectors.Table table = Vectors.random(300, 24, 0, 3);
        try (PackFile pack = pack(table, PackSpec.of(metric).withPartitions(4))) {
            for (int row = 0; row < 300; row += 17) {
                PackHits hits = pack.search(KERNELS, table.vector(row), 5, 4);
                double own = Distances.exact(metric, KERNELS, table.vector(row), 0, table.vector(row), 0, 24);

                int at = 0;
                while (hits.rowId(at) != table.rowIds()[row]) {
                    at++;
                }
                assertEquals(own, hits.distance(at), 0.05 + 0.01 * Math.abs(own), "row " + row);
                assertTrue(metric == Metric.DOT || at == 0, "row " + row);
            }
        }
    }

    @Test
    void answersEachRowOnceAlthoughItIsStoredSeveralTimes() throws IOException {
        try (PackFile pack = pack(
                Vectors.random(200, 8, 0, 5),
                PackSpec.of(Metric.L2).withPartitions(5).withCopies(4))) {
            PackHits hits = pack.search(KERNELS, new float[8], 100, 5);

            double[] ids = new double[hits.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = hits.rowId(i);
            }
            assertEquals(100, Arrays.stream(ids).distinct().count());
            assertTrue(pack.head().storedRows() > 3 * pack.head().rows());
        }
    }

    @Test
    void ordersEqualDistancesByRowId() throws IOException {
        Vectors.Table table = Vectors.random(40, 4, 0, 1);
        Arrays.fill(table.vectors(), 1f);
        try (PackFile pack = pack(table, PackSpec.of(Metric.L2).withPartitions(3))) {
            PackHits hits = pack.search(KERNELS, new float[] {1, 2, 3, 4}, 7, 3);

            for (int i = 0; i < 7; i++) {
                assertEquals(1000 + 3 * i, hits.rowId(i));
            }
        }
    }

    @Test
    void shardsTogetherHoldTheRowsOfOnePack() throws IOException {
        PackSpec spec =
                PackSpec.of(Metric.COSINE).withPartitions(32).withCopies(3).withRefineRows(3000);
        Path single = directory.resolve("single");
        PackResult one = PackWriter.write(Vectors.words(), spec, single, PackProgress.NONE);
        PackResult four =
                PackWriter.write(Vectors.words(), spec.withShards(4), directory.resolve("sharded"), PackProgress.NONE);

        float[][] queries = Vectors.queries();
        double[][] ids = new double[queries.length][];
        try (PackFile pack = PackFile.open(single.resolve("pack.bin"))) {
            for (int q = 0; q < queries.length; q++) {
                ids[q] = ids(List.of(pack.search(KERNELS, queries[q].clone(), 10, 4)));
            }
        }
        List<PackFile> shards = new ArrayList<>();
        for (PackResult.PackedObject object : four.objects()) {
            shards.add(PackFile.open(object.directory().resolve("pack.bin")));
        }
        int rows = 0;
        for (PackFile shard : shards) {
            rows += shard.head().rows();
        }
        assertEquals(one.rows(), rows);
        for (int q = 0; q < queries.length; q++) {
            List<PackHits> answers = new ArrayList<>();
            for (PackFile shard : shards) {
                answers.add(shard.search(KERNELS, queries[q].clone(), 10, 4));
            }
            assertArrayEquals(ids[q], ids(answers), "query " + q);
        }
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
                Vectors.words(), PackSpec.of(Metric.COSINE).withShards(4), directory, PackProgress.NONE);
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
                answers.add(shard.search(KERNELS, queries[q].clone(), 10, 4));
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
        try (PackFile pack = pack(table, PackSpec.of(Metric.L2).withPartitions(2))) {
            PackHits named = pack.search(KERNELS, table.vector(5), 1, 2);
            PackHits unnamed = pack.search(KERNELS, table.vector(6), 1, 2);

            assertEquals(Map.of("name", "näme 5"), pack.payload(named, 0));
            Map<String, String> expected = new HashMap<>();
            expected.put("name", null);
            assertEquals(expected, pack.payload(unnamed, 0));
        }
    }

    @Test
    void refusesQueriesThatDoNotFit() throws IOException {
        try (PackFile pack =
                pack(Vectors.random(50, 8, 0, 11), PackSpec.of(Metric.L2).withPartitions(2))) {
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
            assertRefused("nprobes must be in 1..=4096, got 0", pack, new float[8], 10, 0);
        }
    }

    private static void assertRefused(String message, PackFile pack, float[] vector, int k, int nprobes) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> pack.search(KERNELS, vector, k, nprobes));
        assertEquals(message, e.getMessage());
    }
}
