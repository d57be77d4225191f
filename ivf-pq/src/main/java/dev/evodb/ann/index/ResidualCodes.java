package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.pq.PqEncoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Encodes rows in batches and puts their codes and biases into the blocks of their partitions. For one
/// thread; others may fill other rows of the same partitions.
///
/// With `r` for what the codes of a row stand for and `c` for its centroid, its squared distance to a
/// query `q` is about `|q - c|^2 + (|r|^2 + 2 c.r) - 2 q.r`. The bracket is the bias; what is left
/// depends on the query and the codes alone, so that one table serves all partitions.
final class ResidualCodes implements RowCodes {
    private static final int BATCH = 64;

    private final SegmentShape shape;
    private final IvfModel model;
    private final Codebook codebook;
    private final PqEncoder encoder;
    private final float[] residuals;
    private final float[] reconstructed;
    private final byte[] codes;
    private final int[] partitions = new int[BATCH];
    private final int[] rows = new int[BATCH];
    private final @Nullable PartitionRows[] targets = new PartitionRows[BATCH];
    private int size;

    ResidualCodes(IvfModel model, SegmentShape shape, KernelSet kernels) {
        this.shape = shape;
        this.model = model;
        this.codebook = Objects.requireNonNull(model.codebook());
        this.encoder = new PqEncoder(codebook, kernels);
        this.residuals = new float[BATCH * shape.codedDims()];
        this.reconstructed = new float[shape.codedDims()];
        this.codes = new byte[BATCH * shape.subvectors()];
    }

    @Override
    public void add(float[] values, int at, int p, PartitionRows target, int row) {
        int dims = shape.dims();
        float[] centroids = model.centroids().values();
        for (int d = 0; d < dims; d++) {
            residuals[size * shape.codedDims() + d] = values[at + d] - centroids[p * dims + d];
        }
        partitions[size] = p;
        rows[size] = row;
        targets[size] = target;
        if (++size == BATCH) {
            flush();
        }
    }

    @Override
    public void flush() {
        encoder.encode(residuals, 0, size, codes, 0);
        for (int i = 0; i < size; i++) {
            put(i, Objects.requireNonNull(targets[i]));
        }
        size = 0;
    }

    private void put(int i, PartitionRows target) {
        int subvectors = shape.subvectors();
        int pairs = shape.pairs();
        int row = rows[i];
        int at = row / Pq4Scan.BLOCK * pairs * Pq4Scan.BLOCK + Pq4Scan.place(row % Pq4Scan.BLOCK);
        for (int m = 0; m < subvectors; m++) {
            target.codes()[at + m / 2 * Pq4Scan.BLOCK] |= (byte) (codes[i * subvectors + m] << (m % 2 * 4));
        }
        if (shape.isL2Scan()) {
            int dims = shape.dims();
            codebook.reconstruct(codes, i * subvectors, reconstructed, 0);
            float[] centroids = model.centroids().values();
            double bias = 0;
            for (int d = 0; d < dims; d++) {
                bias += reconstructed[d] * (reconstructed[d] + 2.0 * centroids[partitions[i] * dims + d]);
            }
            target.biases()[row] = (float) bias;
        }
    }
}
