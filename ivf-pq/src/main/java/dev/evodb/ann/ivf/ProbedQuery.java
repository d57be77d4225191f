package dev.evodb.ann.ivf;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Pq8Bytes;
import org.jspecify.annotations.Nullable;

/// A query on its way through partitions, with the memory that codes need to compare it: used again for
/// every partition, and for the next query. For one thread.
public final class ProbedQuery {
    private final CoarseQuantizer coarse;
    private final KernelSet kernels;
    private final float[] query;
    private final float[] residual;
    private int partition;
    private boolean hasResidual;
    private float centroidDistance;
    private float[] table = {};
    private float[] spare = {};
    private byte[] code = {};
    private @Nullable Object preparedFor;
    private @Nullable Object tabledFor;
    private final Pq8Bytes bytes = new Pq8Bytes();

    /// The distance that is added to every row's, see [#setScale].
    private float offset;

    private float scale;

    public ProbedQuery(CoarseQuantizer coarse, KernelSet kernels) {
        this.coarse = coarse;
        this.kernels = kernels;
        this.query = new float[coarse.dims()];
        this.residual = new float[coarse.dims()];
    }

    /// Starts with another query of `dims` values, which are copied; for `COSINE` scaled to length 1.
    public void begin(float[] vector) {
        System.arraycopy(vector, 0, query, 0, query.length);
        if (type() == DistanceType.COSINE) {
            double norm = Math.sqrt(kernels.distance().dot(query, 0, query, 0, query.length));
            for (int d = 0; norm > 0 && d < query.length; d++) {
                query[d] = (float) (query[d] / norm);
            }
        }
        hasResidual = false;
        tabledFor = null;
        preparedFor = null;
    }

    /// Moves on to a partition, whose centroid is that far away.
    public void enter(int nextPartition, float distance) {
        partition = nextPartition;
        centroidDistance = distance;
        hasResidual = false;
        tabledFor = null;
    }

    public DistanceType type() {
        return coarse.type();
    }

    public KernelSet kernels() {
        return kernels;
    }

    /// The query, of length 1 for `COSINE`. `(dims)`, borrowed.
    public float[] query() {
        return query;
    }

    /// The query less the centroid of the partition. `(dims)`, borrowed.
    public float[] residual() {
        if (!hasResidual) {
            coarse.residual(query, partition, residual);
            hasResidual = true;
        }
        return residual;
    }

    /// As the coarse quantizer ranks partitions.
    public float centroidDistance() {
        return centroidDistance;
    }

    /// Room for a table of at least `entries` values; keeps what is in it until it has to grow.
    public float[] table(int entries) {
        if (table.length < entries) {
            table = new float[entries];
        }
        return table;
    }

    /// Room for another table, while the first is made of it; as [#table].
    public float[] spare(int entries) {
        if (spare.length < entries) {
            spare = new float[entries];
        }
        return spare;
    }

    /// Room for the code of the query; as [#table].
    public byte[] code(int bytes) {
        if (code.length < bytes) {
            code = new byte[bytes];
        }
        return code;
    }

    /// A table for the whole query, with the same in bytes.
    public Pq8Bytes bytes() {
        return bytes;
    }

    /// The centroid of the partition, `(dims)` of the array from the answer on.
    public int centroidAt() {
        return partition * coarse.dims();
    }

    /// See [#centroidAt]; borrowed.
    public float[] centroids() {
        return coarse.centroids();
    }

    /// Whether the [#table] is not of this partition for `owner` yet; it is from now on.
    public boolean needsTable(Object owner) {
        boolean isNew = tabledFor != owner;
        tabledFor = owner;
        return isNew;
    }

    /// Whether the [#table] is of this partition for `owner`.
    public boolean hasTable(Object owner) {
        return tabledFor == owner;
    }

    /// Whether the query has not been made ready for `owner` yet; it has from now on. For what does not
    /// change from partition to partition.
    public boolean isNewFor(Object owner) {
        boolean isNew = preparedFor != owner;
        preparedFor = owner;
        return isNew;
    }

    /// Remembers that a distance is `offset + scale` times the sum that comes of a code.
    public void setScale(float newOffset, float newScale) {
        offset = newOffset;
        scale = newScale;
    }

    public float offset() {
        return offset;
    }

    public float scale() {
        return scale;
    }
}
