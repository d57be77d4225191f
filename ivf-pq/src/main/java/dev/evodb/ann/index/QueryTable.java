package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.pq.Codebook;

/// Makes the tables of a query for the 4-bit scan. Immutable, shared by all threads.
final class QueryTable {
    private static final int CODES = Pq4Scan.CODES;

    private final int subvectors;
    private final int width;
    private final int largestEntry;

    /// `(subvectors, width, 16)`: the sixteen centroids of a subvector side by side.
    private final float[] columns;

    QueryTable(Codebook codebook) {
        this.subvectors = codebook.subvectors();
        this.width = codebook.width();
        this.largestEntry = Math.min(Pq4Scan.LARGEST_ENTRY, Pq4Scan.LARGEST_SUM / subvectors);
        this.columns = new float[codebook.centroids().length];
        for (int m = 0; m < subvectors; m++) {
            for (int d = 0; d < width; d++) {
                for (int code = 0; code < CODES; code++) {
                    columns[(m * width + d) * CODES + code] = codebook.centroids()[(m * CODES + code) * width + d];
                }
            }
        }
    }

    /// What a sum of entries is to be multiplied with, and what is to be added, to get the product of the
    /// query's factor and its inner product with what the codes stand for.
    static final class Scale {
        float scale;
        float offset;
    }

    /// Fills `tables` and `scale` so that `scale * sum + offset` is about `factor * query . r`.
    /// `products` is scratch of `16 * subvectors`.
    void fill(float[] query, float factor, float[] products, byte[] tables, Scale scale) {
        float widest = 0;
        float lowest = 0;
        for (int m = 0; m < subvectors; m++) {
            multiply(query, factor, m, products);
            float least = products[m * CODES];
            float most = least;
            for (int code = 1; code < CODES; code++) {
                least = Math.min(least, products[m * CODES + code]);
                most = Math.max(most, products[m * CODES + code]);
            }
            widest = Math.max(widest, most - least);
            lowest += least;
            for (int code = 0; code < CODES; code++) {
                products[m * CODES + code] -= least;
            }
        }
        scale.scale = widest / largestEntry;
        scale.offset = lowest;
        float inverse = widest > 0 ? largestEntry / widest : 0;
        for (int m = 0; m < subvectors; m++) {
            int to = m * Pq4Scan.TABLE_BYTES;
            for (int code = 0; code < CODES; code++) {
                tables[to + code] = (byte) (int) (products[m * CODES + code] * inverse + 0.5f);
            }
            System.arraycopy(tables, to, tables, to + CODES, CODES);
            System.arraycopy(tables, to, tables, to + 2 * CODES, 2 * CODES);
        }
    }

    private void multiply(float[] query, float factor, int m, float[] products) {
        int to = m * CODES;
        for (int code = 0; code < CODES; code++) {
            products[to + code] = 0;
        }
        // What fills up the last subvectors is 0 in every query.
        for (int d = m * width; d < Math.min((m + 1) * width, query.length); d++) {
            float value = query[d] * factor;
            int from = d * CODES;
            for (int code = 0; code < CODES; code++) {
                products[to + code] += value * columns[from + code];
            }
        }
    }
}
