package dev.evodb.snippets.lance;

import java.util.Arrays;

/// [Lanes] in plain loops: what the JVM runs, and the definition of the other one.
public final class ScalarLanes implements Lanes {
    @Override
    public Code code(byte[] bytes, int from, int rows, int planes, int bits, boolean hasBias) {
        return (weights, biasWeight, keep) -> {
            int perWord = 16 / bits;
            int max = (1 << bits) - 1;
            int offset = 0;
            for (int weight : weights) {
                offset -= Math.min(0, weight) * max;
            }
            double[] keys = new double[rows];
            for (int row = 0; row < rows; row++) {
                int sum = offset;
                for (int j = 0; j < planes; j++) {
                    int at = from + 2 * (j * rows + row);
                    int word = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
                    for (int v = 0; v < perWord; v++) {
                        sum += weights[j * perWord + v] * ((word >>> (v * bits)) & max);
                    }
                }
                if (hasBias) {
                    sum += biasWeight * (bytes[from + 2 * (planes * rows + row) + 1] & 0xFF);
                }
                keys[row] = sum * 65_536.0 + (rows - 1 - row);
            }
            sort(keys);
            return keep < rows ? Arrays.copyOfRange(keys, rows - keep, rows) : keys;
        };
    }

    @Override
    public void sort(double[] values) {
        Arrays.sort(values);
    }
}
