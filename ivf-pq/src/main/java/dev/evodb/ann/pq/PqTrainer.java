package dev.evodb.ann.pq;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.ann.kmeans.KMeans;
import dev.evodb.ann.kmeans.KMeansSpec;
import dev.evodb.ann.parallel.Workers;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Trains product quantisers (Jegou, Douze, Schmid: "Product quantization for nearest neighbor search",
/// 2011): one k-means a subvector. The same rows and spec give the same bits, whatever the number of
/// threads and the kernels.
public final class PqTrainer {
    /// Passes of k-means between two rotations: codebooks have only to follow.
    private static final int PASSES_A_ROTATION = 3;

    private static final double TOLERANCE = 1e-4;
    private static final int ROWS_A_TASK = 1024;

    private final PqSpec spec;
    private final KernelSet kernels;
    private final Workers workers;

    public PqTrainer(PqSpec spec, KernelSet kernels, Workers workers) {
        this.spec = spec;
        this.kernels = kernels;
        this.workers = workers;
    }

    /// Trains on `rows`, `(n, dims)` row-major, borrowed: vectors or their residuals. Of more than
    /// `trainingRows` rows some are drawn by chance; fewer than there are codes are used several times.
    ///
    /// @throws IllegalArgumentException if there is no row, or dims cannot be cut into so many subvectors
    public PqModel train(float[] rows, int dims) throws IOException {
        if (dims < 1 || dims % spec.subvectors() != 0) {
            throw new IllegalArgumentException(dims + " dims cannot be cut into " + spec.subvectors() + " subvectors");
        }
        if (rows.length == 0 || rows.length % dims != 0) {
            throw new IllegalArgumentException(rows.length + " values are not rows of " + dims + " dims");
        }
        float[] drawn = draw(rows, dims);
        Codebook codebook = fit(drawn, dims, null, spec.iterations());
        Optional<Rotation> rotation = Optional.empty();
        float[] turned = drawn;
        if (spec.rotations() > 0) {
            Procrustes procrustes = new Procrustes(dims, workers);
            Rotation total = procrustes.identity();
            for (int i = 0; i < spec.rotations(); i++) {
                total = procrustes.times(procrustes.align(turned, reconstruct(turned, codebook)), total);
                turned = turn(drawn, total);
                codebook = fit(turned, dims, codebook, PASSES_A_ROTATION);
                workers.progress().report("rotations", i + 1L, spec.rotations());
            }
            codebook = fit(turned, dims, codebook, spec.iterations());
            rotation = Optional.of(total);
        }
        return model(codebook, rotation, turned);
    }

    private float[] draw(float[] rows, int dims) {
        int count = rows.length / dims;
        if (count <= spec.trainingRows()) {
            int times = (spec.codes() + count - 1) / count;
            float[] repeated = Arrays.copyOf(rows, Math.multiplyExact(times, rows.length));
            for (int i = 1; i < times; i++) {
                System.arraycopy(rows, 0, repeated, i * rows.length, rows.length);
            }
            return repeated;
        }
        SplittableRandom random = new SplittableRandom(spec.seed());
        float[] drawn = new float[spec.trainingRows() * dims];
        int taken = 0;
        for (int row = 0; taken < spec.trainingRows(); row++) {
            if (random.nextInt(count - row) < spec.trainingRows() - taken) {
                System.arraycopy(rows, row * dims, drawn, taken++ * dims, dims);
            }
        }
        return drawn;
    }

    /// New codebooks, or those of `from` moved on.
    private Codebook fit(float[] rows, int dims, @Nullable Codebook from, int iterations) throws IOException {
        int subvectors = spec.subvectors();
        int width = dims / subvectors;
        int size = spec.codes() * width;
        float[] centroids = new float[subvectors * size];
        workers.run(subvectors, m -> {
            float[] part = cut(rows, dims, m * width, width);
            KMeansSpec kmeans = KMeansSpec.of(spec.codes())
                    .withIterations(iterations, TOLERANCE)
                    .withSeeding(KMeansSpec.Seeding.PLUS_PLUS)
                    .withSeed(spec.seed() + m);
            KMeans trainer = new KMeans(kmeans, kernels, workers.alone());
            Centroids found = from == null
                    ? trainer.train(part, width).centroids()
                    : trainer.refine(
                                    part,
                                    new Centroids(
                                            spec.codes(),
                                            width,
                                            Arrays.copyOfRange(from.centroids(), m * size, (m + 1) * size)))
                            .centroids();
            System.arraycopy(found.values(), 0, centroids, m * size, size);
        });
        return new Codebook(subvectors, dims, Integer.numberOfTrailingZeros(spec.codes()), centroids);
    }

    private static float[] cut(float[] rows, int dims, int from, int width) {
        int count = rows.length / dims;
        float[] part = new float[count * width];
        for (int i = 0; i < count; i++) {
            System.arraycopy(rows, i * dims + from, part, i * width, width);
        }
        return part;
    }

    private float[] reconstruct(float[] rows, Codebook codebook) throws IOException {
        PqEncoder encoder = new PqEncoder(codebook, kernels);
        float[] found = new float[rows.length];
        forEachPart(rows, codebook.dims(), (from, count) -> {
            byte[] codes = new byte[count * codebook.subvectors()];
            encoder.encode(rows, from * codebook.dims(), count, codes, 0);
            for (int i = 0; i < count; i++) {
                codebook.reconstruct(codes, i * codebook.subvectors(), found, (from + i) * codebook.dims());
            }
        });
        return found;
    }

    private float[] turn(float[] rows, Rotation rotation) throws IOException {
        Rotation.Turner turner = rotation.new Turner(kernels);
        float[] turned = new float[rows.length];
        forEachPart(
                rows,
                rotation.dims(),
                (from, count) -> turner.apply(rows, from * rotation.dims(), count, turned, from * rotation.dims()));
        return turned;
    }

    private PqModel model(Codebook codebook, Optional<Rotation> rotation, float[] rows) throws IOException {
        PqEncoder encoder = new PqEncoder(codebook, kernels);
        int dims = codebook.dims();
        int count = rows.length / dims;
        double[] losses = new double[(count + ROWS_A_TASK - 1) / ROWS_A_TASK];
        double[] squares = new double[losses.length];
        forEachPart(rows, dims, (from, part) -> {
            byte[] codes = new byte[part * codebook.subvectors()];
            losses[from / ROWS_A_TASK] = encoder.encode(rows, from * dims, part, codes, 0);
            double sum = 0;
            for (int i = from * dims; i < (from + part) * dims; i++) {
                sum += (double) rows[i] * rows[i];
            }
            squares[from / ROWS_A_TASK] = sum;
        });
        return new PqModel(
                codebook,
                rotation,
                Arrays.stream(squares).sum() / count,
                Arrays.stream(losses).sum() / count);
    }

    /// What is done with `count` rows from row `from` on.
    private interface Part {
        void run(int from, int count);
    }

    private void forEachPart(float[] rows, int dims, Part part) throws IOException {
        int count = rows.length / dims;
        workers.run((count + ROWS_A_TASK - 1) / ROWS_A_TASK, task -> {
            int from = task * ROWS_A_TASK;
            part.run(from, Math.min(ROWS_A_TASK, count - from));
        });
    }
}
