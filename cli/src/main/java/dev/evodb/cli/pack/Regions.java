package dev.evodb.cli.pack;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.KMeans;
import dev.evodb.ann.kmeans.KMeansSpec;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackSource;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/// The rows of a source in regions, one a shard: each row lies in the region whose centroid is nearest to
/// it among those that have room, which is a quarter more than an equal share. Immutable.
///
/// `coverage(m)` tells what asking `m` shards finds at most: the share of the true nearest rows of
/// sampled rows that lie in the `m` regions with the nearest centroids.
public final class Regions {
    private static final int ROWS_PER_CENTROID = 256;
    private static final int ROOM_PERCENT = 125;
    private static final Kernels KERNELS = new ScalarKernels();

    private final Wanted wanted;
    private final float[][] centroids;
    private final int[] regionOf;
    private final double[] coverage;
    private final float[][] queries;
    private final int[][] found;

    private Regions(
            Wanted wanted, float[][] centroids, int[] regionOf, double[] coverage, float[][] queries, int[][] found) {
        this.wanted = wanted;
        this.centroids = centroids;
        this.regionOf = regionOf;
        this.coverage = coverage;
        this.queries = queries;
        this.found = found;
    }

    /// What regions are made for: `count` of them for searches of the `k` nearest by `metric`, measured
    /// with `sample` rows.
    public record Wanted(Metric metric, int count, int k, int sample, long seed) {
        /// @throws IllegalArgumentException if a centroid is not near what its region holds
        public Wanted {
            if (metric != Metric.L2 && metric != Metric.COSINE) {
                throw new IllegalArgumentException("regions are for l2 and cosine, not for " + metric.wireName());
            }
        }
    }

    /// Reads `source` three times.
    ///
    /// @throws IllegalArgumentException if there are fewer vectors than regions
    public static Regions of(PackSource source, Wanted wanted, PackProgress progress) throws IOException {
        int dims = source.dims();
        boolean isCosine = wanted.metric() == Metric.COSINE;
        Sample drawn = Sample.of(source, wanted, Math.max(wanted.sample(), ROWS_PER_CENTROID * wanted.count()));
        if (drawn.kept < wanted.count()) {
            throw new IllegalArgumentException(
                    wanted.count() + " regions need as many vectors, there are " + drawn.kept);
        }
        progress.at("regions", 0, 2);
        float[] training = Arrays.copyOf(drawn.rows, drawn.kept * dims);
        float[] centroids;
        try (Workers workers = new Workers(1, BuildProgress.NONE)) {
            centroids = new KMeans(KMeansSpec.of(wanted.count()).withSeed(wanted.seed()), KernelSet.plain(), workers)
                    .train(training, dims)
                    .centroids()
                    .values()
                    .clone();
        }
        float[][] rows = new float[wanted.count()][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = Arrays.copyOfRange(centroids, c * dims, (c + 1) * dims);
            if (isCosine) {
                Distances.normalize(KERNELS, rows[c], 0, dims);
            }
        }
        rows = CentroidGrid.of(rows, isCosine);
        progress.at("regions", 1, 2);
        Assigning assigning = new Assigning(drawn, rows, wanted, dims);
        source.forEachBatch(assigning::accept);
        progress.at("regions", 2, 2);
        return new Regions(
                wanted, rows, assigning.regionOf, assigning.coverage(), assigning.queries(), assigning.found());
    }

