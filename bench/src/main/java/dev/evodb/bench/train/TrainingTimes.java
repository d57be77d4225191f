package dev.evodb.bench.train;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.ann.kmeans.KMeans;
import dev.evodb.ann.kmeans.KMeansModel;
import dev.evodb.ann.kmeans.KMeansSpec;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.pq.PqEncoder;
import dev.evodb.ann.pq.PqModel;
import dev.evodb.ann.pq.PqSpec;
import dev.evodb.ann.pq.PqTrainer;
import dev.evodb.ann.pq.Rotation;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/// Trains an inverted file with a product quantiser of residuals and encodes all rows, without writing an
/// index: wall and CPU seconds of each step, those of the JIT compiler included, in one fresh JVM.
public final class TrainingTimes {
    private static final System.Logger LOG = System.getLogger(TrainingTimes.class.getName());
    private static final int BLOCK_ROWS = 1024;

    private final VectorSource source;
    private final Workers workers;
    private final KernelSet kernels = KernelSet.best();
    private long startNanos = System.nanoTime();
    private double startCpu = cpuSeconds();

    private TrainingTimes(VectorSource source, Workers workers) {
        this.source = source;
        this.workers = workers;
    }

    /// `FVECS THREADS PARTITIONS SUBVECTORS CODES ROTATIONS`.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 6) {
            throw new IllegalArgumentException("expected FVECS THREADS PARTITIONS SUBVECTORS CODES ROTATIONS");
        }
        PqSpec pq = PqSpec.of(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]))
                .withRotations(Integer.parseInt(arguments[5]));
        try (Workers workers = new Workers(Integer.parseInt(arguments[1]), BuildProgress.NONE)) {
            new TrainingTimes(FvecsFile.open(Path.of(arguments[0])), workers)
                    .run(KMeansSpec.of(Integer.parseInt(arguments[2])), pq);
        }
    }

    private void run(KMeansSpec spec, PqSpec pqSpec) throws IOException {
        double allCpu = startCpu;
        long allNanos = startNanos;
        KMeansModel coarse = new KMeans(spec, kernels, workers).train(source);
        CentroidAssigner assigner = new CentroidAssigner(coarse.centroids(), Metric.L2, kernels);
        report("k-means", "mean loss " + coarse.losses().getLast() / trained(spec));

        float[] sample = source.sample(pqSpec.trainingRows(), spec.seed());
        int count = sample.length / source.dims();
        int[] nearest = new int[count];
        assigner.assign(sample, 0, count, nearest, new float[count], 0);
        PqEncoder.subtract(sample, 0, count, coarse.centroids(), nearest, 0, sample, 0);
        PqModel pq = new PqTrainer(pqSpec, kernels, workers).train(sample, source.dims());
        report("codebooks", "lost " + pq.meanError() / pq.meanSquares());

        byte[] codes = new byte[Math.toIntExact(source.rows() * pqSpec.subvectors())];
        double loss = encode(assigner, pq, codes);
        report("encoding", "mean loss " + loss / source.rows());
        startCpu = allCpu;
        startNanos = allNanos;
        report("all", kernels.name() + ", " + workers.threads() + " threads, hash of codes " + Arrays.hashCode(codes));
    }

    private double trained(KMeansSpec spec) {
        return Math.min((double) source.rows(), (double) spec.centroids() * spec.pointsPerCentroid());
    }

    private double encode(CentroidAssigner assigner, PqModel pq, byte[] codes) throws IOException {
        PqEncoder encoder = new PqEncoder(pq.codebook(), kernels);
        Rotation.@Nullable Turner turner =
                pq.rotation().map(rotation -> rotation.new Turner(kernels)).orElse(null);
        DoubleAdder loss = new DoubleAdder();
        source.forEachBlock(workers, BLOCK_ROWS, block -> loss.add(encode(block, assigner, encoder, turner, codes)));
        return loss.sum();
    }

    private static double encode(
            VectorBlock block,
            CentroidAssigner assigner,
            PqEncoder encoder,
            Rotation.@Nullable Turner turner,
            byte[] codes) {
        int rows = block.rows();
        int[] nearest = new int[rows];
        float[] values = block.values();
        assigner.assign(block, nearest, new float[rows]);
        PqEncoder.subtract(values, 0, rows, assigner.centroids(), nearest, 0, values, 0);
        if (turner != null) {
            turner.apply(values, 0, rows, values, 0);
        }
        return encoder.encode(values, 0, rows, codes, (int) (block.firstOrdinal() * encoder.subvectors()));
    }

    private void report(String step, String found) {
        double cpu = cpuSeconds();
        long nanos = System.nanoTime();
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        Locale.ROOT,
                        "%s: %.2f s wall, %.2f s CPU; %s",
                        step,
                        (nanos - startNanos) / 1e9,
                        cpu - startCpu,
                        found));
        startCpu = cpu;
        startNanos = nanos;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(cpu -> cpu.toMillis() / 1e3)
                .orElse(Double.NaN);
    }
}
