package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
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
/// [#near] bounds in the same way, with one more step for rows' terms and what their floats round; what
/// the caller's numbers round it has to add to the bound itself.
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
    private static final int LINE_BYTES = 64;

    /// A float has eight steps to one of these.
    private static final double MOST_STEPS = 1e6;

    /// As many sums as there are floats in a register.
    private static final VectorSpecies<Short> HALVES =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, 16 * LANES)));

    /// At most the rows of a block.
    private static final VectorSpecies<Short> SUMS = ShortVector.SPECIES_128;

    private final Pq8Scan plain = new PlainPq8Scan();
    private final int blockRows;

    /// @param blockRows rows that are summed at a time
    VectorPq8Scan(int blockRows) {
        this.blockRows = blockRows;
    }

    /// Writes the quantised sums of `count` rows, a multiple of `blockRows`, from row `first` on to
    /// `sums[to .. to + count)`, block by block in the order of [#lane].
    abstract void firstPass(Pq8Block block, int first, int count, byte[] quantised, short[] sums, int to);

    @Override
    public final void sums(Pq8Block block, float[] table, float[] sums) {
        plain.sums(block, table, sums);
    }

    @Override
    public final void collect(Pq8Block block, float[] table, float threshold, ScanHits hits) {
        int subvectors = block.subvectors();
        int rows = block.rows();
        Pq8Bytes bytes = hits.bytes;
        if (rows < 2 * blockRows || subvectors > MOST_SUBVECTORS || !(threshold < Float.POSITIVE_INFINITY)) {
            plain.collect(block, table, threshold, hits);
            return;
        }
        hits.room(rows);
        measure(table, subvectors, bytes);
        double rounding = subvectors * 0x1p-22 * bytes.magnitude;
        double left = threshold - bytes.lowest;
        if (left < -rounding) {
            return;
        }
        double scale = STEPS / Math.min(left, bytes.widest);
        double limit = scale * (left + rounding) + 1;
        if (!(left > rounding) || !(limit < Short.MAX_VALUE * 1e3) || !(scale < 1e30)) {
            plain.collect(block, table, threshold, hits);
            return;
        }
        quantise(bytes, scale);
        int blocks = sumBlocks(block, bytes, hits);
        short most = (short) Math.min(limit, Short.MAX_VALUE);
        for (int b = 0; b < blocks; b++) {
            long word = atMost(hits.blockSums, b * blockRows, most);
            if (word != 0) {
                secondPass(block, first(block, b), b * blockRows, word, table, threshold, hits);
            }
        }
    }

    @Override
    public final void prepare(float[] table, int subvectors, Pq8Bytes bytes) {
        measure(table, subvectors, bytes);
        double scale = STEPS / bytes.widest;
        bytes.scale = subvectors <= MOST_SUBVECTORS && scale < 1e30 ? scale : 0;
        if (bytes.scale > 0) {
            quantise(bytes, scale);
        }
    }

    @Override
    public final Pq8Terms terms(float[] terms) {
        int rows = terms.length;
        int blocks = rows < 2 * blockRows ? 0 : (rows + blockRows - 1) / blockRows;
        float[] arranged = new float[blocks * blockRows];
        for (int b = 0; b < blocks; b++) {
            int first = Math.min(b * blockRows, rows - blockRows);
            for (int i = 0; i < blockRows; i++) {
                arranged[b * blockRows + lane(i)] = terms[first + i];
            }
        }
        return Pq8Terms.of(terms, arranged);
    }

    @Override
    public final void near(Pq8Block block, Pq8Bytes bytes, Pq8Terms terms, double bound, ScanHits hits) {
        double scale = bytes.scale;
        double limit = scale * (bound - bytes.lowest) + 2;
        if (!(scale > 0)
                || terms.arranged().length == 0
                || !(Math.abs(limit) < MOST_STEPS)
                || !(scale * terms.magnitude() < MOST_STEPS)) {
            plain.near(block, bytes, terms, bound, hits);
            return;
        }
        hits.room(block.rows());
        int blocks = sumBlocks(block, bytes, hits);
        for (int b = 0; b < blocks; b++) {
            long word = below(hits.blockSums, terms.arranged(), b * blockRows, (float) limit, (float) -scale);
            if (word != 0) {
                collectRows(first(block, b), b * blockRows, word, hits);
            }
        }
    }

    /// The place of row `i` of a block: bytes are widened as those at even and those at odd places.
    private int lane(int i) {
        return i / 2 + (i % 2) * (blockRows / 2);
    }

    /// The first row of a block: the last one ends with the rows, and may begin with rows of the one
    /// before.
    private int first(Pq8Block block, int number) {
        return Math.min(number * blockRows, block.rows() - blockRows);
    }

    /// Answers the number of blocks, at least two, whose sums are in `hits` now.
    private int sumBlocks(Pq8Block block, Pq8Bytes bytes, ScanHits hits) {
        int rows = block.rows();
        int whole = rows - rows % blockRows;
        if (hits.blockSums.length < whole + blockRows) {
            hits.blockSums = new short[whole + blockRows];
        }
        hits.touched += touch(block);
        firstPass(block, 0, whole, bytes.quantised, hits.blockSums, 0);
        if (whole == rows) {
            return rows / blockRows;
        }
        firstPass(block, rows - blockRows, blockRows, bytes.quantised, hits.blockSums, whole);
        return rows / blockRows + 1;
    }

    /// Reads a code of each line. A first pass goes from column to column, which no prefetcher follows: it
    /// would wait for every line in turn.
    private static int touch(Pq8Block block) {
        byte[] codes = block.codes();
        boolean isDense = block.stride() < block.rows() + LINE_BYTES;
        int columns = isDense ? 1 : block.subvectors();
        int length = isDense ? (block.subvectors() - 1) * block.stride() + block.rows() : block.rows();
        int sum = 0;
        for (int m = 0; m < columns; m++) {
            int from = block.from() + m * block.stride();
            for (int i = 0; i < length; i += LINE_BYTES) {
                sum += codes[from + i];
            }
        }
        return sum;
    }

    /// Which sums of the block that begins `from` are at most `limit`.
    private long atMost(short[] sums, int from, short limit) {
        long word = 0;
        for (int i = 0; i < blockRows; i += SUMS.length()) {
            word |= ShortVector.fromArray(SUMS, sums, from + i)
                            .compare(VectorOperators.LE, limit)
                            .toLong()
                    << i;
        }
        return word;
    }

    /// Which sums of the block that begins `from` are at most `limit + factor * term`.
    private long below(short[] sums, float[] terms, int from, float limit, float factor) {
        long word = 0;
        FloatVector factors = FloatVector.broadcast(FLOATS, factor);
        for (int i = 0; i < blockRows; i += LANES) {
            FloatVector sum = (FloatVector)
                    ShortVector.fromArray(HALVES, sums, from + i).convertShape(VectorOperators.S2F, FLOATS, 0);
            FloatVector most =
                    FloatVector.fromArray(FLOATS, terms, from + i).fma(factors, FloatVector.broadcast(FLOATS, limit));
            word |= sum.compare(VectorOperators.LE, most).toLong() << i;
        }
        return word;
    }

    private void collectRows(int first, int fresh, long word, ScanHits hits) {
        int half = blockRows / 2;
        long even = word & (1L << half) - 1;
        long odd = word >>> half;
        while ((even | odd) != 0) {
            int evenRow = 2 * Long.numberOfTrailingZeros(even);
            int oddRow = 2 * Long.numberOfTrailingZeros(odd) + 1;
            if (evenRow < oddRow) {
                even &= even - 1;
            } else {
                odd &= odd - 1;
            }
            int row = first + Math.min(evenRow, oddRow);
            if (row >= fresh) {
                hits.rows[hits.count++] = row;
            }
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

    private static void measure(float[] table, int subvectors, Pq8Bytes bytes) {
        bytes.room(table, subvectors);
        for (int m = 0; m < subvectors; m++) {
            range(table, m, bytes.least, bytes.greatest);
            float least = bytes.least[m];
            float greatest = bytes.greatest[m];
            bytes.lowest += least;
            bytes.magnitude += Math.max(Math.abs(least), Math.abs(greatest));
            bytes.widest = Math.max(bytes.widest, greatest - least);
        }
    }

    private static void quantise(Pq8Bytes bytes, double scale) {
        for (int m = 0; m < bytes.subvectors; m++) {
            quantise(bytes.table, m * Pq8Block.CENTROIDS, bytes.least[m], (float) scale, bytes.quantised);
        }
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
