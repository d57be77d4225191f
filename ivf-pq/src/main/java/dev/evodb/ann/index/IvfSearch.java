package dev.evodb.ann.index;

import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Ranked;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Answers queries over the loaded rows of an index: the nearest partitions are scanned for candidates, and the best
/// of these are compared by their rows. Thread-safe.
final class IvfSearch {
    private final SegmentShape shape;
    private final LoadedRows rows;
    private final @Nullable BitSet deleted;
    private final CentroidAssigner coarse;
    private final @Nullable QueryTable table;
    private final RowScores scores;
    private final PartitionScan scan;
    private final Reranking reranking;
    private final ScratchPool pool;

    IvfSearch(SegmentShape shape, IvfModel model, LoadedRows rows, @Nullable BitSet deleted, KernelSet kernels) {
        this.shape = shape;
        this.rows = rows;
        this.deleted = deleted;
        this.coarse = new CentroidAssigner(model.centroids(), shape.isL2Scan() ? Metric.L2 : Metric.DOT, kernels);
        this.table = model.codebook() == null ? null : new QueryTable(model.codebook());
        this.scores = new RowScores(shape, kernels, model.bytes());
        this.scan = new PartitionScan(shape, kernels, scores);
        this.reranking = new Reranking(shape, rows, scores);
        this.pool = new ScratchPool(() -> new Scratch(shape, coarse.scoresWidth()));
    }

    Hits search(SearchRequest request) throws IOException {
        Scratch scratch = pool.take();
        try {
            prepare(scratch, request);
            coarse.scores(scratch.query, 0, 1, scratch.centroidScores, 0);
            rankPartitions(scratch, scratch.centroidScores, 0, request.maximumProbes());
            PartitionScan.Allowed allowed = new PartitionScan.Allowed(request.mask(), deleted);
            int least = Math.min(request.minimumProbes(), shape.partitions());
            while (scratch.probed < least) {
                probe(scratch, allowed);
            }
            return finish(scratch, request, allowed);
        } finally {
            pool.give(scratch);
        }
    }

    /// Visits further partitions while candidates are missing, and answers.
    private Hits finish(Scratch scratch, SearchRequest request, PartitionScan.Allowed allowed) throws IOException {
        int most = Math.min(request.maximumProbes(), shape.partitions());
        while (scratch.probed < most && scratch.size < scratch.wanted) {
            probe(scratch, allowed);
        }
        // Beyond what was asked for, for the sake of k hits.
        if (scratch.size < request.k() && scratch.probed < shape.partitions()) {
            Ranked.select(scratch.probes, shape.partitions(), shape.partitions());
            Arrays.sort(scratch.probes, scratch.probed, shape.partitions());
            while (scratch.size < request.k() && scratch.probed < shape.partitions()) {
                probe(scratch, allowed);
            }
        }
        return reranking.answer(scratch, request);
    }

    private void prepare(Scratch scratch, SearchRequest request) {
        request.requireDims(shape.dims());
        System.arraycopy(request.query(), 0, scratch.query, 0, shape.dims());
        if (shape.metric() == Metric.COSINE) {
            normalize(scratch.query);
        }
        scratch.begin(request.candidates());
        if (table != null) {
            table.fill(
                    scratch.query,
                    shape.isL2Scan() ? -2 : -1,
                    scratch.products,
                    scratch.tables,
                    scratch.scale);
        }
        scores.prepareBytes(scratch);
    }

    private static void normalize(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (squares > 0) {
            double scale = 1 / Math.sqrt(squares);
            for (int d = 0; d < vector.length; d++) {
                vector[d] = (float) (vector[d] * scale);
            }
        }
    }

    /// Fills `scratch.probes` with all partitions, the nearest `count` first and in order. Of equally near ones the
    /// smaller comes first.
    private void rankPartitions(Scratch scratch, float[] centroidScores, int from, int count) {
        float square = 0;
        if (shape.isL2Scan()) {
            for (float value : scratch.query) {
                square = Math.fma(value, value, square);
            }
        }
        float one = shape.isL2Scan() ? square : 1;
        float factor = shape.isL2Scan() ? -2 : -1;
        long[] probes = scratch.probes;
        for (int p = 0; p < probes.length; p++) {
            probes[p] = Ranked.of(Math.fma(factor, centroidScores[from + p], one), p);
        }
        int first = Math.min(count, probes.length);
        Ranked.select(probes, probes.length, first);
        Arrays.sort(probes, 0, first);
    }

    /// Scans the next partition, in all segments.
    private void probe(Scratch scratch, PartitionScan.Allowed allowed) throws IOException {
        long probe = scratch.probes[scratch.probed++];
        for (int slot = Ranked.row(probe); slot < rows.slots(); slot += shape.partitions()) {
            scan.scan(scratch, rows.get(slot), rows.firstPlace(slot), Ranked.score(probe), allowed);
        }
    }
}
