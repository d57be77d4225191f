package dev.evodb.ann.rabitq;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;
import dev.evodb.ann.pq.ByteTable;

/// RaBitQ of one bit a dim as Lance scans it: the signs of a row's rotated residual, whose inner products
/// with the rotated query are added up exactly, by tables of bytes (Gao, Long: "RaBitQ", SIGMOD 2024).
///
/// `codes` are column-major bytes, bit `i` of byte `j` (least significant first) is dimension `8j + i`,
/// of as many rows as `factors` has. Immutable.
public record SignCodes(Rotation rotation, byte[] codes, RabitqFactors factors) implements PartitionCodes {
    public SignCodes {
        if (codes.length != (long) factors.rows() * rotation.dims() / 8) {
            throw new IllegalArgumentException(
                    codes.length + " code bytes for " + factors.rows() + " rows of " + rotation.dims() + " bits");
        }
    }

    @Override
    public int rows() {
        return factors.rows();
    }

    @Override
    public void prepare(ProbedQuery query) {
        int dims = rotation.dims();
        float[] rotated = query.spare(dims);
        rotation.rotate(query.residual(), rotated);
        float[] table = query.table(dims / 8 * ByteTable.ENTRIES);
        float unit = (float) (1 / Math.sqrt(dims));
        for (int j = 0; j < dims / 8; j++) {
            fill(table, j << 8, rotated, j * 8, unit);
        }
        boolean isL2 = query.type() == DistanceType.L2;
        query.setScale(isL2 ? query.centroidDistance() : query.centroidDistance() - 1, 1);
    }

    /// The inner product of eight values with each of the 256 patterns of signs.
    private static void fill(float[] table, int at, float[] rotated, int from, float unit) {
        float none = 0;
        for (int i = 0; i < 8; i++) {
            none -= rotated[from + i] * unit;
        }
        table[at] = none;
        for (int code = 1; code < ByteTable.ENTRIES; code++) {
            int lowest = Integer.numberOfTrailingZeros(code);
            table[at + code] = table[at + (code & (code - 1))] + 2 * unit * rotated[from + lowest];
        }
    }

    @Override
    public void scan(ProbedQuery query, float[] distances) {
        ByteTable.scan(codes, rows(), rotation.dims() / 8, query.table(0), distances);
        for (int row = 0; row < rows(); row++) {
            distances[row] = factors.distance(row, distances[row], query.offset());
        }
    }

    @Override
    public float distance(ProbedQuery query, int row) {
        float product = ByteTable.sum(codes, rows(), rotation.dims() / 8, query.table(0), row);
        return factors.distance(row, product, query.offset());
    }
}
