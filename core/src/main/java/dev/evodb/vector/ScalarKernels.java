package dev.evodb.vector;

/// The plain kernels: the definition that faster ones are tested against, and the ones that snippets run.
/// Stateless.
public final class ScalarKernels implements Kernels {
    @Override
    public double squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            double difference = (double) a[aFrom + d] - b[bFrom + d];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public double dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += (double) a[aFrom + d] * b[bFrom + d];
        }
        return sum;
    }

    @Override
    public void scanPq8(byte[] codes, int codesFrom, int rows, int subvectors, float[] table, float[] sums) {
        for (int i = 0; i < rows; i++) {
            sums[i] = 0;
        }
        for (int m = 0; m < subvectors; m++) {
            int column = codesFrom + m * rows;
            int entries = m << 8;
            for (int i = 0; i < rows; i++) {
                sums[i] += table[entries + (codes[column + i] & 0xFF)];
            }
        }
    }

    @Override
    public void scanCodes(byte[] codes, int codesFrom, int rows, int codeBytes, int[] table, int[] sums) {
        int at = codesFrom;
        for (int i = 0; i < rows; i++) {
            sums[i] = sumRow(codes, at, codeBytes, table);
            at += codeBytes;
        }
    }

    /// A method of its own, called once a row: a JavaScript engine tiers it up by its call count, long
    /// before it would replace a running loop.
    ///
    /// Integers are summed as `double`, here and in [#dotInt8]: exact, and in JavaScript plain `+` and `*`
    /// where `int` arithmetic costs a `|0` an addition and a call of `Math.imul` a product, a third of the
    /// time of an interpreter.
    private static int sumRow(byte[] codes, int from, int codeBytes, int[] table) {
        double sum = 0;
        int entries = 0;
        int unrolled = codeBytes & ~3;
        int j = 0;
        for (; j < unrolled; j += 4) {
            int at = from + j;
            sum = sum
                    + table[entries + (codes[at] & 0xFF)]
                    + table[entries + 256 + (codes[at + 1] & 0xFF)]
                    + table[entries + 512 + (codes[at + 2] & 0xFF)]
                    + table[entries + 768 + (codes[at + 3] & 0xFF)];
            entries += 1024;
        }
        for (; j < codeBytes; j++) {
            sum += table[entries + (codes[from + j] & 0xFF)];
            entries += 256;
        }
        return (int) sum;
    }

    @Override
    public int dotInt8(byte[] a, int aFrom, int[] query, int dims) {
        double sum = 0;
        int unrolled = dims & ~3;
        int d = 0;
        for (; d < unrolled; d += 4) {
            int at = aFrom + d;
            sum = sum
                    + (double) a[at] * query[d]
                    + (double) a[at + 1] * query[d + 1]
                    + (double) a[at + 2] * query[d + 2]
                    + (double) a[at + 3] * query[d + 3];
        }
        for (; d < dims; d++) {
            sum += (double) a[aFrom + d] * query[d];
        }
        return (int) sum;
    }

    @Override
    public String name() {
        return "scalar";
    }
}
