package dev.evodb.snippets.lance;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.vector.Metric;

/// The head of an edge pack: everything that choosing partitions needs. Immutable, shared by all queries.
///
/// Every count and offset is checked against the bytes that arrived and against the format's limits,
/// once, here. The checksum is not computed: see [dev.evodb.bytes.Crc32].
public final class PackHead {
    private final String name;
    private final byte[] bytes;
    private final int crc;
    private final int dims;
    private final Metric metric;
    private final int rows;
    private final int storedRows;
    private final int skippedRows;
    private final int spillCopies;
    private final int refineRows;
    private final int nprobes;
    private final int shard;
    private final int shards;
    private final int[] table;
    private final int spread;
    private final int rowIdBytes;
    private final double rowBiasStep;
    private final double centroidBiasStep;
    private final int centroidsAt;
    private final float[] dimTable;
    private final Lanes.Code centroidCode;
    private final int[] columnNameStarts;

    private PackHead(String name, PackBytes source, int[] header, Lanes lanes) {
        this.name = name;
        this.bytes = source.bytes();
        requireType(header, PackFormat.AT_VERSION, "edge pack version", PackFormat.VERSION);
        int headBytes = word(header, PackFormat.AT_HEAD_BYTES);
        if (headBytes != source.length()) {
            throw corrupt(PackFormat.AT_HEAD_BYTES, "head length", headBytes, source.length());
        }
        crc = word(header, PackFormat.AT_HEAD_CRC);
        dims = bounded(header, PackFormat.AT_DIMS, "dims", 1, PackFormat.MAX_DIMS);
        metric = metric(header);
        requireType(header, PackFormat.AT_CODE_TYPE, "code type", PackFormat.CODE_LANES);
        requireType(header, PackFormat.AT_ROTATION, "rotation", PackFormat.ROTATION_NONE);
        requireType(header, PackFormat.AT_COPY_TYPE, "copy type", PackFormat.COPY_INT8);
        requireType(header, PackFormat.AT_CENTROID_TYPE, "centroid type", PackFormat.CENTROID_LANES);
        spread = bounded(header, PackFormat.AT_SPREAD, "spread", 0, 1000);
        rowIdBytes = bounded(header, PackFormat.AT_ROW_ID_BYTES, "row id bytes", 4, 8) & ~3;
        int partitions = bounded(header, PackFormat.AT_PARTITIONS, "partitions", 1, PackFormat.MAX_PARTITIONS);
        rows = bounded(header, PackFormat.AT_ROWS, "rows", 0, Integer.MAX_VALUE);
        storedRows = bounded(header, PackFormat.AT_STORED_ROWS, "stored rows", rows, Integer.MAX_VALUE);
        skippedRows = bounded(header, PackFormat.AT_SKIPPED_ROWS, "skipped rows", 0, Integer.MAX_VALUE);
        spillCopies = bounded(header, PackFormat.AT_SPILL_COPIES, "spill copies", 1, partitions);
        refineRows = bounded(header, PackFormat.AT_REFINE_ROWS, "refine rows", 1, PackFormat.MAX_REFINE_ROWS);
        nprobes = bounded(header, PackFormat.AT_NPROBES, "nprobes", 1, partitions);
        shards = bounded(header, PackFormat.AT_SHARDS, "shards", 1, Integer.MAX_VALUE);
        shard = bounded(header, PackFormat.AT_SHARD, "shard", 0, shards - 1);
        int columns = bounded(header, PackFormat.AT_COLUMNS, "payload columns", 0, PackFormat.MAX_COLUMNS);

        boolean hasBias = metric == Metric.L2;
        int dimTableAt = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * partitions;
        centroidsAt = dimTableAt + 12 * dims;
        // At most 64 KiB of table, 48 KiB of steps and 8 MiB of centroids: no overflow.
        int planes = PackFormat.centroidPlanes(dims, hasBias);
        int namesAt = centroidsAt + PackFormat.aligned4(2 * partitions * planes);
        int nameBytes = bounded(header, PackFormat.AT_NAME_BYTES, "column name bytes", 0, PackFormat.MAX_COLUMNS * 256);
        int padded = (namesAt + nameBytes + PackFormat.ALIGNMENT - 1) & -PackFormat.ALIGNMENT;
        if (padded != headBytes) {
            throw corrupt(PackFormat.AT_HEAD_BYTES, "head length", headBytes, padded);
        }
        table = source.ints(PackFormat.HEADER_BYTES, partitions * (PackFormat.TABLE_ENTRY_BYTES / 4));
        checkTable(headBytes, header[PackFormat.AT_OBJECT_UNITS / 4]);
        dimTable = source.floats(dimTableAt, 3 * dims);
        float[] steps = source.floats(PackFormat.AT_CENTROID_BIAS_STEP, 2);
        centroidBiasStep = hasBias ? steps[0] : 0;
        rowBiasStep = hasBias ? steps[1] : 0;
        centroidCode = lanes.code(
                bytes,
                centroidsAt,
                partitions,
                PackFormat.planes(dims, PackFormat.CENTROID_BITS),
                PackFormat.CENTROID_BITS,
                hasBias);
        columnNameStarts = columnNames(columns, namesAt, namesAt + nameBytes);
    }

