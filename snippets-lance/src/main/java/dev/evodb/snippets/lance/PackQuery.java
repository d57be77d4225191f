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
    /// Centroids that are compared exactly. Choosing among all of them changes recall by less than .005.
    private static final int POOL = 32;

    /// Queries that probe more partitions than this take the nearest: the choice is quadratic.
    private static final int MAX_SPREAD_PROBES = 8;

    private final PackHead head;
    private final Lanes lanes;
    private final double[] vector;
    private final double squares;
    private final double unit;
    private final double lead;
    private final int wanted;
    private final int[] probes;

    /// Done with once the probes are chosen. It is kept so that a query leads to an object of its class: the
    /// js class `Shapes` keeps the last query of an isolate, and without one such object V8 would drop the
    /// machine code of choosing at the next full collection (docs/adr/0006, decision 8).
    private final Choice choice;

    /// Chooses `nprobes` partitions, or if that is 0 as many as the pack wants for this query: no more than
    /// it has, and no more than `most`. `vector` has `head.queryDims()` finite values and is given away.
    public PackQuery(PackHead head, Lanes lanes, float[] vector, int nprobes, int most) {
        this.head = head;
        this.lanes = lanes;
        this.vector = doubles(head.projected(vector));
        this.squares = product(this.vector, 0, this.vector, 0);
        this.unit = head.metric() == PackFormat.METRIC_COSINE ? inverse(Math.sqrt(squares)) : 1;
        int highest = nprobes > 0 ? nprobes : Math.max(head.nprobes(), head.hardProbes());
        choice = choice(Math.max(POOL, Math.min(Math.min(highest, most), head.partitions())));
        lead = choice.lead();
        int asked = nprobes > 0 ? nprobes : isHard() ? head.hardProbes() : head.nprobes();
        wanted = Math.min(asked, head.partitions());
        probes = new int[Math.min(wanted, most)];
        choice.take(probes.length > MAX_SPREAD_PROBES ? 0 : head.spread(), probes);
    }

    private boolean isHard() {
        return head.hardProbes() > 0 && lead < head.hardScore();
    }

    /// Opens the best cells, compares the centroids in them by codes, and the best `pool` of these exactly.
    private Choice choice(int pool) {
        LaneWeights weights = centroidWeights();
        // More cells than a head says, if a query probes more partitions than these hold.
        int size = head.cellPartitions();
        int most = Math.min(head.cells(), Math.max(head.opened(), (pool + size - 1) / size + 1));
        double[] cells = lanes.best(head.bytes(), head.cellPlanes(), head.cells(), weights, most);
        int[] opened = partitions(cells, size);
        byte[] planes =
                new byte[2 * opened.length * PackFormat.planes(vector.length, PackFormat.CENTROID_BITS, head.metric())];
        for (int at = 0; at < opened.length; ) {
            int here = Math.min(size, head.partitions() - opened[at]);
            head.copyCentroids(lanes, opened[at], here, planes, opened.length, at);
            at += here;
        }
        double[] keys = lanes.best(planes, 0, opened.length, weights, pool);
        Choice choice = new Choice(lanes, keys.length, vector.length);
        for (int i = 0; i < keys.length; i++) {
            int p = opened[number(keys[keys.length - 1 - i], opened.length)];
            head.centroid(lanes, p, choice.centroids(), i * vector.length);
            choice.set(i, p, score(choice.centroids(), i * vector.length), head.preference(p));
        }
        return choice;
    }

    /// The partitions of the cells, best cell first.
    private int[] partitions(double[] keys, int size) {
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            count += Math.min(size, head.partitions() - number(keys[i], head.cells()) * size);
        }
        int[] partitions = new int[count];
        int at = 0;
        for (int i = keys.length - 1; i >= 0; i--) {
            int p = number(keys[i], head.cells()) * size;
            for (int end = Math.min(p + size, head.partitions()); p < end; p++) {
                partitions[at++] = p;
            }
        }
        return partitions;
    }

    /// Which of `count` vectors a key of [Lanes] is of.
    private static int number(double key, int count) {
        return count - 1 - (int) (key - Math.floor(key / 65_536) * 65_536);
    }

    private LaneWeights centroidWeights() {
        double[] slopes = new double[vector.length];
        for (int d = 0; d < slopes.length; d++) {
            slopes[d] = vector[d] * unit * head.centroidStep(d);
        }
        return LaneWeights.of(slopes, PackFormat.CENTROID_BITS, head.centroidBiasStep());
    }

    /// The score of the centroid at `centroids[from]`: inner product, or for L2 minus half of the squared
    /// distance.
    private double score(double[] centroids, int from) {
        double product = product(vector, 0, centroids, from);
        return head.metric() == PackFormat.METRIC_L2
                ? product - (squares + product(centroids, from, centroids, from)) / 2
                : product * unit;
    }

    private double product(double[] a, int aFrom, double[] b, int bFrom) {
        return lanes.dot(a, aFrom, b, bFrom, vector.length);
    }

    /// What every row of a partition starts from: the score of its base.
    double base(float[] base) {
        return score(doubles(base), 0);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
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
    double[] vector() {
        return vector;
    }

    /// What the vector is multiplied with: to length 1 for cosine, else 1. 0 for a zero vector.
    double unit() {
        return unit;
    }

    /// The score of the best partition, preference included: the lower, the harder the query.
    public double lead() {
        return lead;
    }

    /// Partitions that were asked for, more than [#nprobes] if that is bounded.
    public int wanted() {
        return wanted;
    }

    public int nprobes() {
        return probes.length;
    }

    /// The partition probed as number `slot`, `0 <= slot < nprobes()`.
    public int probe(int slot) {
        return probes[slot];
    }
}
