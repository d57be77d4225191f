package dev.evodb.ann.sq;

/// Lance's scalar quantiser: codes each of `dims` numbers as one of 256 equal steps between two bounds. Immutable.
public record SharedBounds(int dims, double start, double end) {
    /// Sums of so many squared differences of bytes fit 32 bits.
    public static final int MAX_DIMS = 65_536;

    private static final int STEPS = 255;

    public SharedBounds {
        if (dims < 1 || dims > MAX_DIMS) {
            throw new IllegalArgumentException("dims must be in 1..=" + MAX_DIMS + ", got " + dims);
        }
        if (!(start <= end && Double.isFinite(start) && Double.isFinite(end))) {
            throw new IllegalArgumentException(
                    "SQ bounds " + start + " to " + end + ", expected an ascending finite range");
        }
    }

    /// Codes `vector[0 .. dims)` into `code`.
    public void encode(float[] vector, byte[] code) {
        double width = end - start;
        for (int d = 0; d < dims; d++) {
            double step = width == 0 ? 0 : (vector[d] - start) * STEPS / width;
            code[d] = (byte) (int) Math.clamp(step, 0, STEPS);
        }
    }

    /// What a squared difference of 1 between codes stands for.
    public float squaredStep() {
        float width = (float) (end - start);
        return width * width / (STEPS * STEPS);
    }
}
