package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.RabitqScan;
import dev.evodb.ann.kernel.Ranked;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.rabitq.RabitqCodes;
import dev.evodb.ann.rabitq.RabitqQuery;
import java.util.Objects;

/// Scans RaBitQ codes of residuals. Immutable, shared by all threads.
///
/// With `c` for a centroid and `r` for the residual of a row, its squared distance to a query `q` is `|q
/// - c|^2 + |r|^2 - 2 <q - c, r>`, and its inner product `<q, c> + <q, r>`; a row's factors turn the
/// product of its code into the last terms. Rotations are linear, so that centroids are rotated once, and
/// a query once.
///
/// All rows are scored by their signs. If codes have more bits, these score the rows whose distance may
/// be below the bound by what the signs' estimate is off at most; the score is then the greater of that
/// lower bound and of the estimate of all bits, and does not depend on when a row is scanned.
final class RabitqRows {
    private final SegmentShape shape;
    private final KernelSet kernels;
    private final FastRotation rotation;
    private final float[] rotatedCentroids;

    RabitqRows(SegmentShape shape, KernelSet kernels, FastRotation rotation, float[] centroids) {
        this.shape = shape;
        this.kernels = kernels;
        this.rotation = rotation;
        this.rotatedCentroids = new float[shape.isL2Scan() ? centroids.length : 0];
        for (int at = 0; at < rotatedCentroids.length; at += shape.dims()) {
            rotation.rotate(centroids, at, rotatedCentroids, at);
        }
    }

    /// What a query needs for the scan: allocated once, used again. For one thread.
    static final class State {
        final RabitqQuery query;
        final float[] rotated;
        final float[] residual;

        /// What the query adds to the scores of a partition, and its length in there.
        float offset;
        float length;

        State(SegmentShape shape) {
            this.query = new RabitqQuery(shape.dims(), shape.bits());
            this.rotated = new float[shape.dims()];
            this.residual = new float[shape.dims()];
        }
    }

    /// Begins a query.
    void prepare(State state, float[] query) {
        rotation.rotate(query, state.rotated);
        if (!shape.isL2Scan()) {
            state.query.set(state.rotated, 0);
            state.length = (float) Math.sqrt(square(state.rotated));
        }
    }

    /// Comes to a partition, whose centroid has that score.
    void enter(State state, int partition, float centroidScore) {
        state.offset = centroidScore;
        if (shape.isL2Scan()) {
            int from = partition * shape.dims();
            for (int d = 0; d < shape.dims(); d++) {
                state.residual[d] = state.rotated[d] - rotatedCentroids[from + d];
            }
            state.query.set(state.residual, 0);
            state.offset = square(state.residual);
            state.length = (float) Math.sqrt(state.offset);
        }
    }

    private float square(float[] vector) {
        return kernels.distance().dot(vector, 0, vector, 0, vector.length);
    }

    /// Adds the rows `[from, from + count)`, at most [ScanBuffers#CHUNK_ROWS] from a multiple of that on,
    /// whose score is below the bound; the first row of the partition has place `firstPlace`.
    void scan(Scratch scratch, ScanBuffers buffers, PartitionRows rows, int from, int count, int firstPlace) {
        State state = Objects.requireNonNull(scratch.rabitq);
        int words = RabitqCodes.words(shape.dims());
        int blocks = (count + RabitqScan.BLOCK - 1) / RabitqScan.BLOCK;
        kernels.rabitq()
                .products(
                        rows.codes(),
                        from * words * Long.BYTES,
                        blocks,
                        words,
                        state.query.signPlanes(),
                        buffers.products);
        RabitqCodes codes = rows.rabitqCodes(shape);
        estimate(state, codes, from, count, buffers);
        float threshold = Math.nextDown(scratch.bound);
        if (shape.bits() == 1) {
            int near = kernels.filter().atMost(threshold, buffers.distances, 0, count, buffers.near);
            for (int i = 0; i < near; i++) {
                int row = buffers.near[i];
                scratch.found[scratch.size++] = Ranked.of(buffers.distances[row], firstPlace + from + row);
            }
            return;
        }
        lower(state, codes, from, count, buffers.distances);
        int near = kernels.filter().atMost(threshold, buffers.distances, 0, count, buffers.near);
        for (int i = 0; i < near; i++) {
            int row = buffers.near[i];
            float product = state.query.product(codes, from + row);
            float score = state.offset + Math.fma(codes.scale(from + row), product, codes.add(from + row));
            score = Math.max(score, buffers.distances[row]);
            if (score < scratch.bound) {
                scratch.found[scratch.size++] = Ranked.of(score, firstPlace + from + row);
            }
        }
    }

    private static void estimate(State state, RabitqCodes codes, int from, int count, ScanBuffers buffers) {
        float unit = state.query.signUnit();
        float shift = state.query.signOffset();
        float offset = state.offset;
        float[] factors = codes.factors();
        int scales = codes.places() + from;
        for (int i = 0; i < count; i++) {
            float product = Math.fma(unit, buffers.products[i], shift);
            buffers.distances[i] = Math.fma(factors[scales + i], product, factors[from + i]) + offset;
        }
    }

    /// Leaves lower bounds of distances where there are estimates.
    private static void lower(State state, RabitqCodes codes, int from, int count, float[] distances) {
        float length = state.length;
        float[] factors = codes.factors();
        int bounds = 2 * codes.places() + from;
        for (int i = 0; i < count; i++) {
            distances[i] = Math.fma(-length, factors[bounds + i], distances[i]);
        }
    }
}
