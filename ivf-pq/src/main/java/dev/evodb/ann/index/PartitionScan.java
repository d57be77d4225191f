package dev.evodb.ann.index;

import dev.evodb.ann.RowMask;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kernel.Ranked;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Scans the rows of one partition for candidates of one query. Immutable, shared by all threads.
///
/// Scores are those of [RowScores] for the scanned copy: smaller is nearer. Every row whose score is not
/// above the bound is a candidate, so that the best candidates do not depend on the order of partitions.
final class PartitionScan {
    private final SegmentShape shape;
    private final KernelSet kernels;
    private final RowScores scores;
    private final @Nullable BitSet deleted;
    private final @Nullable RabitqRows rabitq;

    /// Rows at the places of `deleted` never become candidates.
    PartitionScan(SegmentShape shape, IvfModel model, KernelSet kernels, RowScores scores, @Nullable BitSet deleted) {
        this.shape = shape;
        this.kernels = kernels;
        this.scores = scores;
        this.deleted = deleted;
        this.rabitq = model.rotation() == null
                ? null
                : new RabitqRows(
                        shape, kernels, model.rotation(), model.centroids().values());
    }

    /// Begins a query.
    void prepare(Scratch scratch) {
        if (rabitq != null && scratch.rabitq != null) {
            rabitq.prepare(scratch.rabitq, scratch.query);
        }
    }

    /// Comes to a partition, before [#scan] of its rows in each segment.
    void enter(Scratch scratch, int partition, float centroidScore) {
        if (rabitq != null && scratch.rabitq != null) {
            rabitq.enter(scratch.rabitq, partition, centroidScore);
        }
    }

    /// Adds candidates of `rows`, whose first row has place `firstPlace`, to `scratch`. `centroidScore`
    /// is the score of the query and the partition's centroid.
    void scan(Scratch scratch, ScanBuffers buffers, PartitionRows rows, int firstPlace, float centroidScore) {
        int count = rows.rows();
        scratch.codesScored += count;
        for (int from = 0; from < count; from += ScanBuffers.CHUNK_ROWS) {
            int part = Math.min(ScanBuffers.CHUNK_ROWS, count - from);
            scratch.reserve(part);
            int before = scratch.size;
            switch (shape.kind()) {
                case IVF_PQ -> {
                    sum(scratch, rows, from, part, buffers.sums);
                    filterSums(scratch, buffers.sums, rows, from, part, firstPlace, centroidScore);
                }
                case IVF_FLAT -> scanFloats(scratch, buffers, rows, from, part, firstPlace);
                case IVF_SQ -> scanBytes(scratch, rows, from, part, firstPlace);
                case IVF_RQ -> Objects.requireNonNull(rabitq).scan(scratch, buffers, rows, from, part, firstPlace);
                case HNSW -> throw new IllegalStateException("graphs have no partitions");
            }
            end(scratch, before, rows, firstPlace);
        }
    }

    /// As [#scan] for four queries of a batch, of an `IVF_PQ` index: codes are read once.
    void scan(FourQueries queries, ScanBuffers buffers, PartitionRows rows, int firstPlace) {
        int count = rows.rows();
        int pairs = shape.pairs();
        for (int from = 0; from < count; from += ScanBuffers.CHUNK_ROWS) {
            int part = Math.min(ScanBuffers.CHUNK_ROWS, count - from);
            kernels.pq4()
                    .sumFour(
                            rows.codes(),
                            from * pairs,
                            SegmentShape.blocks(part),
                            pairs,
                            queries.tables,
                            buffers.sumsOfFour);
            for (int i = 0; i < Pq4Scan.FOUR; i++) {
                Scratch scratch = queries.scratches[i];
                scratch.codesScored += part;
                scratch.reserve(part);
                int before = scratch.size;
                filterSums(scratch, buffers.sumsOfFour[i], rows, from, part, firstPlace, queries.centroidScores[i]);
                end(scratch, before, rows, firstPlace);
            }
        }
    }

    private void sum(Scratch scratch, PartitionRows rows, int from, int count, short[] sums) {
        int pairs = shape.pairs();
        kernels.pq4().sum(rows.codes(), from * pairs, SegmentShape.blocks(count), pairs, scratch.tables, sums);
    }

    private void filterSums(
            Scratch scratch,
            short[] sums,
            PartitionRows rows,
            int from,
            int count,
            int firstPlace,
            float centroidScore) {
        scratch.size = kernels.pq4()
                .filter(
                        sums,
                        count,
                        rows.biases(),
                        from,
                        scratch.scale.scale,
                        centroidScore + scratch.scale.offset,
                        scratch.bound,
                        firstPlace + from,
                        scratch.found,
                        scratch.size);
    }

    private void scanFloats(
            Scratch scratch, ScanBuffers buffers, PartitionRows rows, int from, int count, int firstPlace) {
        scores.ofFloats(scratch, rows.floatRows(), from, count, buffers.distances);
        for (int i = 0; i < count; i++) {
            if (buffers.distances[i] < scratch.bound) {
                scratch.found[scratch.size++] = Ranked.of(buffers.distances[i], firstPlace + from + i);
            }
        }
    }

    private void scanBytes(Scratch scratch, PartitionRows rows, int from, int count, int firstPlace) {
        for (int i = from; i < from + count; i++) {
            float score = scores.ofBytes(scratch, rows.byteRows(), i);
            if (score < scratch.bound) {
                scratch.found[scratch.size++] = Ranked.of(score, firstPlace + i);
            }
        }
    }

    /// Ends a chunk: candidates from `before` on stay if they are allowed, and only the best of all.
    private void end(Scratch scratch, int before, PartitionRows rows, int firstPlace) {
        if (deleted != null || !scratch.mask.isAll()) {
            scratch.size = keep(scratch.found, before, scratch.size, rows.rowIds(), firstPlace, scratch.mask);
        }
        scratch.accepted += scratch.size - before;
        cut(scratch);
    }

    private int keep(long[] found, int from, int to, RowIds rowIds, int firstPlace, RowMask mask) {
        BitSet gone = deleted;
        int kept = from;
        for (int i = from; i < to; i++) {
            int place = Ranked.row(found[i]);
            if ((gone == null || !gone.get(place)) && mask.isAllowed(rowIds.get(place - firstPlace))) {
                found[kept++] = found[i];
            }
        }
        return kept;
    }

    private static void cut(Scratch scratch) {
        if (scratch.size >= scratch.cutAt) {
            Ranked.select(scratch.found, scratch.size, scratch.wanted);
            scratch.size = scratch.wanted;
            scratch.bound = Math.nextUp(Ranked.score(Ranked.worst(scratch.found, scratch.size)));
        }
    }
}
