package dev.evodb.ann.index;

import dev.evodb.ann.RowMask;
import dev.evodb.ann.kernel.KernelSet;
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
    private final @Nullable RabitqRows rabitq;

    PartitionScan(SegmentShape shape, IvfModel model, KernelSet kernels, RowScores scores) {
        this.shape = shape;
        this.kernels = kernels;
        this.scores = scores;
        this.rabitq = model.rotation() == null
                ? null
                : new RabitqRows(
                        shape, kernels, model.rotation(), model.centroids().values());
    }

    /// Which rows may become candidates: those of `mask` that are not `deleted`, a set of places.
    record Allowed(RowMask mask, @Nullable BitSet deleted) {
        boolean isAll() {
            return deleted == null && mask.isAll();
        }
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
    void scan(
            Scratch scratch,
            ScanBuffers buffers,
            PartitionRows rows,
            int firstPlace,
            float centroidScore,
            Allowed allowed) {
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
            end(scratch, before, rows, firstPlace, allowed);
        }
    }

    /// As [#scan] for two queries of a batch, of an `IVF_PQ` index: codes are read once.
    void scanBoth(
            Scratch one,
            Scratch other,
            ScanBuffers buffers,
            PartitionRows rows,
            int firstPlace,
            float oneScore,
            float otherScore,
            Allowed oneAllowed,
            Allowed otherAllowed) {
        int count = rows.rows();
        one.codesScored += count;
        other.codesScored += count;
        for (int from = 0; from < count; from += ScanBuffers.CHUNK_ROWS) {
            int part = Math.min(ScanBuffers.CHUNK_ROWS, count - from);
            int pairs = shape.pairs();
            kernels.pq4()
                    .sumBoth(
                            rows.codes(),
                            from * pairs,
                            SegmentShape.blocks(part),
                            pairs,
                            one.tables,
                            other.tables,
                            buffers.sums,
                            buffers.otherSums);
            one.reserve(part);
            int before = one.size;
            filterSums(one, buffers.sums, rows, from, part, firstPlace, oneScore);
            end(one, before, rows, firstPlace, oneAllowed);
            other.reserve(part);
            before = other.size;
            filterSums(other, buffers.otherSums, rows, from, part, firstPlace, otherScore);
            end(other, before, rows, firstPlace, otherAllowed);
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
    private static void end(Scratch scratch, int before, PartitionRows rows, int firstPlace, Allowed allowed) {
        if (!allowed.isAll()) {
            scratch.size = keep(scratch.found, before, scratch.size, rows.rowIds(), firstPlace, allowed);
        }
        scratch.accepted += scratch.size - before;
        cut(scratch);
    }

    private static int keep(long[] found, int from, int to, RowIds rowIds, int firstPlace, Allowed allowed) {
        BitSet deleted = allowed.deleted();
        int kept = from;
        for (int i = from; i < to; i++) {
            int place = Ranked.row(found[i]);
            if ((deleted == null || !deleted.get(place)) && allowed.mask().isAllowed(rowIds.get(place - firstPlace))) {
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
