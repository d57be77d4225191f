package dev.evodb.snippets.lance;

import java.util.Arrays;

/// [Lanes] in loops over bytes, a table look-up each: what the JVM runs, and an isolate whose compiler has
/// seen the loops.
public class TableLanes implements Lanes {
    /// Table entries of the two bytes of a word.
    private static final int WORD = 512;

    private static final int BUCKET_SHIFT = 6;
    private static final int BUCKETS = 1 << (16 - BUCKET_SHIFT);

    /// Stateless.
    public TableLanes() {}

    @Override
    public double[] best(byte[] bytes, int from, int count, LaneWeights weights, int keep) {
        int[] scores = new int[count];
        start(scores, bytes, from + 2 * weights.planes() * count, weights);
        int[] tables = weights.tables();
        int planes = weights.planes();
        int plane = 2 * count;
        int j = 0;
        // The first pair stands alone because TeaVM puts what has one caller into it, and V8 compiles a loop inside
        // of a loop badly: it would leave compiled code at the end of each pair, for some ninety requests.
        if (planes > 1) {
            addPlanes(scores, bytes, from, from + plane, tables, 0);
            j = 2;
        }
        for (; j + 1 < planes; j += 2) {
            addPlanes(scores, bytes, from + j * plane, from + (j + 1) * plane, tables, WORD * j);
        }
        if (j < planes) {
            addPlane(scores, bytes, from + j * plane, tables, WORD * j);
        }
        return highest(scores, keep);
    }

    private static void start(int[] scores, byte[] bytes, int biases, LaneWeights weights) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = weights.bias < 0
                    ? weights.offset
                    : weights.offset + weights.bias * (bytes[biases + 2 * i + 1] & 0xFF);
        }
    }

    /// Adds two planes, which start at `bytes[first]` and `bytes[second]`, and whose tables start at
    /// `tables[table]`: scores are read and written half as often as plane by plane.
    protected void addPlanes(int[] scores, byte[] bytes, int first, int second, int[] tables, int table) {
        int a = first;
        int b = second;
        for (int i = 0; i < scores.length; i++) {
            int score = scores[i] + tables[table + (bytes[a + 1] & 0xFF)];
            score += tables[table + 256 + (bytes[a] & 0xFF)];
            score += tables[table + WORD + (bytes[b + 1] & 0xFF)];
            scores[i] = score + tables[table + WORD + 256 + (bytes[b] & 0xFF)];
            a += 2;
            b += 2;
        }
    }

    /// Words are big endian: their first values are in the second byte.
    private static void addPlane(int[] scores, byte[] bytes, int from, int[] tables, int table) {
        int at = from;
        for (int i = 0; i < scores.length; i++) {
            scores[i] += tables[table + (bytes[at + 1] & 0xFF)] + tables[table + 256 + (bytes[at] & 0xFF)];
            at += 2;
        }
    }

    /// Only scores in or above the bucket of the last one to keep are sorted.
    private double[] highest(int[] scores, int keep) {
        int least = 0;
        int kept = scores.length;
        if (keep < kept) {
            int[] counts = new int[BUCKETS];
            for (int score : scores) {
                counts[score >>> BUCKET_SHIFT]++;
            }
            int bucket = BUCKETS;
            kept = 0;
            while (kept < keep) {
                kept += counts[--bucket];
            }
            least = bucket << BUCKET_SHIFT;
        }
        double[] keys = new double[kept];
        int at = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] >= least) {
                keys[at++] = scores[i] * 65_536.0 + (scores.length - 1 - i);
            }
        }
        sort(keys);
        if (keep >= kept) {
            return keys;
        }
        double[] best = new double[keep];
        for (int i = 0; i < keep; i++) {
            best[i] = keys[kept - keep + i];
        }
        return best;
    }

    @Override
    public double dot(double[] a, int aFrom, double[] b, int bFrom, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[aFrom + i] * b[bFrom + i];
        }
        return sum;
    }

    @Override
    public void decode(byte[] bytes, int from, int step, float[] means, float[] steps, double[] out, int at) {
        for (int d = 0; d < means.length; d++) {
            int word = from + (d >> 2) * step;
            int four = (bytes[word] << 8) | (bytes[word + 1] & 0xFF);
            int value = (four >> (4 * (d & 3))) & 15;
            out[at + d] = means[d] + steps[d] * (value - PackFormat.CENTROID_MIDDLE);
        }
    }

    @Override
    public double low(byte[] bytes, int from, double[] weights) {
        double sum = 0;
        int at = from;
        for (int d = 0; d < weights.length; d += 4) {
            int four = (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8) | ((bytes[at + 2] & 0xFF) << 16);
            at += 3;
            // One after the other: the compiler to JavaScript drops the parentheses of a sum within a sum.
            sum += (four & 0x3F) * weights[d];
            sum += (four & 0xFC0) * weights[d + 1];
            sum += (four & 0x3F000) * weights[d + 2];
            sum += (four & 0xFC0000) * weights[d + 3];
        }
        return sum;
    }

    @Override
    public void copy(byte[] from, int at, byte[] to, int toAt, int count) {
        System.arraycopy(from, at, to, toAt, count);
    }

    @Override
    public void sort(double[] values) {
        Arrays.sort(values);
    }
}
