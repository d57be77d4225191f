package dev.evodb.snippets.lance;

/// Numbers of edge pack format version 1; docs/format/edge-pack.md has every byte.
///
/// ```
/// head       : header (128) | partition table (16 each) | means, steps of centroids, steps of residuals
///            : (f32 a dim each) | centroid planes | [centroid biases] | column names | padding to 16
/// partition  : rows, partition, data length, 0 | scales | [norms] | row ids low | [row ids high]
///            : payload offsets | code planes | [biases] | copies | payload data | padding to 16
/// ```
public final class PackFormat {
    /// `EVPK`, little endian.
    public static final int MAGIC = 0x4B505645;

    public static final int VERSION = 1;

    /// Residuals in planes, [#CODE_BITS] a dimension.
    public static final int CODE_LANES = 2;

    /// Bits of a dimension of a row's code.
    public static final int CODE_BITS = 2;

    /// Centroids in planes, [#CENTROID_BITS] a dimension.
    public static final int CENTROID_LANES = 1;

    /// Bits of a dimension of a centroid.
    public static final int CENTROID_BITS = 4;

    /// Codes are of the vectors as they are.
    public static final int ROTATION_NONE = 0;

    /// Signed bytes with one scale a row.
    public static final int COPY_INT8 = 1;

    public static final int MAX_DIMS = 4096;
    public static final int MAX_PARTITIONS = 4096;
    public static final int MAX_COLUMNS = 64;
    public static final int MAX_COLUMN_NAME_BYTES = 255;
    public static final int MAX_K = 100;

    /// Rows of a partition: a lane's row number has 16 bits.
    public static final int MAX_PARTITION_ROWS = 65_536;

    /// Most candidates that are re-ranked by their 8-bit copies.
    public static final int MAX_REFINE_ROWS = 65_536;

    /// Partitions start at multiples of this, and both heads and partitions are padded to it.
    public static final int ALIGNMENT = 16;

    public static final int HEADER_BYTES = 128;
    public static final int TABLE_ENTRY_BYTES = 16;
    public static final int PARTITION_HEADER_BYTES = 16;

    /// Metrics in the header.
    public static final int METRIC_L2 = 0;

    public static final int METRIC_COSINE = 1;
    public static final int METRIC_DOT = 2;

    /// Positions of header fields, u32 each.
    public static final int AT_MAGIC = 0;

    public static final int AT_VERSION = 4;
    public static final int AT_HEAD_BYTES = 8;
    public static final int AT_HEAD_CRC = 12;
    public static final int AT_DIMS = 16;
    public static final int AT_METRIC = 20;
    public static final int AT_PARTITIONS = 24;
    public static final int AT_CODE_TYPE = 28;
    public static final int AT_ROTATION = 32;
    public static final int AT_COPY_TYPE = 36;
    public static final int AT_ROWS = 40;
    public static final int AT_STORED_ROWS = 44;
    public static final int AT_SKIPPED_ROWS = 48;
    public static final int AT_SPILL_COPIES = 52;
    public static final int AT_COLUMNS = 56;
    public static final int AT_NAME_BYTES = 60;
    public static final int AT_REFINE_ROWS = 64;
    public static final int AT_NPROBES = 68;
    public static final int AT_SHARD = 72;
    public static final int AT_SHARDS = 76;
    public static final int AT_OBJECT_UNITS = 80;
    public static final int AT_CENTROID_TYPE = 84;
    public static final int AT_SPREAD = 88;
    public static final int AT_ROW_ID_BYTES = 92;

    /// f32.
    public static final int AT_CENTROID_BIAS_STEP = 96;

    /// f32.
    public static final int AT_ROW_BIAS_STEP = 100;

    public static final int AT_RESERVED = 104;

    private PackFormat() {}

    /// Planes of codes with `bits` a dimension, without that of the biases.
    public static int planes(int dims, int bits) {
        return (dims * bits + 15) >>> 4;
    }

    /// Planes of the rows of a partition: L2 has one more for biases.
    public static int codePlanes(int dims, boolean hasBias) {
        return planes(dims, CODE_BITS) + (hasBias ? 1 : 0);
    }

    /// Planes of the centroids: L2 has one more for biases.
    public static int centroidPlanes(int dims, boolean hasBias) {
        return planes(dims, CENTROID_BITS) + (hasBias ? 1 : 0);
    }

    /// Queries become integers in `-queryMax ..= queryMax`: as fine as possible while `dims * 128 *
    /// queryMax < 2^31`, so that no inner product with a copy overflows.
    public static int queryMax(int dims) {
        return Math.min(32_767, Integer.MAX_VALUE / 128 / dims);
    }

    /// `bytes` rounded up to a multiple of 4.
    public static int aligned4(int bytes) {
        return (bytes + 3) & ~3;
    }
}
