package dev.evodb.snippets.lance;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.vector.Metric;

/// The head of an edge pack: everything that choosing partitions needs. Immutable, shared by all queries.
///
/// Every count and offset is checked against the bytes that arrived and against the format's limits, once,
/// here. The checksum is not computed: see [dev.evodb.bytes.Crc32].
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
    private final float[] centroids;
    private final int[] columnNameStarts;

    private PackHead(String name, PackBytes source, int[] header) {
        this.name = name;
        this.bytes = source.bytes();
        int headBytes = word(header, PackFormat.AT_HEAD_BYTES);
        if (headBytes != source.length()) {
            throw corrupt(
                    PackFormat.AT_HEAD_BYTES,
                    "head length is " + headBytes + ", " + source.length() + " bytes arrived");
        }
        crc = word(header, PackFormat.AT_HEAD_CRC);
        dims = bounded(header, PackFormat.AT_DIMS, "dims", 1, PackFormat.MAX_DIMS);
        metric = metric(header);
        requireType(header, PackFormat.AT_CODE_TYPE, "code type", PackFormat.CODE_SIGN_BITS);
        requireType(header, PackFormat.AT_ROTATION, "rotation", PackFormat.ROTATION_NONE);
        requireType(header, PackFormat.AT_COPY_TYPE, "copy type", PackFormat.COPY_INT8);
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

        int centroidsAt = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * partitions;
        // At most 64 KiB of table and 64 MiB of centroids: no overflow.
        int namesAt = centroidsAt + 4 * partitions * dims;
        int nameBytes = bounded(header, PackFormat.AT_NAME_BYTES, "column name bytes", 0, PackFormat.MAX_COLUMNS * 256);
        int padded = (namesAt + nameBytes + PackFormat.ALIGNMENT - 1) & -PackFormat.ALIGNMENT;
        if (padded != headBytes) {
            throw corrupt(PackFormat.AT_HEAD_BYTES, "head length is " + headBytes + ", its sections need " + padded);
        }
        table = source.ints(PackFormat.HEADER_BYTES, partitions * (PackFormat.TABLE_ENTRY_BYTES / 4));
        checkTable(headBytes, header[PackFormat.AT_OBJECT_UNITS / 4]);
        centroids = source.floats(centroidsAt, partitions * dims);
        columnNameStarts = columnNames(columns, namesAt, namesAt + nameBytes);
    }

    /// Reads a head. `name` is what errors call the object.
    ///
    /// @throws CorruptFileException if the bytes are not a whole, consistent head
    /// @throws UnsupportedFeatureException if the pack is of another version or uses other codes
    public static PackHead parse(String name, PackBytes bytes) {
        if (bytes.length() < PackFormat.HEADER_BYTES) {
            throw new CorruptFileException(
                    Location.of(name),
                    "pack header needs " + PackFormat.HEADER_BYTES + " bytes, " + bytes.length() + " arrived");
        }
        int[] header = bytes.ints(0, PackFormat.HEADER_BYTES / 4);
        if (word(header, PackFormat.AT_MAGIC) != PackFormat.MAGIC) {
            throw new CorruptFileException(Location.of(name).atOffset(0), "not an edge pack: magic is not EVPK");
        }
        if (word(header, PackFormat.AT_VERSION) != PackFormat.VERSION) {
            throw new UnsupportedFeatureException(
                    "edge pack version",
                    "" + word(header, PackFormat.AT_VERSION),
                    "" + PackFormat.VERSION,
                    Location.of(name).atOffset(PackFormat.AT_VERSION));
        }
        return new PackHead(name, bytes, header);
    }

    private static int word(int[] header, int at) {
        return header[at >> 2];
    }

    private CorruptFileException corrupt(int offset, String problem) {
        return new CorruptFileException(Location.of(name).atOffset(offset), problem);
    }

    private int bounded(int[] header, int at, String what, int least, int most) {
        int value = word(header, at);
        if (value < least || value > most) {
            throw corrupt(at, what + " must be in " + least + "..=" + most + ", found " + value);
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
        int number = word(header, PackFormat.AT_METRIC);
        for (Metric candidate : Metric.values()) {
            if (PackFormat.wireNumber(candidate) == number) {
                return candidate;
            }
        }
        throw new UnsupportedFeatureException(
                "metric", "" + number, "0..=2", Location.of(name).atOffset(PackFormat.AT_METRIC));
    }

    /// Partitions lie behind the head, in order, without gaps, and end where the object ends.
    private void checkTable(int headBytes, int objectUnits) {
        int next = headBytes / PackFormat.ALIGNMENT;
        int stored = 0;
        int rowBytes = PartitionLayout.rowBytes(metric, dims, 0);
        for (int p = 0; p < partitions(); p++) {
            int length = partitionBytes(p);
            int at = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * p;
            if (table[4 * p] != next || length < PackFormat.ALIGNMENT || (length & (PackFormat.ALIGNMENT - 1)) != 0) {
                throw corrupt(
                        at, "partition " + p + " has unit " + table[4 * p] + ", needs " + next + ", length " + length);
            }
            // Also bounds the products of PartitionLayout, and with the next line the sum.
            if (partitionRows(p) < 0 || partitionRows(p) > length / rowBytes || stored > storedRows) {
                throw corrupt(at + 8, "partition " + p + " has " + partitionRows(p) + " rows in " + length + " bytes");
            }
            stored += partitionRows(p);
            next += length / PackFormat.ALIGNMENT;
            if (next < 0) {
                throw corrupt(at, "partition " + p + " ends behind unit 2147483647");
            }
        }
        if (stored != storedRows) {
            throw corrupt(PackFormat.AT_STORED_ROWS, "stored rows is " + storedRows + ", partitions have " + stored);
        }
        if (next != objectUnits) {
            throw corrupt(
                    PackFormat.AT_OBJECT_UNITS, "object has " + objectUnits + " units, partitions end at " + next);
        }
    }

    /// Names lie back to back, each a length byte and UTF-8.
    private int[] columnNames(int columns, int from, int to) {
        int[] starts = new int[columns];
        int at = from;
        for (int c = 0; c < columns; c++) {
            starts[c] = at;
            if (at >= to || at + 1 + (bytes[at] & 0xFF) > to) {
                throw corrupt(at, "name of payload column " + c + " exceeds the names section");
            }
            at += 1 + (bytes[at] & 0xFF);
        }
        if (at != to) {
            throw corrupt(at, "names section has " + (to - at) + " bytes behind the last name");
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

    /// `(partitions, dims)` row-major. Shared, not to be changed.
    public float[] centroids() {
        return centroids;
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
