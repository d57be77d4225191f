package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Everything about a pack but its rows: settled before the first byte is written. Whoever makes it
/// closes it.
final class PackDesign implements Closeable {
    private static final int[] REFINE_LADDER = {20, 30, 40, 60, 80, 100, 120, 160, 200, 260, 320, 400, 500};

    /// Of two numbers of candidates the smaller one is taken if it loses less than this.
    private static final double NEGLIGIBLE = 0.002;

    /// How often partitions are made anew because so many of the chosen size do not fit the object.
    private static final int MAX_ROUNDS = 3;

    private final PackSpec spec;
    private final PackRows rows;
    private final PackProgress progress;
    private final int storedBytes;
    private final @Nullable Projection projection;
    private final @Nullable VectorFile reduced;
    private final int[] sampled;
    private PackParameters parameters;
    private @Nullable CodedCentroids centroids;
    private PackMeasurement measurement;

    private PackDesign(
            PackSpec spec,
            PackRows rows,
            @Nullable Projection projection,
            @Nullable VectorFile reduced,
            int[] sampled,
            PackProgress progress) {
        this.spec = spec;
        this.rows = rows;
        this.projection = projection;
        this.reduced = reduced;
        this.sampled = sampled;
        this.progress = progress;
        int dims = reduced == null ? rows.vectors().dims() : reduced.dims();
        this.storedBytes =
                PackParameters.storedBytes(spec.metric(), dims, rows.rowIdBytes(), rows.payload(), rows.rows());
        this.parameters = PackParameters.choose(spec, rows.vectors().dims(), rows.rows(), storedBytes);
        this.measurement = PackMeasurement.none(spec.k(), spec.recall());
    }

    /// Trains, measures and chooses. Scratch files are kept in `directory`.
    static PackDesign of(PackRows rows, PackSpec spec, Path directory, PackProgress progress) throws IOException {
        int dims = PackParameters.dims(spec, rows.vectors().dims());
        Projection projection = dims == rows.vectors().dims()
                ? null
                : Projection.train(rows.vectors(), dims, spec.metric(), spec.seed(), progress);
        VectorFile reduced = projection == null
                ? null
                : projection.apply(rows.vectors(), spec.metric(), directory.resolve("reduced.scratch"), progress);
        int queries = rows.rows() < 2 ? 0 : Math.min(spec.sampleRows(), rows.rows());
        int[] sampled = new SeededRandom(~spec.seed()).sample(rows.rows(), queries);
        PackDesign design = new PackDesign(spec, rows, projection, reduced, sampled, progress);
        boolean isDone = false;
        try {
            design.choose();
            isDone = true;
            return design;
        } finally {
            if (!isDone) {
                design.close();
            }
        }
    }

    private void choose() {
        if (sampled.length == 0) {
            // Which queries are hard is measured as well.
            parameters = parameters.withHard(0, 0);
            train();
            return;
        }
        QuerySample sample =
                QuerySample.of(rows.vectors(), vectors(), projection, sampled, spec.k(), spec.metric(), progress);
        for (int round = 1; ; round++) {
            CodedCentroids trained = train();
            int guess = parameters.partitionRows();
            boolean isFixed = spec.partitionRows() > 0 || spec.queryBytes() > 0;
            int most = isFixed ? guess : parameters.mostPartitionRows(spec, rows.rows(), storedBytes);
            PackProbing probing = new PackProbing(rows, vectors(), sample, parameters, trained, most, progress);
            parameters = parameters.withHard(parameters.hardProbes(), probing.hardScore());
            measure(probing, sample, isFixed ? most : 1, most);
            PackParameters next =
                    parameters.withPartitionRows(spec, rows.rows(), storedBytes, parameters.partitionRows());
            boolean fits = next.partitions() * 1.03 >= parameters.partitions();
            if (fits || round == MAX_ROUNDS) {
                return;
            }
            parameters = next;
        }
    }

    /// Centroids of as many partitions as the parameters say.
    private CodedCentroids train() {
        Metric metric = spec.metric();
        Centroids made = Centroids.train(vectors(), parameters.partitions(), sampled, metric, spec.seed(), progress)
                .moved(vectors(), metric);
        CodedCentroids coded = CodedCentroids.of(
                made,
                Cells.of(made, parameters.cells(), metric),
                metric,
                vectors(),
                parameters.partitionRows(),
                spec.seed(),
                progress);
        centroids = coded;
        return coded;
    }

    /// Sets the fewest rows a partition, of `least ..= most`, that reach the target, and then the fewest
    /// candidates; the most rows if none does.
    private void measure(PackProbing probing, QuerySample sample, int least, int most) {
        int[] needed = probing.neededRows();
        int[] ladder = spec.refineRows() > 0
                ? new int[] {spec.refineRows()}
                : Arrays.stream(REFINE_LADDER).filter(r -> r >= spec.k()).toArray();
        double wanted = spec.recall();
        for (int step = 1; ; step++) {
            int index = Math.clamp((long) Math.ceil(wanted * needed.length) - 1, 0, needed.length - 1);
            int partitionRows = Math.clamp(needed[index], least, most);
            double[] recalls = probing.recalls(partitionRows, ladder);
            double best = Arrays.stream(recalls).max().orElseThrow();
            if (best >= spec.recall() || partitionRows == most) {
                double enough = best >= spec.recall() ? spec.recall() : best - NEGLIGIBLE;
                int chosen = 0;
                while (recalls[chosen] < enough) {
                    chosen++;
                }
                parameters = parameters.withRows(partitionRows, ladder[chosen]);
                long read = Arrays.stream(needed)
                        .filter(rank -> rank <= partitionRows)
                        .count();
                measurement = new PackMeasurement(
                        sample.size(),
                        spec.k(),
                        spec.recall(),
                        recalls[chosen],
                        read / (double) needed.length,
                        sample.reducedRecall(),
                        (long) parameters.nprobes() * partitionRows / parameters.shards() * storedBytes,
                        probing.probes() * partitionRows / parameters.shards() * storedBytes / sample.size());
                return;
            }
            // Steps grow, so that there are few of them.
            wanted += Math.max(0.002 * step, spec.recall() - best);
        }
    }

    /// In the dims of the codes.
    Vectors vectors() {
        return reduced == null ? rows.vectors() : reduced;
    }

    @Nullable
    Projection projection() {
        return projection;
    }

    PackParameters parameters() {
        return parameters;
    }

    PackMeasurement measurement() {
        return measurement;
    }

    CodedCentroids centroids() {
        return Objects.requireNonNull(centroids);
    }

    @Override
    public void close() throws IOException {
        if (reduced != null) {
            reduced.close();
        }
    }
}
