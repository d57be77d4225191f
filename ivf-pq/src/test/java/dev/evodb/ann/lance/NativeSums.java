package dev.evodb.ann.lance;

import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;
import dev.evodb.ann.pq.ProductCodes;
import dev.evodb.ann.rabitq.SignCodes;

/// The sums of codes as the native library 7.0.0 rounds them, where it does not compute them exactly:
/// what tells whether its answers come from the codes, tables and factors that we read.
///
/// 4-bit product codes: the first rows of a partition are summed exactly; the farthest of them and the
/// least table entry span the table of bytes by which the rest is summed, saturating; rows that fill no
/// block are exact. RaBitQ: tables of four bits are rounded to bytes; rows that fill no block are exact.
final class NativeSums {
    private static final int EXACT_ROWS = 200;

    private NativeSums() {}

    /// `codes` with the sums of a search that keeps `candidates`; those of other kinds as they are.
    static PartitionCodes of(PartitionCodes codes, int candidates) {
        return switch (codes) {
            case ProductCodes product when product.codebook().bits() == 4 -> new FourBit(product, candidates);
            case SignCodes rabit -> new Rabit(rabit);
            default -> codes;
        };
    }

    private record FourBit(ProductCodes codes, int candidates) implements PartitionCodes {
        @Override
        public int rows() {
            return codes.rows();
        }

        @Override
        public void prepare(ProbedQuery query) {
            codes.prepare(query);
        }

        @Override
        public void scan(ProbedQuery query, float[] distances) {
            codes.scan(query, distances);
            int rows = rows();
            int subvectors = codes.codebook().subvectors();
            int exact = Math.min(rows, Math.max(EXACT_ROWS, candidates));
            float[] table = query.spare(subvectors << 4);
            float most = Float.NEGATIVE_INFINITY;
            for (int row = 0; row < exact; row++) {
                most = Math.max(most, distances[row] - query.offset());
            }
            float least = Float.POSITIVE_INFINITY;
            for (int i = 0; i < subvectors << 4; i++) {
                least = Math.min(least, table[i]);
            }
            for (int row = exact; row < rows - rows % 16; row++) {
                int sum = 0;
                for (int j = 0; j < subvectors / 2; j++) {
                    int code = codes.codes()[j * rows + row] & 0xFF;
                    sum += quantise(table[(j << 5) + (code & 15)], least, most);
                    sum += quantise(table[(j << 5) + 16 + (code >>> 4)], least, most);
                }
                distances[row] = Math.min(255, sum) * (most - least) / 255 + least + query.offset();
            }
        }

        @Override
        public float distance(ProbedQuery query, int row) {
            return codes.distance(query, row);
        }
    }

    private record Rabit(SignCodes codes) implements PartitionCodes {
        @Override
        public int rows() {
            return codes.rows();
        }

        @Override
        public void prepare(ProbedQuery query) {
            codes.prepare(query);
        }

        @Override
        public void scan(ProbedQuery query, float[] distances) {
            codes.scan(query, distances);
            int dims = codes.rotation().dims();
            float[] rotated = query.spare(dims);
            float[] table = new float[dims / 4 * 16];
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            float all = 0;
            for (int i = 0; i < table.length; i++) {
                for (int bit = 0; bit < 4; bit++) {
                    table[i] += (i >>> bit & 1) * rotated[(i >>> 4) * 4 + bit];
                }
                least = Math.min(least, table[i]);
                most = Math.max(most, table[i]);
            }
            for (int d = 0; d < dims; d++) {
                all += rotated[d];
            }
            int rows = rows();
            for (int row = 0; row < rows - rows % 32; row++) {
                int sum = 0;
                for (int j = 0; j < dims / 8; j++) {
                    int code = codes.codes()[j * rows + row] & 0xFF;
                    sum += quantise(table[(j << 5) + (code & 15)], least, most);
                    sum += quantise(table[(j << 5) + 16 + (code >>> 4)], least, most);
                }
                float total = sum * (most - least) / 255 + (dims >>> 2) * least;
                distances[row] = (float) ((2 * total - all) / Math.sqrt(dims))
                                * codes.factors().scale()[row]
                        + codes.factors().add()[row]
                        + query.offset();
            }
        }

        @Override
        public float distance(ProbedQuery query, int row) {
            return codes.distance(query, row);
        }
    }

    private static int quantise(float value, float least, float most) {
        return Math.clamp(Math.round((value - least) * 255 / (most - least)), 0, 255);
    }
}
