package dev.evodb.ann.pq;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;
import dev.evodb.ann.kernel.Pq8Block;
import dev.evodb.ann.kernel.Pq8Scan;
import dev.evodb.ann.kernel.Pq8Terms;
import dev.evodb.ann.kernel.ScanHits;
import org.jspecify.annotations.Nullable;

/// Product-quantised vectors (Jegou, Douze, Schmid, 2011), `codes` column-major.
///
/// `L2` and `COSINE` code the residual of a row to its centroid, so that every probed partition has a
/// distance table of its own, which is spared where few rows are near enough; `DOT` codes the row itself,
/// and one table serves all. `COSINE` distances are squared L2 of unit vectors, about twice the cosine
/// distance, as Lance reports them. Immutable.
public final class ProductCodes implements PartitionCodes {
    /// Fewer rows are scanned at once with a table of their own.
    private static final int LEAST_ROWS = 64;

    /// Rows whose distances cost as much as a table.
    private static final int MOST_WITHOUT_TABLE = 24;

    private final Codebook codebook;
    private final int rows;
    private final byte[] codes;
    private final Pq8Block block;

    /// Made when a query first needs it; always the same.
    private volatile @Nullable Pq8Terms terms;

    public ProductCodes(Codebook codebook, int rows, byte[] codes) {
        if (codes.length != (long) rows * codebook.codeBytes()) {
            throw new IllegalArgumentException(
                    codes.length + " code bytes for " + rows + " rows of " + codebook.codeBytes());
        }
        this.codebook = codebook;
        this.rows = rows;
        this.codes = codes;
        this.block = new Pq8Block(codes, 0, rows, rows, codebook.codeBytes());
    }

    public Codebook codebook() {
        return codebook;
    }

    /// Column-major, shared: byte `j` of row `i` at `j * rows + i`.
    public byte[] codes() {
        return codes;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void prepare(ProbedQuery query) {
        if (query.type() != DistanceType.DOT) {
            query.setScale(0, 1);
            return;
        }
        if (query.isNewFor(codebook)) {
            fill(query);
            // Each of the entries brings a 1 of its own.
            query.setScale(1 - codebook.subvectors(), 1);
        }
    }

    /// The distance table, of the partition unless the metric is `DOT`: made when it is first needed.
    private float[] table(ProbedQuery query) {
        if (query.type() != DistanceType.DOT && query.needsTable(this)) {
            fill(query);
        }
        return query.table(0);
    }

    private void fill(ProbedQuery query) {
        int entries = codebook.subvectors() << codebook.bits();
        boolean isWide = codebook.bits() == 8;
        // Codes of 4 bits are looked up in pairs.
        float[] table = query.table(isWide ? entries : codebook.codeBytes() * ByteTable.ENTRIES);
        float[] own = isWide ? table : query.spare(entries);
        if (query.type() == DistanceType.DOT) {
            codebook.fillDot(query.kernels().tables(), query.query(), own);
        } else {
            codebook.fillSquaredL2(query.kernels().tables(), query.residual(), own);
        }
        if (!isWide) {
            pair(own, table);
        }
    }

    /// The table of bytes of two codes each, the first in the low half.
    private void pair(float[] halves, float[] table) {
        for (int j = 0; j < codebook.codeBytes(); j++) {
            for (int code = 0; code < ByteTable.ENTRIES; code++) {
                table[(j << 8) + code] = halves[(j << 5) + (code & 15)] + halves[(j << 5) + 16 + (code >>> 4)];
            }
        }
    }

    @Override
    public void scan(ProbedQuery query, float[] distances) {
        ByteTable.scan(codes, rows, codebook.codeBytes(), table(query), distances);
        if (query.offset() != 0) {
            for (int row = 0; row < rows; row++) {
                distances[row] += query.offset();
            }
        }
    }

    @Override
    public void collect(ProbedQuery query, double bound, ScanHits hits) {
        boolean hasTable = query.type() == DistanceType.DOT || query.hasTable(this);
        if (!hasTable && codebook.bits() == 8 && rows >= LEAST_ROWS && bound < Double.POSITIVE_INFINITY) {
            collectNear(query, bound, hits);
            return;
        }
        // The bound is moved to sums, and up by more than that is rounded.
        float offset = query.offset();
        double rounding = (Math.abs(bound) + Math.abs(offset)) * 0x1p-22;
        query.kernels().pq8().collect(block, table(query), Math.nextUp((float) (bound - offset + rounding)), hits);
        hits.shift(offset);
    }

    /// With `r` for what the code of a row stands for, `|q - c - r|^2 = |q - c|^2 + (|r|^2 + 2 c.r) - 2
    /// q.r`: the last term comes of one table for all partitions, the bracket is the row's. That tells
    /// which rows may be near enough; only these are compared as the index wants it, without a table if
    /// they are few.
    private void collectNear(ProbedQuery query, double bound, ScanHits hits) {
        Pq8Scan kernel = query.kernels().pq8();
        if (query.isNewFor(codebook)) {
            float[] products = query.spare(codebook.subvectors() << 8);
            codebook.fillMinusDot(query.kernels().tables(), query.query(), products);
            for (int i = 0; i < codebook.subvectors() << 8; i++) {
                products[i] *= 2;
            }
            kernel.prepare(products, codebook.subvectors(), query.bytes());
        }
        Pq8Terms known = terms;
        if (known == null) {
            known = kernel.terms(rowTerms(query));
            terms = known;
        }
        double magnitude =
                Math.abs(bound) + query.centroidDistance() + query.bytes().magnitude() + known.magnitude();
        double rounding = (codebook.dims() + 64) * 0x1p-22 * magnitude;
        kernel.near(block, query.bytes(), known, bound - query.centroidDistance() + rounding, hits);
        boolean areMany = hits.count() > MOST_WITHOUT_TABLE;
        float[] table = areMany ? table(query) : query.residual();
        for (int i = 0; i < hits.count(); i++) {
            int row = hits.row(i);
            hits.sum(i, areMany ? ByteTable.sum(codes, rows, codebook.codeBytes(), table, row) : sum(table, row));
        }
    }

    /// `|r|^2 + 2 c.r` of each row.
    private float[] rowTerms(ProbedQuery query) {
        float[] result = new float[rows];
        int width = codebook.width();
        float[] words = codebook.centroids();
        float[] centroids = query.centroids();
        for (int row = 0; row < rows; row++) {
            double term = 0;
            for (int m = 0; m < codebook.subvectors(); m++) {
                int word = (m * Codebook.CODES + (codes[m * rows + row] & 0xFF)) * width;
                int dims = query.centroidAt() + m * width;
                for (int d = 0; d < width; d++) {
                    term += words[word + d] * (words[word + d] + 2.0 * centroids[dims + d]);
                }
            }
            result[row] = (float) term;
        }
        return result;
    }

    /// The sum of the entries that a table would have, bit by bit: see
    /// [dev.evodb.ann.kernel.DistanceTables].
    private float sum(float[] residual, int row) {
        int width = codebook.width();
        float[] words = codebook.centroids();
        float sum = 0;
        for (int m = 0; m < codebook.subvectors(); m++) {
            int word = (m * Codebook.CODES + (codes[m * rows + row] & 0xFF)) * width;
            float entry = 0;
            for (int d = 0; d < width; d++) {
                float difference = residual[m * width + d] - words[word + d];
                entry += difference * difference;
            }
            sum += entry;
        }
        return sum;
    }

    @Override
    public float distance(ProbedQuery query, int row) {
        return ByteTable.sum(codes, rows, codebook.codeBytes(), table(query), row) + query.offset();
    }
}