    /// Reads a head. `name` is what errors call the object.
    ///
    /// @throws CorruptFileException if the bytes are not a whole, consistent head
    /// @throws UnsupportedFeatureException if the pack is of another version or uses other codes
    public static PackHead parse(String name, PackBytes bytes, Lanes lanes) {
        if (bytes.length() < PackFormat.HEADER_BYTES) {
            throw Damage.of(name, -1, 0, "length of the pack", bytes.length(), PackFormat.HEADER_BYTES);
        }
        int[] header = bytes.ints(0, PackFormat.HEADER_BYTES / 4);
        if (word(header, PackFormat.AT_MAGIC) != PackFormat.MAGIC) {
            throw Damage.of(name, -1, 0, "magic number of an edge pack", word(header, 0), PackFormat.MAGIC);
        }
        return new PackHead(name, bytes, header, lanes);
    }

    private static int word(int[] header, int at) {
        return header[at >> 2];
    }

    private CorruptFileException corrupt(int offset, String what, int found, int needed) {
        return Damage.of(name, -1, offset, what, found, needed);
    }

    private int bounded(int[] header, int at, String what, int least, int most) {
        int value = word(header, at);
        if (value < least || value > most) {
            throw corrupt(at, what, value, value < least ? least : most);
        }
        return value;
    }

    private void requireType(int[] header, int at, String what, int accepted) {
        int found = word(header, at);
        if (found != accepted) {
            throw new UnsupportedFeatureException(
                    what, "" + found, "" + accepted, Location.of(name).atOffset(at));
        }
    }

    private Metric metric(int[] header) {
        return switch (word(header, PackFormat.AT_METRIC)) {
            case PackFormat.METRIC_L2 -> Metric.L2;
            case PackFormat.METRIC_COSINE -> Metric.COSINE;
            default -> {
                requireType(header, PackFormat.AT_METRIC, "metric", PackFormat.METRIC_DOT);
                yield Metric.DOT;
            }
        };
    }

    /// Partitions lie behind the head, in order, without gaps, and end where the object ends.
    private void checkTable(int headBytes, int objectUnits) {
        int next = headBytes / PackFormat.ALIGNMENT;
        int stored = 0;
        int rowBytes = PartitionLayout.rowBytes(metric, dims, rowIdBytes, 0);
        for (int p = 0; p < partitions(); p++) {
            int length = partitionBytes(p);
            int at = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * p;
            if (table[4 * p] != next) {
                throw corrupt(at, "unit of a partition", table[4 * p], next);
            }
            if (length < PackFormat.ALIGNMENT || (length & (PackFormat.ALIGNMENT - 1)) != 0) {
                throw corrupt(at + 4, "length of a partition", length, length & -PackFormat.ALIGNMENT);
            }
            // Also bounds the products of PartitionLayout.
            int most = Math.min(length / rowBytes, Math.min(storedRows - stored, PackFormat.MAX_PARTITION_ROWS));
            if (partitionRows(p) < 0 || partitionRows(p) > most) {
                throw corrupt(at + 8, "row count of a partition", partitionRows(p), most);
            }
            stored += partitionRows(p);
            next += length / PackFormat.ALIGNMENT;
            // Partitions of less than 2^31 bytes cannot jump over the negative numbers.
            if (next < 0) {
                throw corrupt(at, "unit of a partition", next, objectUnits);
            }
        }
        if (stored != storedRows) {
            throw corrupt(PackFormat.AT_STORED_ROWS, "number of stored rows", storedRows, stored);
        }
        if (next != objectUnits) {
            throw corrupt(PackFormat.AT_OBJECT_UNITS, "number of units", objectUnits, next);
        }
    }

