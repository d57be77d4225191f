package dev.evodb.snippets.lance;

/// Numbers of edge pack format version 1; docs/format/edge-pack.md has every byte.
public final class PackFormat {
    /// `EVPK`, little endian.
    public static final int MAGIC = 0x4B505645;

    public static final int VERSION = 1;

    /// Planes of two bits a dimension, low codes of six.
    public static final int CODE_PLANES = 1;

    /// Bits of a dimension of a row in planes.
    public static final int ROW_BITS = 2;

    /// Bits of a dimension of a row's low code.
    public static final int LOW_BITS = 6;

    /// Bits of a dimension of a centroid in planes.
    public static final int CENTROID_BITS = 4;

    /// Centroids lie around the middle of their levels.
    public static final double CENTROID_MIDDLE = 7.5;

    /// Rows lie around the middle of the levels that both codes make together.
    public static final double ROW_MIDDLE = 127.5;

    public static final int MAX_QUERY_DIMS = 4096;
    public static final int MAX_DIMS = 1024;
    public static final int MAX_CELLS = 4096;
    public static final int MAX_PARTITIONS = 65_536;
    public static final int MAX_COLUMNS = 64;
    public static final int MAX_COLUMN_NAME_BYTES = 255;
    public static final int MAX_K = 100;

    /// Most partitions that one query probes: the platform's largest number of subrequests is far below.
    public static final int MAX_PROBES = 256;

    /// Rows of a partition: a lane's number has 16 bits.
    public static final int MAX_GROUP = 65_536;

    /// Most candidates that are compared by their low codes as well.
    public static final int MAX_REFINE_ROWS = 4096;

    public static final int MAX_SPREAD = 1000;

    /// Partitions start at multiples of this, and both heads and partitions are padded to it.
    public static final int ALIGNMENT = 16;

    public static final int HEADER_BYTES = 128;
    public static final int DIGEST_BYTES = 32;
    public static final int PACK_ID_BYTES = 8;
    public static final int PARTITION_HEADER_BYTES = DIGEST_BYTES + PACK_ID_BYTES + 24;

    /// Metrics in the header.
    public static final int METRIC_L2 = 0;

    public static final int METRIC_COSINE = 1;
    public static final int METRIC_DOT = 2;

    /// Positions of header fields, u32 each.
    public static final int AT_MAGIC = 0;

    public static final int AT_VERSION = 4;
    public static final int AT_HEAD_BYTES = 8;
    public static final int AT_QUERY_DIMS = 12;
    public static final int AT_DIMS = 16;
    public static final int AT_METRIC = 20;
    public static final int AT_CELLS = 24;
    public static final int AT_PARTITIONS = 28;
    public static final int AT_ROWS = 32;
    public static final int AT_STORED_ROWS = 36;
    public static final int AT_SKIPPED_ROWS = 40;
    public static final int AT_COPIES = 44;
    public static final int AT_REFINE_ROWS = 48;
    public static final int AT_NPROBES = 52;
    public static final int AT_OPENED = 56;
    public static final int AT_SPREAD = 60;
    public static final int AT_ROW_ID_BYTES = 64;
    public static final int AT_COLUMNS = 68;
    public static final int AT_NAME_BYTES = 72;
    public static final int AT_SHARD = 76;
    public static final int AT_SHARDS = 80;
    public static final int AT_OBJECT_UNITS = 84;
    public static final int AT_PARTITION_ROWS = 88;
    public static final int AT_CODE_TYPE = 92;

    /// f32.
    public static final int AT_CENTROID_BIAS_STEP = 96;

    /// f32.
    public static final int AT_ROW_BIAS_STEP = 100;

    /// Eight bytes.
    public static final int AT_PACK_ID = 104;

    public static final int AT_HARD_PROBES = 112;

    /// f32.
    public static final int AT_HARD_SCORE = 116;

    public static final int AT_RESERVED = 120;

    /// Positions of a partition's header fields, u32 each but the pack id.
    public static final int AT_PART_PACK_ID = DIGEST_BYTES;

    public static final int AT_PART_NUMBER = 40;
    public static final int AT_PART_ROWS = 44;
    public static final int AT_PART_TEXT_BYTES = 48;
    public static final int AT_PART_RESERVED = 52;

    private PackFormat() {}

    /// Planes of codes with `bits` a dimension, and one of biases for L2.
    public static int planes(int dims, int bits, int metric) {
        return ((dims * bits + 15) >>> 4) + (metric == METRIC_L2 ? 1 : 0);
    }

    /// `bytes` rounded up to a multiple of 4.
    public static int aligned4(int bytes) {
        return (bytes + 3) & ~3;
    }

    /// `bytes` rounded up to a multiple of [#ALIGNMENT].
    public static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
