package dev.evodb.snippets.lance;

import org.jspecify.annotations.Nullable;

/// A query as the integers that [Lanes] take: `slope[d] * value[d]` summed over the dims is about
/// `(score - offset) / scale`. Not thread-safe.
public final class LaneWeights {
    /// The largest bias of a vector.
    private static final int MAX_BIAS = 255;

    private static final int BYTE = 256;

    /// Bits of a value: 2 or 4.
    public final int bits;

    /// One a value, those behind the last dimension 0.
    public final int[] values;

    /// What one step of a bias adds; -1 if vectors have none.
    public final int bias;

    /// Makes every score 0 at least.
    public final int offset;

    /// Score units a unit of the query's products.
    final double scale;

    private int @Nullable [] tables;

    private LaneWeights(int bits, int[] values, int bias, double scale) {
        this.bits = bits;
        this.values = values;
        this.bias = bias;
        this.scale = scale;
        int negative = 0;
        for (int value : values) {
            negative -= Math.min(0, value);
        }
        this.offset = negative * ((1 << bits) - 1);
    }

    /// As fine as the lanes allow. `biasStep` is what one step of a bias is worth, negative without
    /// biases.
    static LaneWeights of(double[] slopes, int bits, double biasStep) {
        int max = (1 << bits) - 1;
        double span = Math.max(0, biasStep) * MAX_BIAS;
        for (double slope : slopes) {
            span += Math.abs(slope) * max;
        }
        // Half a step of rounding for each weight.
        double room = Lanes.MAX_SUM - (max * slopes.length + MAX_BIAS) / 2.0 - 1;
        // A query whose products overflow has no weights: all vectors are alike.
        double scale = span > 0 && span < Double.POSITIVE_INFINITY ? room / span : 0;
        int[] values = new int[PackFormat.planes(slopes.length, bits, PackFormat.METRIC_DOT) * (16 / bits)];
        for (int d = 0; d < slopes.length; d++) {
            values[d] = scale > 0 ? (int) Math.floor(slopes[d] * scale + 0.5) : 0;
        }
        int bias = biasStep < 0 ? -1 : scale > 0 ? (int) Math.floor(biasStep * scale + 0.5) : 0;
        return new LaneWeights(bits, values, bias, scale);
    }

    /// Planes of the values, without that of the biases.
    public int planes() {
        return (values.length * bits) >>> 4;
    }

    /// For every byte of a vector's words, in order of the values, the sums of its 256 contents:
    /// `(2 * planes, 256)`.
    int[] tables() {
        int[] made = tables;
        if (made == null) {
            int perByte = 8 / bits;
            int levels = 1 << bits;
            made = new int[values.length / perByte * BYTE];
            for (int v = 0; v < values.length; v++) {
                int from = v / perByte * BYTE;
                int known = 1 << ((v % perByte) * bits);
                addValue(made, from, known, levels, values[v]);
            }
            tables = made;
        }
        return made;
    }

    /// The first `known` sums are those of the values before; this value makes `levels` times as many.
    private static void addValue(int[] tables, int from, int known, int levels, int weight) {
        for (int i = known; i < known * levels; i++) {
            tables[from + i] = tables[from + i - known] + weight;
        }
    }

    /// The products of the values alone, of a score: without offset and bias.
    double products(double score, int biasOfVector) {
        return scale > 0 ? (score - offset - Math.max(0, bias) * (double) biasOfVector) / scale : 0;
    }
}