    /// Names lie back to back, each a length byte and UTF-8.
    private int[] columnNames(int columns, int from, int to) {
        int[] starts = new int[columns];
        int at = from;
        for (int c = 0; c < columns; c++) {
            starts[c] = at;
            at += at < to ? 1 + (bytes[at] & 0xFF) : 1;
        }
        if (at != to) {
            throw corrupt(from, "end of the column names", at, to);
        }
        return starts;
    }

    /// What errors call the object.
    public String name() {
        return name;
    }

    /// The checksum that the writer stored; identifies a pack.
    public int crc() {
        return crc;
    }

    /// Bytes of the head.
    public int headBytes() {
        return bytes.length;
    }

    public int dims() {
        return dims;
    }

    public Metric metric() {
        return metric;
    }

    /// Distinct rows of this object.
    public int rows() {
        return rows;
    }

    /// Rows including spilled copies.
    public int storedRows() {
        return storedRows;
    }

    /// Rows of the source that were left out because their vector is null.
    public int skippedRows() {
        return skippedRows;
    }

    /// Most partitions that hold the same row.
    public int spillCopies() {
        return spillCopies;
    }

    /// Candidates re-ranked by their 8-bit copies, unless `k` asks for more.
    public int refineRows() {
        return refineRows;
    }

    /// Partitions to probe when the request does not say.
    public int nprobes() {
        return nprobes;
    }

    /// Which of `shards()` objects this is, from 0.
    public int shard() {
        return shard;
    }

    /// Objects that share these centroids; 1 for a pack of one object.
    public int shards() {
        return shards;
    }

    public int partitions() {
        return table.length >> 2;
    }

    /// Where partition `p` starts in the object, in units of 16 bytes: may exceed 2^31 in bytes.
    public int partitionUnit(int p) {
        return table[4 * p];
    }

    /// Bytes of partition `p`.
    public int partitionBytes(int p) {
        return table[4 * p + 1];
    }

    /// Rows of partition `p`.
    public int partitionRows(int p) {
        return table[4 * p + 2];
    }

    /// CRC-32 of the bytes of partition `p`.
    public int partitionCrc(int p) {
        return table[4 * p + 3];
    }

    /// How much choosing a partition counts against those beside it, in thousandths.
    int spread() {
        return spread;
    }

    /// 4, or 8 if a row id of the pack needs more than 32 bits.
    public int rowIdBytes() {
        return rowIdBytes;
    }

    Lanes.Code centroidCode() {
        return centroidCode;
    }

    /// What one step of a centroid's bias is worth; 0 but for L2.
    double centroidBiasStep() {
        return centroidBiasStep;
    }

    /// What one step of a row's bias is worth; 0 but for L2.
    double rowBiasStep() {
        return rowBiasStep;
    }

    /// What one step of dimension `d` of a centroid is worth.
    double centroidStep(int d) {
        return dimTable[dims + d];
    }

    /// What one step of dimension `d` of a row's code is worth.
    public double rowStep(int d) {
        return dimTable[2 * dims + d];
    }

    /// Writes centroid `p` to `out[at .. at + dims)`.
    public void centroid(int p, double[] out, int at) {
        // A word of 16 bits, big endian, holds four dimensions, the first lowest.
        int at16 = centroidsAt + 2 * p;
        int codes = 0;
        for (int d = 0; d < dims; d++) {
            if ((d & 3) == 0) {
                codes = (bytes[at16] << 8) | (bytes[at16 + 1] & 0xFF);
                at16 += 2 * partitions();
            }
            out[at + d] = dimTable[d] + dimTable[dims + d] * ((codes & 15) - 7.5);
            codes >>= 4;
        }
    }

    public int columns() {
        return columnNameStarts.length;
    }

    /// Where the UTF-8 of the name of payload column `c` starts in the head.
    public int columnNameFrom(int c) {
        return columnNameStarts[c] + 1;
    }

    /// Bytes of the name of payload column `c`.
    public int columnNameBytes(int c) {
        return bytes[columnNameStarts[c]] & 0xFF;
    }
}
