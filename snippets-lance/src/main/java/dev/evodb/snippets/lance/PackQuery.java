package dev.evodb.snippets.lance;

/// A query and the partitions it probes, in the order of choice. Immutable.
///
/// Partitions overlap: each holds the rows near its centroid, whatever other partitions hold them too.
/// The best few centroids lie side by side and would bring the same rows, so that each choice counts
/// against those that resemble it (the head's spread), as the next direction of a matching pursuit does.
///
/// All arithmetic is in `double` or exact integers, in a fixed order: the JVM and a snippet choose the
/// same partitions and answer the same rows.
public final class PackQuery {
    /// Centroids that are compared exactly. Choosing among more changes recall by less than .005.
    private static final int POOL = 24;

    /// Queries that probe more partitions than this take the nearest: the choice is quadratic.
    private static final int MAX_SPREAD_PROBES = 8;

    private final PackHead head;
    private final float[] vector;
    private final double unit;
    private final int[] probes;
    private final double[] bases;

    /// Chooses `nprobes` partitions, all if there are fewer. `vector` has `head.queryDims()` finite values
    /// and is given away.
    public PackQuery(PackHead head, Lanes lanes, float[] vector, int nprobes) {
        this.head = head;
        this.vector = head.projected(vector);
        this.unit = head.metric() == PackFormat.METRIC_COSINE
                ? inverse(Math.sqrt(dot(this.vector, this.vector)))
                : 1;
        int count = Math.min(nprobes, head.partitions());
        this.probes = new int[count];
        this.bases = new double[count];
        choose(lanes, Math.max(POOL, count));
    }

    /// Opens the nearest cells, compares their centroids by codes, and the best `pool` of these exactly.
    private void choose(Lanes lanes, int pool) {
        double[] near = cellScores();
        int[] opened = new int[near.length];
        CodeGroups groups = new CodeGroups(centroidWeights(), near.length);
        int cells = 0;
        int wanted = Math.max(head.routed(), pool);
        for (int found = 0; found < wanted && cells < near.length; cells++) {
            int cell = highest(near);
            int count = head.cellStart(cell + 1) - head.cellStart(cell);
            groups.add(lanes, head.bytes(), head.centroidPlanes(cell), count, near[cell], pool);
            near[cell] = Double.NEGATIVE_INFINITY;
            opened[cells] = cell;
            found += count;
        }
        double[] keys = groups.keys(lanes);
        Choice choice = new Choice(Math.min(pool, keys.length), head.dims());
        for (int i = 0; i < choice.size(); i++) {
            double key = keys[keys.length - 1 - i];
            int cell = opened[groups.group(key)];
            int number = groups.vector(key);
            head.centroid(cell, number, choice.centroids(), i * head.dims());
            choice.set(i, head.cellStart(cell) + number, score(choice.centroids(), i * head.dims()));
        }
        choice.take(probes.length > MAX_SPREAD_PROBES ? 0 : head.spread(), probes, bases);
    }

    private double[] cellScores() {
        double[] scores = new double[head.cells()];
        float[] cells = head.cellCentroids();
        for (int cell = 0; cell < scores.length; cell++) {
            scores[cell] = head.metric() == PackFormat.METRIC_L2
                    ? halfDistance(vector, cells, cell * vector.length)
                    : unit * dot(vector, cells, cell * vector.length);
        }
        return scores;
    }

    private LaneWeights centroidWeights() {
        double[] slopes = new double[vector.length];
        for (int d = 0; d < slopes.length; d++) {
            slopes[d] = vector[d] * unit * head.centroidStep(d);
        }
        return LaneWeights.of(slopes, PackFormat.CENTROID_BITS, head.centroidBiasStep());
    }

    /// What every row of a partition starts from; higher is nearer. Inner product with the centroid, or
    /// for L2 minus half of the squared distance to it.
    private double score(double[] centroids, int from) {
        double sum = 0;
        if (head.metric() == PackFormat.METRIC_L2) {
            for (int d = 0; d < vector.length; d++) {
                double difference = vector[d] - centroids[from + d];
                sum -= difference * difference;
            }
            return sum / 2;
        }
        for (int d = 0; d < vector.length; d++) {
            sum += vector[d] * centroids[from + d];
        }
        return sum * unit;
    }

    private static double dot(float[] a, float[] b) {
        return dot(a, b, 0);
    }

    private static double dot(float[] a, float[] b, int from) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            // Not a product of floats: the runtime of a snippet does not round it to one.
            sum += (double) a[d] * b[from + d];
        }
        return sum;
    }

    private static double halfDistance(float[] a, float[] b, int from) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double difference = (double) a[d] - b[from + d];
            sum -= difference * difference;
        }
        return sum / 2;
    }

    /// The first of the highest; NaN is never higher.
    static int highest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    static double inverse(double norm) {
        return norm > 0 ? 1 / norm : 0;
    }

    public PackHead head() {
        return head;
    }

    /// `(head().dims())`. Shared, not to be changed.
    float[] vector() {
        return vector;
    }

    /// What the vector is multiplied with: to length 1 for cosine, else 1. 0 for a zero vector.
    double unit() {
        return unit;
    }

    public int nprobes() {
        return probes.length;
    }

    /// The partition probed as number `slot`, `0 <= slot < nprobes()`.
    public int probe(int slot) {
        return probes[slot];
    }

    /// What the rows of the partition probed as number `slot` start from.
    double base(int slot) {
        return bases[slot];
    }
}
