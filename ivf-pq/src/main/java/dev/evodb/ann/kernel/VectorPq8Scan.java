package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Scans 8-bit codes in two passes. The first looks entries of one byte up in registers, adds them in 16
/// bits and keeps the rows that may be hits; the second sums the table itself for those.
///
/// **Bound.** Of subvector `m` with least entry `a`, an entry `t` becomes `q = min(255, floor((t - a) *
/// scale))`, so that a sum of `q` is at most `scale` times the real sum over the `a`. A row of at most
/// `threshold` therefore has `sum(q) <= scale * (threshold - sum(a)) + 1 + scale * e`, where `1` covers
/// what quantising rounds and `e = subvectors * 2^-22 * sum(max |t|)` covers, twice over, what the second
/// pass rounds: no hit is lost. In the other direction a row passes for nothing if it is above
/// `threshold` by less than `subvectors + 1` steps of `1 / scale`, or where entries were cut off at 255;
/// a step is 1/250 of the widest range of a subvector, or of all that is left below `threshold`.
///
/// Row `i` of a block of `n` rows, the bytes of a register, has bit `i / 2 + (i % 2) * (n / 2)` of its
/// word in `passed`: bytes are widened as those at even and those at odd places.
abstract class VectorPq8Scan implements Pq8Scan {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /// As many bytes, of which the smallest register has eight.
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LANES)));

    private static final float ROUND_DOWN = 0x1p23f - 0.5f;
    private static final int ZERO_STEPS = 0x4B00_0000;

    /// So many sums of one byte stay below 2^15.
    private static final int MOST_SUBVECTORS = 128;

    private static final int STEPS = 250;

    private final Pq8Scan plain = new PlainPq8Scan();
    private final int blockRows;

    /// @param blockRows rows of a word in `passed`
    VectorPq8Scan(int blockRows) {
        this.blockRows = blockRows;
    }

    /// Sets the bits of `count` rows, a multiple of `blockRows`, from row `first`, in `passed[word ..]`:
    /// those whose quantised sums are at most `limit`.
    abstract void firstPass(
            Pq8Block block, int first, int count, byte[] quantised, short limit, long[] passed, int word);

    @Override
    public final void sums(Pq8Block block, float[] table, float[] sums) {
        plain.sums(block, table, sums);
    }

    @Override
    public final void collect(Pq8Block block, float[] table, float threshold, ScanHits hits) {
        int subvectors = block.subvectors();
        int rows = block.rows();
        if (rows < 2 * blockRows || subvectors > MOST_SUBVECTORS || !(threshold < Float.POSITIVE_INFINITY)) {
            plain.collect(block, table, threshold, hits);
            return;
        }
        hits.room(rows);
        if (hits.least.length < subvectors) {
            hits.least = new float[subvectors];
            hits.greatest = new float[subvectors];
            hits.quantised = new byte[subvectors * Pq8Block.CENTROIDS];
        }
        double lowest = 0;
        double magnitude = 0;
        float widest = 0;
        for (int m = 0; m < subvectors; m++) {
            range(table, m, hits.least, hits.greatest);
            float least = hits.least[m];
            float greatest = hits.greatest[m];
            lowest += least;
            magnitude += Math.max(Math.abs(least), Math.abs(greatest));
            widest = Math.max(widest, greatest - least);
        }
        double rounding = subvectors * 0x1p-22 * magnitude;
        double left = threshold - lowest;
        if (left < -rounding) {
            return;
        }
        double scale = STEPS / Math.min(left, widest);
        double limit = scale * (left + rounding) + 1;
        if (!(left > rounding) || !(limit < Short.MAX_VALUE * 1e3) || !(scale < 1e30)) {
            plain.collect(block, table, threshold, hits);
            return;
        }
        for (int m = 0; m < subvectors; m++) {
            quantise(table, m * Pq8Block.CENTROIDS, hits.least[m], (float) scale, hits.quantised);
        }
        scan(block, table, threshold, (short) Math.min(limit, Short.MAX_VALUE), hits);
    }

    private void scan(Pq8Block block, float[] table, float threshold, short limit, ScanHits hits) {
        int rows = block.rows();
        int blocks = rows / blockRows;
        int whole = blocks * blockRows;
        if (hits.passed.length <= blocks) {
            hits.passed = new long[blocks + 1];
        }
        firstPass(block, 0, whole, hits.quantised, limit, hits.passed, 0);
        for (int b = 0; b < blocks; b++) {
            long word = hits.passed[b];
            if (word != 0) {
                secondPass(block, b * blockRows, b * blockRows, word, table, threshold, hits);
            }
        }
        if (whole < rows) {
            firstPass(block, rows - blockRows, blockRows, hits.quantised, limit, hits.passed, blocks);
            secondPass(block, rows - blockRows, whole, hits.passed[blocks], table, threshold, hits);
        }
    }

    /// Sums the rows of `word`, which begins at row `first`, from row `fresh` on.
    private void secondPass(
            Pq8Block block, int first, int fresh, long word, float[] table, float threshold, ScanHits hits) {
        byte[] codes = block.codes();
        int half = blockRows / 2;
        long low = (1L << half) - 1;
        long even = word & low;
        long odd = (word >>> half) & low;
        int count = hits.count;
        while ((even | odd) != 0) {
            int evenRow = 2 * Long.numberOfTrailingZeros(even);
            int oddRow = 2 * Long.numberOfTrailingZeros(odd) + 1;
            int row = first + Math.min(evenRow, oddRow);
            if (evenRow < oddRow) {
                even &= even - 1;
            } else {
                odd &= odd - 1;
            }
            if (row < fresh) {
                continue;
            }
            float sum = 0;
            int at = block.from() + row;
            for (int entries = 0; entries < block.subvectors() * Pq8Block.CENTROIDS; entries += Pq8Block.CENTROIDS) {
                sum += table[entries + (codes[at] & 0xFF)];
                at += block.stride();
            }
            if (sum <= threshold) {
                hits.rows[count] = row;
                hits.sums[count++] = sum;
            }
        }
        hits.count = count;
    }

    /// Writes the least and the greatest of the 256 entries from `table[m * 256]` to `least[m]` and
    /// `greatest[m]`. NaN among the first entries stays; elsewhere it is passed over.
    private static void range(float[] table, int m, float[] least, float[] greatest) {
        int from = m * Pq8Block.CENTROIDS;
        FloatVector least0 = FloatVector.fromArray(FLOATS, table, from);
        FloatVector least1 = least0;
        FloatVector greatest0 = least0;
        FloatVector greatest1 = least0;
        for (int c = from; c < from + Pq8Block.CENTROIDS; c += 2 * LANES) {
            FloatVector first = FloatVector.fromArray(FLOATS, table, c);
            FloatVector second = FloatVector.fromArray(FLOATS, table, c + LANES);
            least0 = least0.blend(first, first.compare(VectorOperators.LT, least0));
            least1 = least1.blend(second, second.compare(VectorOperators.LT, least1));
            greatest0 = greatest0.blend(first, first.compare(VectorOperators.GT, greatest0));
            greatest1 = greatest1.blend(second, second.compare(VectorOperators.GT, greatest1));
        }
        least[m] = least0.min(least1).reduceLanes(VectorOperators.MIN);
        greatest[m] = greatest0.max(greatest1).reduceLanes(VectorOperators.MAX);
    }

    /// Four floats would make fewer bytes than any register has: they are taken one by one. Else adding
    /// 2^23 leaves the integer part in the low bits; the half less makes it round down.
    private static void quantise(float[] table, int from, float least, float scale, byte[] quantised) {
        if (LANES < 8) {
            for (int c = from; c < from + Pq8Block.CENTROIDS; c++) {
                quantised[c] = (byte) Math.min(255, (int) ((table[c] - least) * scale));
            }
            return;
        }
        for (int c = from; c < from + Pq8Block.CENTROIDS; c += LANES) {
            FloatVector steps =
                    FloatVector.fromArray(FLOATS, table, c).sub(least).fma(scale, ROUND_DOWN);
            ((ByteVector) steps.reinterpretAsInts()
                            .max(ZERO_STEPS)
                            .min(ZERO_STEPS + 255)
                            .convertShape(VectorOperators.I2B, BYTES, 0))
                    .intoArray(quantised, c);
        }
    }
}
