package dev.evodb.snippets.lance;

/// The head of an edge pack: everything that choosing partitions needs. A view of bytes that are known to
/// be what a packer wrote, see docs/format/edge-pack.md, "Trust": nothing is checked here. Immutable,
/// shared by all queries.
public final class PackHead {
    private final byte[] bytes;
    private final int[] header;
    private final HeadLayout layout;
    private final int[] units;
    private final float[] preferences;
    private final float[] means;
    private final float[] centroidSteps;
    private final float[] rowSteps;
    private final float[] projectionScales;
    private final float[] biasSteps;
    private final double hardScore;

    /// Reads a head; `source` must no longer change.
    public PackHead(PackBytes source) {
        bytes = source.bytes();
        header = source.ints(0, PackFormat.HEADER_BYTES / 4);
        layout = HeadLayout.of(queryDims(), dims(), metric(), cells(), partitions(), field(PackFormat.AT_NAME_BYTES));
        units = source.ints(layout.units(), partitions() + 1);
        preferences = source.floats(layout.preferences(), partitions());
        means = source.floats(layout.means(), dims());
        centroidSteps = source.floats(layout.centroidSteps(), dims());
        rowSteps = source.floats(layout.rowSteps(), dims());
        projectionScales = source.floats(layout.projection(), isProjected() ? dims() : 0);
        biasSteps = source.floats(PackFormat.AT_CENTROID_BIAS_STEP, 2);
        hardScore = source.floats(PackFormat.AT_HARD_SCORE, 1)[0];
    }

    private int field(int at) {
        return header[at >> 2];
    }

    /// Values of a query's vector.
    public int queryDims() {
        return field(PackFormat.AT_QUERY_DIMS);
    }

    /// Values of a coded vector, at most [#queryDims].
    public int dims() {
        return field(PackFormat.AT_DIMS);
    }

    /// One of [PackFormat]'s metrics.
    public int metric() {
        return field(PackFormat.AT_METRIC);
    }

    int cells() {
        return field(PackFormat.AT_CELLS);
    }

    public int partitions() {
        return field(PackFormat.AT_PARTITIONS);
    }

    /// Candidates compared by both of their codes, unless `k` asks for more.
    public int refineRows() {
        return field(PackFormat.AT_REFINE_ROWS);
    }

    /// Partitions that a hard query probes when the request does not say; 0: as many as others.
    public int hardProbes() {
        return field(PackFormat.AT_HARD_PROBES);
    }

    /// A query is hard if no partition that it could probe has this score, preference included.
    double hardScore() {
        return hardScore;
    }

    /// Partitions to probe when the request does not say.
    public int nprobes() {
        return field(PackFormat.AT_NPROBES);
    }

    /// Cells that a query opens.
    int opened() {
        return field(PackFormat.AT_OPENED);
    }

    /// Partitions of a cell; the last ones may have fewer.
    int cellPartitions() {
        return (partitions() + cells() - 1) / cells();
    }

    /// How much choosing a partition counts against those beside it, 0..=1.
    double spread() {
        return field(PackFormat.AT_SPREAD) / 1000.0;
    }

    int rowIdBytes() {
        return field(PackFormat.AT_ROW_ID_BYTES);
    }

    public int columns() {
        return field(PackFormat.AT_COLUMNS);
    }

    /// Most rows of a partition: what probing one costs.
    public int partitionRows() {
        return field(PackFormat.AT_PARTITION_ROWS);
    }

    /// Where partition `p`, up to `partitions()`, starts in the object, in units of 16 bytes: bytes may
    /// exceed 2^31.
    public int partitionUnit(int p) {
        return units[p];
    }

    /// Bytes of partition `p`.
    public int partitionBytes(int p) {
        return (units[p + 1] - units[p]) * PackFormat.ALIGNMENT;
    }

    /// What is added to the score of partition `p` when partitions are chosen.
    double preference(int p) {
        return preferences[p];
    }

    /// What one step of dimension `d` of a centroid is worth.
    double centroidStep(int d) {
        return centroidSteps[d];
    }

    /// What one step of dimension `d` of a row's planes is worth.
    double rowStep(int d) {
        return rowSteps[d];
    }

    /// What one step of a centroid's bias is worth; -1 without biases.
    double centroidBiasStep() {
        return metric() == PackFormat.METRIC_L2 ? biasSteps[0] : -1;
    }

    /// What one step of a row's bias is worth; -1 without biases.
    double rowBiasStep() {
        return metric() == PackFormat.METRIC_L2 ? biasSteps[1] : -1;
    }

    /// All bytes of the head. Shared, not to be changed.
    byte[] bytes() {
        return bytes;
    }

    /// Where the planes of the cells start in [#bytes].
    int cellPlanes() {
        return layout.cells();
    }

    /// Copies the codes of `count` centroids from `p` on to planes of `of` vectors, from vector `at` on.
    void copyCentroids(Lanes lanes, int p, int count, byte[] planes, int of, int at) {
        int words = PackFormat.planes(dims(), PackFormat.CENTROID_BITS, metric());
        int step = 2 * partitions();
        int from = layout.centroids() + 2 * p;
        int to = 2 * at;
        for (int j = 0; j < words; j++) {
            lanes.copy(bytes, from, planes, to, 2 * count);
            from += step;
            to += 2 * of;
        }
    }

    /// Writes the centroid of partition `p` to `out[at .. at + dims)`; what lies behind may change as well.
    void centroid(Lanes lanes, int p, double[] out, int at) {
        lanes.decode(bytes, layout.centroids() + 2 * p, 2 * partitions(), means, centroidSteps, out, at);
    }

    private boolean isProjected() {
        return dims() < queryDims();
    }

    /// A query in the pack's own dims: `vector` itself, or what the head's projection makes of it.
    float[] projected(float[] vector) {
        if (!isProjected()) {
            return vector;
        }
        float[] projected = new float[dims()];
        int from = layout.projection() + 4 * dims();
        for (int d = 0; d < projected.length; d++) {
            projected[d] = (float) (projectionScales[d] * product(bytes, from + d * vector.length, vector));
        }
        return projected;
    }

    private static double product(byte[] row, int from, float[] vector) {
        double sum = 0;
        for (int e = 0; e < vector.length; e++) {
            sum += row[from + e] * (double) vector[e];
        }
        return sum;
    }
}