    /// The same regions with other numbers: region `i` is what `order[i]` was.
    public Regions inOrder(int[] order) {
        float[][] rows = new float[order.length][];
        int[] numbers = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rows[i] = centroids[order[i]];
            numbers[order[i]] = i;
        }
        int[][] truths = new int[found.length][];
        for (int q = 0; q < truths.length; q++) {
            truths[q] = renumbered(found[q], numbers);
        }
        return new Regions(wanted, rows, renumbered(regionOf, numbers), coverage, queries, truths);
    }

    private static int[] renumbered(int[] regions, int[] numbers) {
        int[] renumbered = new int[regions.length];
        for (int i = 0; i < regions.length; i++) {
            renumbered[i] = regions[i] < 0 ? -1 : numbers[regions[i]];
        }
        return renumbered;
    }

    /// On a [CentroidGrid]; of unit length if the metric is cosine. Borrowed: a row of `(dims)` for each.
    public float[][] centroids() {
        return centroids;
    }

    /// Of the vectors that they were made for.
    public Metric metric() {
        return wanted.metric();
    }

    public int count() {
        return centroids.length;
    }

    /// Hears of what was measured.
    @FunctionalInterface
    public interface Measured {
        /// `regions` are those that the true nearest rows of `query` lie in. Both are borrowed.
        void query(float[] query, int[] regions);
    }

    /// Tells each of the sampled rows.
    public void forEachQuery(Measured measured) {
        for (int q = 0; q < queries.length; q++) {
            measured.query(queries[q], found[q]);
        }
    }

    /// In `[0, 1]`, for `1..=count` shards asked; 1 for all. NaN where nothing was measured.
    public double coverage(int asked) {
        return coverage[asked - 1];
    }

    /// Whether there is a coverage.
    public boolean isMeasured() {
        return !Double.isNaN(coverage[0]);
    }

    /// The fewest shards whose coverage reaches `target`; all where nothing was measured.
    public int toAsk(double target) {
        for (int asked = 1; asked < centroids.length; asked++) {
            if (coverage(asked) >= target) {
                return asked;
            }
        }
        return centroids.length;
    }

    /// The region of the row at `position` of the source, or -1 if it has no vector.
    int regionOf(int position) {
        return regionOf[position];
    }

    /// Rows drawn evenly: the same for the same seed. Reservoir sampling, Vitter's algorithm R.
    private static final class Sample {
        final float[] rows;
        final int[] positions;
        int kept;
        int total;
        int valid;

        private Sample(int most, int dims) {
            rows = new float[Math.multiplyExact(most, dims)];
            positions = new int[most];
        }

        static Sample of(PackSource source, Wanted wanted, int most) throws IOException {
            int dims = source.dims();
            Sample sample = new Sample(most, dims);
            Random random = new Random(wanted.seed());
            source.forEachBatch(batch -> {
                for (int i = 0; i < batch.rows(); i++) {
                    int position = sample.total++;
                    if (!batch.validity().isValid(i)) {
                        continue;
                    }
                    int slot = sample.valid < most ? sample.valid : random.nextInt(sample.valid + 1);
                    sample.valid++;
                    if (slot < most) {
                        System.arraycopy(batch.vectors(), i * dims, sample.rows, slot * dims, dims);
                        sample.positions[slot] = position;
                        if (wanted.metric() == Metric.COSINE) {
                            Distances.normalize(KERNELS, sample.rows, slot * dims, dims);
                        }
                    }
                }
            });
            sample.kept = Math.min(sample.valid, most);
            return sample;
        }
    }

    /// One pass over the source: puts rows into regions, and finds the true nearest rows of the queries.
    private static final class Assigning {
        private final Sample drawn;
        private final float[][] centroids;
        private final Wanted wanted;
        private final int dims;
        private final int[] regionOf;
        private final int[] sizes;
        private final int room;
        private final int queries;
        private final double[] nearest;
        private final int[] nearestRegion;
        private int position;

        Assigning(Sample drawn, float[][] centroids, Wanted wanted, int dims) {
            this.drawn = drawn;
            this.centroids = centroids;
            this.wanted = wanted;
            this.dims = dims;
            regionOf = new int[drawn.total];
            sizes = new int[wanted.count()];
            room = (int) ((long) drawn.valid * ROOM_PERCENT / 100 / wanted.count()) + 1;
            queries = Math.min(drawn.kept, wanted.sample());
            nearest = new double[queries * wanted.k()];
            Arrays.fill(nearest, Double.POSITIVE_INFINITY);
            nearestRegion = new int[queries * wanted.k()];
        }

        void accept(PackSource.Batch batch) {
            float[] rows = batch.vectors();
            for (int i = 0; i < batch.rows(); i++) {
                if (!batch.validity().isValid(i)) {
                    regionOf[position++] = -1;
                    continue;
                }
                if (wanted.metric() == Metric.COSINE) {
                    Distances.normalize(KERNELS, rows, i * dims, dims);
                }
                int region = region(rows, i * dims);
                sizes[region]++;
                for (int q = 0; q < queries; q++) {
                    if (drawn.positions[q] != position) {
                        offer(q, KERNELS.squaredL2(rows, i * dims, drawn.rows, q * dims, dims), region);
                    }
                }
                regionOf[position++] = region;
            }
        }

        private int region(float[] rows, int at) {
            int best = -1;
            double distance = Double.POSITIVE_INFINITY;
            for (int c = 0; c < sizes.length; c++) {
                double found = KERNELS.squaredL2(rows, at, centroids[c], 0, dims);
                if (sizes[c] < room && (best < 0 || found < distance)) {
                    best = c;
                    distance = found;
                }
            }
            return best;
        }

        /// Keeps the `k` nearest of query `q` in ascending order.
        private void offer(int q, double distance, int region) {
            int from = q * wanted.k();
            int at = from + wanted.k() - 1;
            if (distance >= nearest[at]) {
                return;
            }
            for (; at > from && nearest[at - 1] > distance; at--) {
                nearest[at] = nearest[at - 1];
                nearestRegion[at] = nearestRegion[at - 1];
            }
            nearest[at] = distance;
            nearestRegion[at] = region;
        }

        /// The rows that are queries.
        float[][] queries() {
            float[][] all = new float[queries][];
            for (int q = 0; q < queries; q++) {
                all[q] = Arrays.copyOfRange(drawn.rows, q * dims, (q + 1) * dims);
            }
            return all;
        }

        /// For each query the regions of its nearest rows.
        int[][] found() {
            int[][] all = new int[queries][];
            for (int q = 0; q < queries; q++) {
                int count = 0;
                while (count < wanted.k() && nearest[q * wanted.k() + count] < Double.POSITIVE_INFINITY) {
                    count++;
                }
                all[q] = Arrays.copyOfRange(nearestRegion, q * wanted.k(), q * wanted.k() + count);
            }
            return all;
        }

        double[] coverage() {
            double[] found = new double[sizes.length];
            int truths = 0;
            for (int q = 0; q < queries; q++) {
                for (int i = q * wanted.k(); i < (q + 1) * wanted.k(); i++) {
                    if (nearest[i] < Double.POSITIVE_INFINITY) {
                        found[rank(q, nearestRegion[i])]++;
                        truths++;
                    }
                }
            }
            double sum = 0;
            for (int rank = 0; rank < found.length; rank++) {
                sum += found[rank];
                found[rank] = truths == 0 ? Double.NaN : sum / truths;
            }
            return found;
        }

        /// How many regions have a centroid nearer to query `q` than `region`.
        private int rank(int q, int region) {
            double own = KERNELS.squaredL2(drawn.rows, q * dims, centroids[region], 0, dims);
            int rank = 0;
            for (int c = 0; c < sizes.length; c++) {
                double other = KERNELS.squaredL2(drawn.rows, q * dims, centroids[c], 0, dims);
                rank += other < own || (other == own && c < region) ? 1 : 0;
            }
            return rank;
        }
    }
}
