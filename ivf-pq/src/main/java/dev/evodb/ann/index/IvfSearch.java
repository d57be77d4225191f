package dev.evodb.ann.index;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Ranked;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.ann.source.UnitVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers queries over the loaded rows of an index: the nearest partitions are scanned for candidates,
/// and the best of these are compared by their rows. Thread-safe.
final class IvfSearch {
    /// Filters that leave at most so many rows are answered by comparing these, whatever the size of the
    /// index.
    private static final int LEAST_COMPARED = 2048;

    private final SegmentShape shape;
    private final LoadedRows rows;
    private final @Nullable BitSet deleted;
    private final CentroidAssigner coarse;
    private final @Nullable QueryTable table;
    private final RowScores scores;
    private final PartitionScan scan;
    private final Reranking reranking;
    private final ScratchPool<Scratch> pool;
    private volatile @Nullable RowLocator locator;

    IvfSearch(SegmentShape shape, IvfModel model, LoadedRows rows, @Nullable BitSet deleted, KernelSet kernels) {
        this.shape = shape;
        this.rows = rows;
        this.deleted = deleted;
        this.coarse = new CentroidAssigner(model.centroids(), shape.isL2Scan() ? Metric.L2 : Metric.DOT, kernels);
        this.table = model.codebook() == null ? null : new QueryTable(model.codebook());
        this.scores = new RowScores(shape, kernels, model.bytes());
        this.scan = new PartitionScan(shape, model, kernels, scores, deleted);
        this.reranking = new Reranking(shape, rows, scores);
        this.pool = new ScratchPool<>(() -> new Scratch(shape, coarse.scoresWidth()));
    }

    Hits search(SearchRequest request) throws IOException {
        Scratch scratch = pool.take();
        try {
            answer(scratch, request);
            return scratch.answer.toHits();
        } finally {
            give(scratch);
        }
    }

    void search(SearchRequest request, HitBuffer answer) throws IOException {
        Scratch scratch = pool.take();
        try {
            answer(scratch, request);
            answer.set(scratch.answer);
        } finally {
            give(scratch);
        }
    }

    /// Gives scratch back, without what belongs to a caller.
    void give(Scratch scratch) {
        scratch.mask = RowMask.all();
        pool.give(scratch);
    }

    private void answer(Scratch scratch, SearchRequest request) throws IOException {
        prepare(scratch, request);
        if (comparesAllowedRows(request)) {
            compareAllowed(scratch, request);
            return;
        }
        coarse.scores(scratch.query, 0, 1, scratch.centroidScores, 0);
        scanNearest(scratch, request, scratch.centroidScores, 0);
    }

    /// Answers into `scratch.answer` by scanning partition after partition. The scores of centroids are
    /// in `centroidScores` from `from` on.
    void scanNearest(Scratch scratch, SearchRequest request, float[] centroidScores, int from) throws IOException {
        int least = leastProbes(request);
        int most = request.patience() == 0
                ? least
                : Math.max(least, Math.min(request.maximumProbes(), shape.partitions()));
        rankPartitions(scratch, centroidScores, from, Math.max(least, request.maximumProbes()));
        int fruitless = 0;
        while (scratch.probed < least || (scratch.probed < most && fruitless < request.patience())) {
            long before = scratch.accepted;
            probe(scratch);
            fruitless = scratch.accepted == before ? fruitless + 1 : 0;
        }
        finish(scratch, request);
    }

    /// Which partitions a patient search visits depends on what it found in those before.
    boolean isAnsweredAlone(SearchRequest request) {
        return request.patience() > 0 || comparesAllowedRows(request);
    }

    String explain(SearchRequest request) {
        request.requireDims(shape.dims());
        List<String> lines = new ArrayList<>();
        long count = request.mask().countAtMost();
        if (comparesAllowedRows(request)) {
            lines.add("compare the at most " + count + " rows of the filter, instead of scanning partitions");
        } else {
            lines.add("rank " + shape.partitions() + " centroids");
            int least = leastProbes(request);
            int most = Math.max(least, Math.min(request.maximumProbes(), shape.partitions()));
            lines.add("scan the nearest " + (least == most ? "" + least : least + " to " + most) + " partitions, about "
                    + (long) ((double) least / shape.partitions() * rows.rows()) + " of " + rows.rows() + " rows, by "
                    + switch (shape.kind()) {
                        case IVF_PQ -> shape.subvectors() + " codes of 4 bits";
                        case IVF_FLAT -> "their floats";
                        case IVF_SQ -> "their bytes";
                        case IVF_RQ ->
                            shape.bits() == 1
                                    ? "their signs"
                                    : "their signs, the near ones by codes of " + shape.bits() + " bits a dim";
                        case HNSW -> throw new IllegalStateException("graphs have no partitions");
                    }
                    + "; all of them if fewer than " + request.k() + " rows are found");
            if (request.patience() > 0 && least < most) {
                lines.add("stop after " + request.patience() + " partitions in a row without a new candidate");
            }
            if (least > request.minimumProbes() && least < shape.partitions()) {
                lines.add("more partitions than the " + request.minimumProbes()
                        + " asked for, because the filter leaves " + count + " rows at the most");
            }
        }
        lines.add(reranking.explain(request));
        return String.join(System.lineSeparator(), lines);
    }

