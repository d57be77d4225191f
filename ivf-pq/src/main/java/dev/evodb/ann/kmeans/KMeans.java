package dev.evodb.ann.kmeans;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.VectorSource;
import java.io.IOException;

/// Trains centroids. The same rows, spec and seed give the same bits, whatever the number of threads and
/// the kernels.
public final class KMeans {
    private final KMeansSpec spec;
    private final KernelSet kernels;
    private final Workers workers;

    public KMeans(KMeansSpec spec, KernelSet kernels, Workers workers) {
        this.spec = spec;
        this.kernels = kernels;
        this.workers = workers;
    }

    /// Trains on `pointsPerCentroid` rows a centroid, drawn from `source`, or on all if it has fewer. So
    /// many rows are held in memory.
    ///
    /// @throws IllegalArgumentException if the source has fewer rows than there are to be centroids
    public KMeansModel train(VectorSource source) throws IOException {
        long wanted = (long) spec.centroids() * spec.pointsPerCentroid();
        requireRows(source.rows());
        return train(source.sample((int) Math.min(wanted, Integer.MAX_VALUE), spec.seed()), source.dims());
    }

    /// Trains on all of `rows`, `(n, dims)` row-major, borrowed; values are finite.
    ///
    /// @throws IllegalArgumentException if there are fewer rows than there are to be centroids
    public KMeansModel train(float[] rows, int dims) throws IOException {
        if (dims < 1 || rows.length % dims != 0) {
            throw new IllegalArgumentException(rows.length + " values are not rows of " + dims + " dims");
        }
        requireRows(rows.length / dims);
        TrainingRows training = TrainingRows.of(rows, dims);
        if (spec.centroids() > spec.twoLevelsAbove()) {
            return new TwoLevels(training, spec, kernels, workers).train();
        }
        float[] seeds = new Seeds(training, spec, kernels, workers).choose();
        return spec.batchRows() > 0 && spec.batchRows() < training.count()
                ? new MiniBatches(training, spec, kernels, workers, seeds).train()
                : new Lloyd(training, spec, kernels, workers, seeds).train();
    }

    /// As [#train], from given centroids, `(centroids, dims)` row-major, instead of seeds: whole passes
    /// over one level.
    public KMeansModel refine(float[] rows, Centroids from) throws IOException {
        int dims = from.dims();
        if (from.count() != spec.centroids() || rows.length % dims != 0) {
            throw new IllegalArgumentException(rows.length + " values cannot refine " + from.count() + " centroids of "
                    + dims + " dims to " + spec.centroids());
        }
        return new Lloyd(
                        TrainingRows.of(rows, dims),
                        spec,
                        kernels,
                        workers,
                        from.values().clone())
                .train();
    }

    private void requireRows(long rows) {
        if (rows < spec.centroids()) {
            throw new IllegalArgumentException(spec.centroids() + " centroids need as many rows, there are " + rows);
        }
    }
}
