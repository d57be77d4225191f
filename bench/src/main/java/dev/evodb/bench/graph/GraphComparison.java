package dev.evodb.bench.graph;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.NearestRows;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Builds graphs of the same rows, one after the other, and searches them by turns: CPU seconds of the
/// builds, then recall@10 and queries a second of the query thread's CPU time for some beams, medians of
/// the rounds. Nothing is timed before every contender has found the exact neighbours with a wide beam.
public final class GraphComparison {
    private static final System.Logger LOG = System.getLogger(GraphComparison.class.getName());
    private static final int K = 10;
    private static final int GATE_BEAM = 1000;
    private static final double GATE_RECALL = 0.97;
    private static final int BLOCK = 1024;

    private final float[] base;
    private final float[][] queries;
    private final int dims;
    private final int[][] truth;

    private GraphComparison(float[] base, float[][] queries, int dims) {
        this.base = base;
        this.queries = queries;
        this.dims = dims;
        this.truth = new int[queries.length][K];
        IntStream.range(0, queries.length).parallel().forEach(this::findTruth);
    }

    /// `FOLDER ROWS THREADS ROUNDS CONTENDERS EF[,EF…]`, contenders being `evodb`, `lucene` or both with
    /// a comma; the folder as of [dev.evodb.bench.data.VectorData].
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 6) {
            throw new IllegalArgumentException("expected FOLDER ROWS THREADS ROUNDS CONTENDERS EF[,EF]");
        }
        Path folder = Path.of(arguments[0]);
        FvecsFile rows = FvecsFile.open(folder.resolve("base.fvecs"));
        VectorBlock block = new VectorBlock((int) Math.min(rows.rows(), Integer.parseInt(arguments[1])), rows.dims());
        try (VectorBlocks blocks = rows.open()) {
            blocks.read(block);
        }
        GraphComparison comparison =
                new GraphComparison(block.values(), FvecsFile.read(folder.resolve("query.fvecs")), rows.dims());
        int[] beams = Arrays.stream(arguments[5].split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        comparison.run(
                List.of(arguments[4].split(",", -1)),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                beams);
    }

    private void run(List<String> names, int threads, int rounds, int[] beams) throws IOException {
        List<Contender> contenders = new ArrayList<>();
        try {
            for (String name : names) {
                double cpu = processSeconds();
                long start = System.nanoTime();
                Contender built = switch (name) {
                    case "evodb" -> OwnGraph.build(new MemoryVectors(base, dims), threads);
                    case "lucene" -> LuceneGraph.build(base, dims, threads);
                    default -> throw new IllegalArgumentException("contenders are evodb and lucene, got " + name);
                };
                contenders.add(built);
                print(String.format(
                        Locale.ROOT,
                        "%s: built with %d threads in %.1f CPU s, %.1f s wall",
                        built.name(),
                        threads,
                        processSeconds() - cpu,
                        (System.nanoTime() - start) / 1e9));
            }
            for (Contender contender : contenders) {
                double recall = pass(contender, GATE_BEAM)[0];
                if (recall < GATE_RECALL) {
                    throw new IllegalStateException(contender.name() + " finds " + recall + " of the exact neighbours");
                }
            }
            for (int beam : beams) {
                double[][] rates = new double[contenders.size()][rounds];
                double[] recalls = new double[contenders.size()];
                for (int round = 0; round < rounds; round++) {
                    for (int c = 0; c < contenders.size(); c++) {
                        double[] measured = pass(contenders.get(c), beam);
                        recalls[c] = measured[0];
                        rates[c][round] = measured[1];
                    }
                }
                for (int c = 0; c < contenders.size(); c++) {
                    Arrays.sort(rates[c]);
                    print(String.format(
                            Locale.ROOT,
                            "%s ef %d: recall %.4f, %.0f queries/s (%.0f to %.0f)",
                            contenders.get(c).name(),
                            beam,
                            recalls[c],
                            rates[c][rounds / 2],
                            rates[c][0],
                            rates[c][rounds - 1]));
                }
            }
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }

    /// One pass over all queries: recall, and queries a second of CPU time.
    private double[] pass(Contender contender, int beam) throws IOException {
        int found = 0;
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int[][] answers = new int[queries.length][];
        for (int q = 0; q < queries.length; q++) {
            answers[q] = contender.search(queries[q], K, beam);
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        for (int q = 0; q < queries.length; q++) {
            for (int row : answers[q]) {
                for (int other : truth[q]) {
                    found += row == other ? 1 : 0;
                }
            }
        }
        return new double[] {(double) found / (K * queries.length), queries.length * 1e9 / nanos};
    }

    private void findTruth(int query) {
        NearestRows nearest = new NearestRows(K);
        float[] distances = new float[BLOCK];
        for (int row = 0; row < base.length / dims; row += BLOCK) {
            int count = Math.min(BLOCK, base.length / dims - row);
            KernelSet.best().distance().squaredL2ToRows(queries[query], 0, base, row * dims, dims, count, distances, 0);
            for (int i = 0; i < count; i++) {
                nearest.offer(distances[i], row + i);
            }
        }
        nearest.drain(truth[query], new float[K]);
    }

    private static double processSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private static void print(String line) {
        LOG.log(System.Logger.Level.INFO, line);
    }
}
