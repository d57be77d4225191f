package dev.evodb.ann.ivf;

import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import java.io.IOException;

/// An inverted file whose partitions hold 8-bit product-quantised residuals (Jegou, Douze, Schmid:
/// "Product quantization for nearest neighbor search", 2011, section IV).
///
/// `L2` and `COSINE` code the residual of a row to its centroid, so that every probed partition needs a
/// distance table of its own; `DOT` codes the row itself, and one table serves all. `COSINE` distances
/// are squared L2 of unit vectors, about twice the cosine distance, as Lance reports them; refining makes
/// them exact. Thread-safe.
public final class IvfPq {
    private final CoarseQuantizer coarse;
    private final Codebook codebook;
    private final PqPartitions partitions;
    private final Kernels kernels;

    public IvfPq(CoarseQuantizer coarse, Codebook codebook, PqPartitions partitions, Kernels kernels) {
        if (coarse.dims() != codebook.dims()) {
            throw new IllegalArgumentException(
                    "centroids have " + coarse.dims() + " dims, the codebook has " + codebook.dims());
        }
        this.coarse = coarse;
        this.codebook = codebook;
        this.partitions = partitions;
        this.kernels = kernels;
    }

    public Metric metric() {
        return coarse.metric();
    }

    public int dims() {
        return coarse.dims();
    }

    public int partitions() {
        return coarse.partitions();
    }

    /// The best `request.candidates()` rows by approximate distance.
    ///
    /// @throws IllegalArgumentException if the query has other dims
    public Hits candidates(SearchRequest request) throws IOException {
        request.requireDims(dims());
        float[] query = request.query();
        if (metric() == Metric.COSINE) {
            query = query.clone();
            Distances.normalize(kernels, query, 0, query.length);
        }
        int[] probes = coarse.probes(kernels, query, request.maximumProbes());
        Nearest nearest = new Nearest(request.candidates());
        float[] table = new float[codebook.subvectors() * Codebook.CODES];
        float[] sums = new float[0];
        for (int i = 0; i < probes.length; i++) {
            PqPartition partition = partitions.read(probes[i]);
            if (i == 0 || metric() != Metric.DOT) {
                float[] target = metric() == Metric.DOT ? query : coarse.residual(query, probes[i]);
                codebook.fillDistanceTable(metric(), kernels, target, table);
            }
            if (sums.length < partition.rows()) {
                sums = new float[partition.rows()];
            }
            kernels.scanPq8(partition.codes(), 0, partition.rows(), codebook.subvectors(), table, sums);
            collect(partition, sums, request.mask(), nearest);
        }
        return nearest.drain(probes.length);
    }

    private void collect(PqPartition partition, float[] sums, RowMask mask, Nearest nearest) {
        float offset = codebook.sumOffset(metric());
        long[] rowIds = partition.rowIds();
        for (int i = 0; i < rowIds.length; i++) {
            float distance = sums[i] + offset;
            if (distance < nearest.bound() && (mask.isAll() || mask.isAllowed(rowIds[i]))) {
                nearest.offer(distance, rowIds[i]);
            }
        }
    }
}
