package dev.evodb.ann.pq;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;
import dev.evodb.ann.kernel.Pq8Block;
import dev.evodb.ann.kernel.ScanHits;

/// Product-quantised vectors (Jegou, Douze, Schmid, 2011), `codes` column-major.
///
/// `L2` and `COSINE` code the residual of a row to its centroid, so that every probed partition needs a
/// distance table of its own; `DOT` codes the row itself, and one table serves all. `COSINE` distances
/// are squared L2 of unit vectors, about twice the cosine distance, as Lance reports them. Immutable.
public final class ProductCodes implements PartitionCodes {
    private final Codebook codebook;
    private final int rows;
    private final byte[] codes;
    private final Pq8Block block;

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
        boolean isDot = query.type() == DistanceType.DOT;
        if (isDot && !query.isNewFor(codebook)) {
            return;
        }
        int bytesOfTable = codebook.codeBytes() * ByteTable.ENTRIES;
        int entries = codebook.subvectors() << codebook.bits();
        boolean isWide = codebook.bits() == 8;
        // Codes of 4 bits are looked up in pairs.
        float[] table = query.table(isWide ? entries : bytesOfTable);
        float[] own = isWide ? table : query.spare(entries);
        if (isDot) {
            codebook.fillDot(query.kernels().tables(), query.query(), own);
            // Each of the entries brings a 1 of its own.
            query.setScale(1 - codebook.subvectors(), 1);
        } else {
            codebook.fillSquaredL2(query.kernels().tables(), query.residual(), own);
            query.setScale(0, 1);
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
        ByteTable.scan(codes, rows, codebook.codeBytes(), query.table(0), distances);
        if (query.offset() != 0) {
            for (int row = 0; row < rows; row++) {
                distances[row] += query.offset();
            }
        }
    }

    /// The bound is moved to sums, and up by more than that is rounded.
    @Override
    public void collect(ProbedQuery query, double bound, ScanHits hits) {
        float offset = query.offset();
        double rounding = (Math.abs(bound) + Math.abs(offset)) * 0x1p-22;
        query.kernels().pq8().collect(block, query.table(0), Math.nextUp((float) (bound - offset + rounding)), hits);
        hits.shift(offset);
    }

    @Override
    public float distance(ProbedQuery query, int row) {
        return ByteTable.sum(codes, rows, codebook.codeBytes(), query.table(0), row) + query.offset();
    }
}
