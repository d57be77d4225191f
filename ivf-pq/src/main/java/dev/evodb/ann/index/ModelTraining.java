package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.ann.kmeans.KMeans;
import dev.evodb.ann.kmeans.KMeansSpec;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.pq.PqEncoder;
import dev.evodb.ann.pq.PqSpec;
import dev.evodb.ann.pq.PqTrainer;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.ann.sq.ScalarQuantizer;
import dev.evodb.vector.Metric;
import java.io.IOException;

/// Finds the model of an index from a sample of its rows.
final class ModelTraining {
    private static final int POINTS_A_CENTROID = 96;
    private static final int CODEBOOK_ROWS = 32_768;

    /// Part of the values of a dim that may lie outside of the bounds of byte rows, at either end: bounds
    /// that hold every outlier waste codes on them.
    private static final double OUTLIERS = 0.0005;

    private final AnnSpec spec;
    private final KernelSet kernels;
    private final Workers workers;

    ModelTraining(AnnSpec spec, KernelSet kernels, Workers workers) {
        this.spec = spec;
        this.kernels = kernels;
        this.workers = workers;
    }

    IvfModel train(VectorSource source) throws IOException {
        int dims = spec.dims();
        long wanted = Math.max((long) spec.partitions() * POINTS_A_CENTROID, CODEBOOK_ROWS);
        int most = (Integer.MAX_VALUE - 8) / dims;
        float[] sample = source.sample((int) Math.min(Math.min(wanted, most), source.rows()), spec.seed());
        Centroids centroids = new KMeans(KMeansSpec.of(spec.partitions()).withSeed(spec.seed()), kernels, workers)
                .train(sample, dims)
                .centroids();
        ScalarQuantizer bytes = spec.storage().hasBytes() ? bounds(sample) : null;
        return new IvfModel(
                centroids,
                spec.kind() == IndexKind.IVF_PQ ? codebook(sample, centroids) : null,
                spec.kind() == IndexKind.IVF_RQ ? FastRotation.random(dims, spec.seed()) : null,
                bytes);
    }

    private Codebook codebook(float[] sample, Centroids centroids) throws IOException {
        int dims = spec.dims();
        int count = Math.min(CODEBOOK_ROWS, sample.length / dims);
        CentroidAssigner assigner = new CentroidAssigner(centroids, Metric.L2, kernels);
        // Rows of a sample are in the order of the source: every n-th of them, not the first.
        float[] rows = new float[count * dims];
        long step = sample.length / dims;
        for (int i = 0; i < count; i++) {
            System.arraycopy(sample, (int) (i * step / count) * dims, rows, i * dims, dims);
        }
        int[] nearest = new int[count];
        assigner.assign(rows, 0, count, nearest, new float[count], 0);
        PqEncoder.subtract(rows, 0, count, centroids, nearest, 0, rows, 0);
        int codedDims = SegmentShape.codedDims(dims, spec.subvectors());
        if (codedDims > dims) {
            float[] filled = new float[Math.multiplyExact(count, codedDims)];
            for (int i = 0; i < count; i++) {
                System.arraycopy(rows, i * dims, filled, i * codedDims, dims);
            }
            rows = filled;
        }
        PqSpec pq = new PqSpec(spec.subvectors(), Pq4Scan.CODES, 25, CODEBOOK_ROWS, 0, spec.seed());
        return new PqTrainer(pq, kernels, workers).train(rows, codedDims).codebook();
    }

    /// Bounds of byte rows alone, from a sample of the rows.
    ScalarQuantizer trainBytes(VectorSource source) throws IOException {
        int most = (Integer.MAX_VALUE - 8) / spec.dims();
        return bounds(source.sample((int) Math.min(Math.min(CODEBOOK_ROWS, most), source.rows()), spec.seed()));
    }

    private ScalarQuantizer bounds(float[] sample) throws IOException {
        int dims = spec.dims();
        int count = sample.length / dims;
        int outside = (int) (count * OUTLIERS);
        float[] low = new float[dims];
        float[] step = new float[dims];
        workers.run(dims, d -> {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = sample[i * dims + d];
            }
            java.util.Arrays.sort(values);
            low[d] = values[outside];
            step[d] = (values[count - 1 - outside] - low[d]) / ScalarQuantizer.MAX_CODE;
        });
        return new ScalarQuantizer(low, step);
    }
}