    /// A filter that leaves so few rows is answered by comparing them.
    boolean comparesAllowedRows(SearchRequest request) {
        return request.mask().countAtMost() <= Math.max(LEAST_COMPARED, rows.places() / 64);
    }

    /// Partitions that are visited at the least: more with a filter, whose nearest rows lie further away.
    int leastProbes(SearchRequest request) {
        long count = request.mask().countAtMost();
        double factor = count >= rows.places() ? 1 : Math.sqrt((double) rows.places() / count);
        return (int) Math.min(shape.partitions(), Math.ceil(request.minimumProbes() * factor));
    }

    /// Answers into `scratch.answer` by comparing the rows of the filter.
    void compareAllowed(Scratch scratch, SearchRequest request) throws IOException {
        RowLocator known = locator();
        int before = scratch.size;
        long[] rowIds = new long[Math.toIntExact(request.mask().countAtMost())];
        int[] filled = {0};
        request.mask().forEach(rowId -> rowIds[filled[0]++] = rowId);
        scratch.reserve(filled[0]);
        for (int i = 0; i < filled[0]; i++) {
            int place = known.find(rowIds[i]);
            if (place >= 0) {
                scratch.found[scratch.size++] = Ranked.of(0, place);
            }
        }
        reranking.answerCompared(scratch, request, scratch.size - before);
    }

    private RowLocator locator() throws IOException {
        RowLocator known = locator;
        if (known == null) {
            synchronized (this) {
                known = locator;
                if (known == null) {
                    known = RowLocator.of(rows, deleted);
                    locator = known;
                }
            }
        }
        return known;
    }

    /// Visits further partitions while candidates are missing, and answers into `scratch.answer`.
    void finish(Scratch scratch, SearchRequest request) throws IOException {
        int most = Math.min(request.maximumProbes(), shape.partitions());
        while (scratch.probed < most && scratch.size < scratch.wanted) {
            probe(scratch);
        }
        // Beyond what was asked for, for the sake of k hits.
        if (scratch.size < request.k() && scratch.probed < shape.partitions()) {
            Arrays.sort(scratch.probes, scratch.probed, shape.partitions());
            while (scratch.size < request.k() && scratch.probed < shape.partitions()) {
                probe(scratch);
            }
        }
        reranking.answer(scratch, request);
    }

    void prepare(Scratch scratch, SearchRequest request) {
        request.requireDims(shape.dims());
        scratch.mask = request.mask();
        System.arraycopy(request.query(), 0, scratch.query, 0, shape.dims());
        if (shape.metric() == Metric.COSINE) {
            UnitVectors.normalize(scratch.query, 0, shape.dims());
        }
        scratch.begin(request.candidates(), request.patience() > 0);
        if (table != null) {
            table.fill(scratch.query, shape.isL2Scan() ? -2 : -1, scratch.products, scratch.tables, scratch.scale);
        }
        scan.prepare(scratch);
        scores.prepareBytes(scratch);
    }

    /// Fills `scratch.probes` with all partitions, the nearest `count` first and in order. Of equally
    /// near ones the smaller comes first.
    void rankPartitions(Scratch scratch, float[] centroidScores, int from, int count) {
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
        Ranked.sortBest(probes, probes.length, count);
    }

    /// Scans the next partition, in all segments.
    private void probe(Scratch scratch) throws IOException {
        scanPartition(scratch, scratch.buffers, scratch.probes[scratch.probed++]);
    }

    void scanPartition(Scratch scratch, ScanBuffers buffers, long probe) throws IOException {
        scan.enter(scratch, Ranked.row(probe), Ranked.score(probe));
        for (int slot = Ranked.row(probe); slot < rows.slots(); slot += shape.partitions()) {
            scan.scan(scratch, buffers, rows.get(slot), rows.firstPlace(slot), Ranked.score(probe));
        }
    }

    /// Scans a partition for four queries.
    void scanPartition(FourQueries queries, ScanBuffers buffers, int partition) throws IOException {
        for (int slot = partition; slot < rows.slots(); slot += shape.partitions()) {
            scan.scan(queries, buffers, rows.get(slot), rows.firstPlace(slot));
        }
    }

    SegmentShape shape() {
        return shape;
    }

    CentroidAssigner coarse() {
        return coarse;
    }

    ScratchPool<Scratch> pool() {
        return pool;
    }
}
