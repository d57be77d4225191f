package dev.evodb.ann.lance;

import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.pq.ByteTable;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.rabitq.MatrixRotation;
import dev.evodb.ann.rabitq.RabitqFactors;
import dev.evodb.ann.rabitq.Rotation;
import dev.evodb.ann.rabitq.SignCodes;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Locale;

/// RaBitQ codes of one bit a dimension. Source: columns `_rabit_codes`, `__add_factors` and
/// `__scale_factors`.
record RabitStorage(
        Rotation rotation, boolean isPacked, IndexColumn codes, IndexColumn addFactors, IndexColumn scaleFactors)
        implements CodeStorage {
    private static final int BLOCK_ROWS = 32;

    /// Row of a block, of the first sixteen, whose code is in byte `x` of those of a code byte.
    private static final int[] ROW_ORDER = {0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15};

    static RabitStorage open(StorageMetadata metadata, int centroidDims) throws IOException {
        int dims = metadata.dims("code_dim", centroidDims);
        int bits = metadata.integer("num_bits");
        if (bits != 1 || dims % 8 != 0) {
            throw new UnsupportedFeatureException(
                    "RQ codes", bits + " bit of " + dims + " dims", "1 bit of a multiple of 8 dims", metadata.at());
        }
        String estimator = metadata.json().path("query_estimator").asText("");
        if (!estimator.isEmpty() && !estimator.toLowerCase(Locale.ROOT).startsWith("residual")) {
            throw new UnsupportedFeatureException("RQ query estimator", estimator, "of residuals", metadata.at());
        }
        return new RabitStorage(
                rotation(metadata, dims),
                metadata.json().path("packed").asBoolean(false),
                IndexColumn.ofLists(metadata.file(), "_rabit_codes", "uint8", dims / 8),
                IndexColumn.of(metadata.file(), "__add_factors", "float"),
                IndexColumn.of(metadata.file(), "__scale_factors", "float"));
    }

    private static Rotation rotation(StorageMetadata metadata, int dims) throws IOException {
        String type = metadata.json().path("rotation_type").asText("matrix");
        return switch (type) {
            case "fast" -> {
                byte[] signs = metadata.bytes("fast_rotation_signs");
                if (signs.length != FastRotation.signBytes(dims)) {
                    throw new CorruptFileException(
                            metadata.at(),
                            "fast_rotation_signs has " + signs.length + " bytes, " + dims + " dims need "
                                    + FastRotation.signBytes(dims));
                }
                yield new FastRotation(dims, signs);
            }
            case "matrix" -> {
                Tensor matrix = metadata.tensor("rotate_mat_position", "RQ rotation");
                if (matrix.values().length != (long) dims * dims) {
                    throw new CorruptFileException(
                            metadata.at(),
                            "RQ rotation has " + matrix.values().length + " values, " + dims + " dims need "
                                    + (long) dims * dims);
                }
                yield new MatrixRotation(dims, matrix.values());
            }
            default -> throw new UnsupportedFeatureException("RQ rotation", type, "fast, matrix", metadata.at());
        };
    }

    @Override
    public PartitionCodes read(long from, int count) throws IOException {
        byte[] bytes = codes.bytes(from, count);
        return new SignCodes(
                rotation,
                isPacked ? unpack(bytes, count, codes.width()) : ByteTable.transpose(bytes, count, codes.width()),
                new RabitqFactors(addFactors.floats(from, count), scaleFactors.floats(from, count)));
    }

    /// Column-major codes of packed ones: blocks of 32 rows, in which the 32 bytes of a code byte hold
    /// the low halves of the rows' codes, then the high ones, each byte one of the first sixteen rows in
    /// its low half and one of the others in its high half; and the rows that fill no block,
    /// column-major.
    static byte[] unpack(byte[] packed, int rows, int codeBytes) {
        byte[] columns = new byte[packed.length];
        int blocked = rows - rows % BLOCK_ROWS;
        for (int block = 0; block < blocked; block += BLOCK_ROWS) {
            for (int j = 0; j < codeBytes; j++) {
                int at = block * codeBytes + j * BLOCK_ROWS;
                for (int x = 0; x < ROW_ORDER.length; x++) {
                    int low = packed[at + x];
                    int high = packed[at + ROW_ORDER.length + x];
                    int row = j * rows + block + ROW_ORDER[x];
                    columns[row] = (byte) ((low & 0x0F) | (high & 0x0F) << 4);
                    columns[row + ROW_ORDER.length] = (byte) ((low & 0xF0) >>> 4 | (high & 0xF0));
                }
            }
        }
        int left = rows - blocked;
        for (int j = 0; j < codeBytes; j++) {
            System.arraycopy(packed, blocked * codeBytes + j * left, columns, j * rows + blocked, left);
        }
        return columns;
    }
}
