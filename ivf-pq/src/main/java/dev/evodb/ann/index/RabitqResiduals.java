package dev.evodb.ann.index;

import dev.evodb.ann.rabitq.RabitqQuantizer;
import java.util.Objects;

/// Encodes the residuals of rows to their centroids by RaBitQ.
final class RabitqResiduals implements RowCodes {
    private final SegmentShape shape;
    private final float[] centroids;
    private final RabitqQuantizer quantizer;
    private final float[] residual;

    RabitqResiduals(IvfModel model, SegmentShape shape) {
        this.shape = shape;
        this.centroids = model.centroids().values();
        this.quantizer = new RabitqQuantizer(Objects.requireNonNull(model.rotation()), shape.bits(), shape.isL2Scan());
        this.residual = new float[shape.dims()];
    }

    @Override
    public void add(float[] values, int at, int p, PartitionRows target, int row) {
        int dims = shape.dims();
        for (int d = 0; d < dims; d++) {
            residual[d] = values[at + d] - centroids[p * dims + d];
        }
        quantizer.encode(residual, 0, 1, target.rabitqCodes(shape), row);
    }

    @Override
    public void flush() {
        // Nothing waits.
    }
}
