package dev.evodb.ann.source;

/// Looks for values that are no numbers.
final class Finite {
    private static final int EXPONENT = 0x7f80_0000;

    private Finite() {}

    /// The first place in `values[from .. to)` of a NaN or an infinity; -1 if there is none.
    static int firstOther(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if ((Float.floatToRawIntBits(values[i]) & EXPONENT) == EXPONENT) {
                return i;
            }
        }
        return -1;
    }
}
