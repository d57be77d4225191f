package dev.evodb.snippets.lance.jvm;

/// Biases as bytes: value `b` stands for `least + step * b`. Readers compare biases only with each other,
/// so that `least` stays here.
record BiasScale(double least, float step) {
    static final BiasScale NONE = new BiasScale(0, 0);

    /// How many standard deviations the bytes reach to either side: what lies farther is taken as the
    /// end.
    private static final double REACH = 4;

    static BiasScale of(double sum, double squares, long count) {
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        return new BiasScale(mean - REACH * deviation, (float) (2 * REACH * deviation / 255));
    }

    static BiasScale of(double[] biases) {
        double sum = 0;
        double squares = 0;
        for (double bias : biases) {
            sum += bias;
            squares += bias * bias;
        }
        return of(sum, squares, biases.length);
    }

    int code(double bias) {
        return step > 0 ? (int) Math.clamp(Math.floor((bias - least) / step + 0.5), 0, 255) : 0;
    }
}
