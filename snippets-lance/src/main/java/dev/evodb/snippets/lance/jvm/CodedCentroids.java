package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// Centroids as the pack holds them: cell by cell, four bits a dimension around the cell. What a reader
/// decodes is the centroid: rows are assigned by it and residuals taken from it, nothing is lost twice.
///
/// `cellStarts` has one entry more than there are cells. `cells` is `(cells, dims)`, `codes` and `decoded`
/// `(partitions, dims)`. `biases` are those of the format, all 0 but for L2.
record CodedCentroids(
        int dims, int[] cellStarts, float[] cells, float[] steps, byte[] codes, float[] decoded, double[] biases) {
    private static final int LEVELS = 1 << PackFormat.CENTROID_BITS;

    /// The step of the best uniform quantizer of 16 levels for normally distributed values, in standard
    /// deviations (Max, 1960).
    private static final double STEP = 0.3352;

    static CodedCentroids of(Centroids centroids, Cells cells, Metric metric) {
        int dims = centroids.dims();
        int partitions = centroids.partitions();
        double[] offsets = new double[partitions * dims];
        double[] squares = new double[dims];
        for (int cell = 0; cell + 1 < cells.starts().length; cell++) {
            for (int p = cells.starts()[cell]; p < cells.starts()[cell + 1]; p++) {
                for (int d = 0; d < dims; d++) {
                    double offset = (double) centroids.values()[cells.order()[p] * dims + d]
                            - cells.values()[cell * dims + d];
                    offsets[p * dims + d] = offset;
                    squares[d] += offset * offset;
                }
            }
        }
        float[] steps = new float[dims];
        for (int d = 0; d < dims; d++) {
            steps[d] = (float) (STEP * Math.sqrt(squares[d] / partitions));
        }
        byte[] codes = new byte[partitions * dims];
        for (int i = 0; i < codes.length; i++) {
            double step = steps[i % dims];
            double level = step > 0 ? Math.floor(offsets[i] / step) + LEVELS / 2.0 : 0;
            codes[i] = (byte) Math.clamp(level, 0, LEVELS - 1);
        }
        return decoded(dims, cells, steps, codes, metric);
    }

    private static CodedCentroids decoded(int dims, Cells cells, float[] steps, byte[] codes, Metric metric) {
        float[] decoded = new float[codes.length];
        double[] biases = new double[codes.length / dims];
        for (int cell = 0; cell + 1 < cells.starts().length; cell++) {
            for (int p = cells.starts()[cell]; p < cells.starts()[cell + 1]; p++) {
                for (int d = 0; d < dims; d++) {
                    double middle = cells.values()[cell * dims + d];
                    double value = value(middle, steps[d], codes[p * dims + d]);
                    decoded[p * dims + d] = (float) value;
                    biases[p] -= metric == Metric.L2 ? (value * value - middle * middle) / 2 : 0;
                }
            }
        }
        return new CodedCentroids(dims, cells.starts(), cells.values(), steps, codes, decoded, biases);
    }

    private static double value(double middle, double step, int code) {
        return middle + step * (code - PackFormat.CENTROID_MIDDLE);
    }

    int partitions() {
        return biases.length;
    }

    int cellCount() {
        return cellStarts.length - 1;
    }

    /// Writes centroid `p` to `out`, exactly as readers decode it.
    void centroid(int p, double[] out) {
        int cell = cellOf(p);
        for (int d = 0; d < dims; d++) {
            out[d] = value(cells[cell * dims + d], steps[d], codes[p * dims + d]);
        }
    }

    private int cellOf(int p) {
        int cell = 0;
        while (cellStarts[cell + 1] <= p) {
            cell++;
        }
        return cell;
    }
}
