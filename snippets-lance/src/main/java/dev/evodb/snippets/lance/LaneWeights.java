package dev.evodb.snippets.lance;

/// A query as the integers that [Lanes] take: `slope[d] * value[d]` summed over the dims is about `sum /
/// scale`, but for a constant that all rows share.
record LaneWeights(int[] values, int bias, double scale) {
    /// The largest bias of a row.
    private static final int MAX_BIAS = 255;

    /// As fine as the lanes allow. `biasStep` is what one step of a row's bias is worth, 0 without
    /// biases.
    static LaneWeights of(double[] slopes, int bits, double biasStep) {
        int max = (1 << bits) - 1;
        double span = biasStep * MAX_BIAS;
        for (double slope : slopes) {
            span += Math.abs(slope) * max;
        }
        // Half a step of rounding for each weight.
        double room = Lanes.MAX_SUM - (max * slopes.length + MAX_BIAS) / 2.0 - 1;
        // Damaged steps make infinity or NaN: the weights become 0.
        double scale = span > 0 && span < Double.POSITIVE_INFINITY ? room / span : 0;
        int[] values = new int[PackFormat.planes(slopes.length, bits) * (16 / bits)];
        for (int d = 0; d < slopes.length; d++) {
            values[d] = scale > 0 ? (int) Math.floor(slopes[d] * scale + 0.5) : 0;
        }
        return new LaneWeights(values, scale > 0 ? (int) Math.floor(biasStep * scale + 0.5) : 0, scale);
    }
}
