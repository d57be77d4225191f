package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.snippets.lance.HeadLayout;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PartitionLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// What docs/format/edge-pack.md says of bytes, as checks: after them nothing that the unchecked views
/// read lies outside of its section, and no sum of a search is infinite or NaN.
final class PackChecks {
    /// Largest magnitude of a number that is multiplied with others.
    static final float MAX_VALUE = 1e15f;

    /// Preferences are added to scores, which are sums of products.
    private static final float MAX_PREFERENCE = 1e34f;

    /// The high half of a row id is below this: ids are below 2^53.
    private static final int MAX_ID_HIGH = 1 << 21;

    private PackChecks() {}

    /// Checks a head, `bytes` being as many as it says. `objectBytes` is the length of the object.
    ///
    /// @throws CorruptFileException if the bytes are not a whole, consistent head of that object
    /// @throws UnsupportedFeatureException if the pack is of another version or uses other codes
    static void head(String name, byte[] bytes, long objectBytes) {
        new Head(name, bytes).check(objectBytes);
    }

    /// The length that a head says it has, from the first bytes of an object.
    ///
    /// @throws CorruptFileException if these are not the first bytes of a pack, or the object is shorter
    /// @throws UnsupportedFeatureException if the pack is of another version
    static int headBytes(String name, byte[] header, long objectBytes) {
        if (header.length < PackFormat.HEADER_BYTES) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(0),
                    "length of the pack is " + header.length + ", needs " + PackFormat.HEADER_BYTES);
        }
        Head head = new Head(name, header);
        head.checkIdentity();
        int length = head.field(PackFormat.AT_HEAD_BYTES);
        if (length < PackFormat.HEADER_BYTES || length > objectBytes || length % PackFormat.ALIGNMENT != 0) {
            throw head.corrupt(
                    PackFormat.AT_HEAD_BYTES, "head length", length, "a multiple of 16 up to " + objectBytes);
        }
        return length;
    }

    /// Checks partition `number` of a checked head, `bytes` being exactly the partition.
    ///
    /// @throws CorruptFileException if the bytes are not that partition
    static void partition(String name, byte[] head, int number, byte[] bytes) {
        new Partition(name, head, number, bytes).check();
    }

    private static final class Head {
        private final String name;
        private final byte[] bytes;

        Head(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        int field(int at) {
            return LittleEndian.readInt(bytes, at);
        }

        CorruptFileException corrupt(long at, String what, Object found, Object needed) {
            return new CorruptFileException(
                    Location.of(name).atOffset(at), what + " is " + found + ", needs " + needed);
        }

        void checkIdentity() {
            if (field(PackFormat.AT_MAGIC) != PackFormat.MAGIC) {
                throw corrupt(0, "magic number of an edge pack", field(PackFormat.AT_MAGIC), PackFormat.MAGIC);
            }
            requireType(PackFormat.AT_VERSION, "edge pack version", PackFormat.VERSION);
        }

        private void requireType(int at, String what, int accepted) {
            if (field(at) != accepted) {
                throw new UnsupportedFeatureException(
                        what,
                        Integer.toString(field(at)),
                        Integer.toString(accepted),
                        Location.of(name).atOffset(at));
            }
        }

        private int bounded(int at, String what, int least, int most) {
            int value = field(at);
            if (value < least || value > most) {
                throw corrupt(at, what, value, least + "..=" + most);
            }
            return value;
        }

        void check(long objectBytes) {
            checkIdentity();
            requireType(PackFormat.AT_CODE_TYPE, "code type", PackFormat.CODE_PLANES);
            int queryDims = bounded(PackFormat.AT_QUERY_DIMS, "dims of queries", 1, PackFormat.MAX_QUERY_DIMS);
            int dims = bounded(PackFormat.AT_DIMS, "dims", 1, Math.min(queryDims, PackFormat.MAX_DIMS));
            int metric = field(PackFormat.AT_METRIC);
            if (metric != PackFormat.METRIC_L2 && metric != PackFormat.METRIC_COSINE) {
                requireType(PackFormat.AT_METRIC, "metric", PackFormat.METRIC_DOT);
            }
            int partitions = bounded(PackFormat.AT_PARTITIONS, "partitions", 1, PackFormat.MAX_PARTITIONS);
            int cells = bounded(PackFormat.AT_CELLS, "cells", 1, Math.min(partitions, PackFormat.MAX_CELLS));
            int cellSize = (partitions + cells - 1) / cells;
            if ((long) (cells - 1) * cellSize >= partitions) {
                throw corrupt(PackFormat.AT_CELLS, "cells", cells, (partitions + cellSize - 1) / cellSize);
            }
            int rows = bounded(PackFormat.AT_ROWS, "rows", 0, Integer.MAX_VALUE);
            bounded(PackFormat.AT_STORED_ROWS, "stored rows", rows, Integer.MAX_VALUE);
            bounded(PackFormat.AT_SKIPPED_ROWS, "rows without a vector", 0, Integer.MAX_VALUE);
            bounded(PackFormat.AT_COPIES, "most partitions of a row", 1, partitions);
            bounded(PackFormat.AT_REFINE_ROWS, "refine rows", 1, PackFormat.MAX_REFINE_ROWS);
            bounded(PackFormat.AT_NPROBES, "nprobes", 1, partitions);
            bounded(PackFormat.AT_OPENED, "opened cells", 1, cells);
            if (field(PackFormat.AT_HARD_PROBES) != 0) {
                bounded(PackFormat.AT_HARD_PROBES, "probes of a hard query", field(PackFormat.AT_NPROBES), partitions);
            }
            checkFloats(PackFormat.AT_HARD_SCORE, 1, "the score of a hard query", -Float.MAX_VALUE, Float.MAX_VALUE);
            bounded(PackFormat.AT_SPREAD, "spread", 0, PackFormat.MAX_SPREAD);
            if (field(PackFormat.AT_ROW_ID_BYTES) != 4 && field(PackFormat.AT_ROW_ID_BYTES) != 8) {
                throw corrupt(
                        PackFormat.AT_ROW_ID_BYTES, "bytes of a row id", field(PackFormat.AT_ROW_ID_BYTES), "4 or 8");
            }
            int columns = bounded(PackFormat.AT_COLUMNS, "payload columns", 0, PackFormat.MAX_COLUMNS);
            int nameBytes = bounded(
                    PackFormat.AT_NAME_BYTES,
                    "bytes of column names",
                    columns,
                    columns * (1 + PackFormat.MAX_COLUMN_NAME_BYTES));
            int shards = bounded(PackFormat.AT_SHARDS, "shards", 1, Integer.MAX_VALUE);
            bounded(PackFormat.AT_SHARD, "shard", 0, shards - 1);
            bounded(PackFormat.AT_PARTITION_ROWS, "rows of the largest partition", 0, PackFormat.MAX_GROUP);
            requireZeros(PackFormat.AT_RESERVED, PackFormat.HEADER_BYTES, "a reserved byte");
            boolean isL2 = metric == PackFormat.METRIC_L2;
            checkFloats(PackFormat.AT_CENTROID_BIAS_STEP, 2, "a bias step", 0, isL2 ? Float.MAX_VALUE : 0);

            HeadLayout layout = HeadLayout.of(queryDims, dims, metric, cells, partitions, nameBytes);
            if (layout.end() != bytes.length) {
                throw corrupt(PackFormat.AT_HEAD_BYTES, "head length", bytes.length, layout.end());
            }
            checkUnits(layout, partitions, objectBytes);
            checkFloats(layout.preferences(), partitions, "a preference", -MAX_PREFERENCE, MAX_PREFERENCE);
            checkFloats(layout.means(), dims, "a mean of centroids", -MAX_VALUE, MAX_VALUE);
            checkFloats(layout.centroidSteps(), dims, "a centroid step", 0, MAX_VALUE);
            checkFloats(layout.rowSteps(), dims, "a row step", 0, MAX_VALUE);
            if (dims < queryDims) {
                checkFloats(layout.projection(), dims, "a scale of the projection", 0, MAX_VALUE);
                requireZeros(
                        layout.projection() + 4 * dims + dims * queryDims, layout.cells(), "padding of the projection");
            }
            checkCentroids(layout.cells(), cells, dims, metric, layout.centroids());
            checkCentroids(layout.centroids(), partitions, dims, metric, layout.names());
            checkNames(layout.names(), nameBytes, columns);
            requireZeros(layout.names() + nameBytes, layout.end(), "padding of the head");
        }

        private void requireZeros(int from, int to, String what) {
            for (int at = from; at < to; at++) {
                if (bytes[at] != 0) {
                    throw corrupt(at, what, bytes[at], 0);
                }
            }
        }

        private void checkFloats(int from, int count, String what, float least, float most) {
            for (int at = from; at < from + 4 * count; at += 4) {
                float value = LittleEndian.readFloat(bytes, at);
                // False for NaN as well.
                if (!(value >= least && value <= most)) {
                    throw corrupt(at, what, value, least + "..=" + most);
                }
            }
        }

        private void checkCentroids(int from, int count, int dims, int metric, int to) {
            checkPlanes(name, -1, 0, bytes, from, count, dims, PackFormat.CENTROID_BITS, metric);
            int planes = PackFormat.planes(dims, PackFormat.CENTROID_BITS, metric);
            requireZeros(from + 2 * count * planes, to, "padding of the planes");
        }

        /// Partitions lie behind the head, in order, and end where the object ends.
        private void checkUnits(HeadLayout layout, int partitions, long objectBytes) {
            int least = bytes.length / PackFormat.ALIGNMENT;
            for (int p = 0; p <= partitions; p++) {
                int at = layout.units() + 4 * p;
                int unit = field(at);
                if (p == 0 ? unit != least : unit < least) {
                    throw corrupt(at, "start of a partition", unit, (p == 0 ? "" : "at least ") + least);
                }
                least = unit + PackFormat.PARTITION_HEADER_BYTES / PackFormat.ALIGNMENT;
                if (least < 0) {
                    throw corrupt(at, "start of a partition", unit, "less");
                }
            }
            int end = field(layout.units() + 4 * partitions);
            int units = field(PackFormat.AT_OBJECT_UNITS);
            if (units != end) {
                throw corrupt(PackFormat.AT_OBJECT_UNITS, "units of the object", units, end);
            }
            if ((long) units * PackFormat.ALIGNMENT != objectBytes) {
                throw corrupt(
                        PackFormat.AT_OBJECT_UNITS,
                        "length of the object",
                        objectBytes,
                        (long) units * PackFormat.ALIGNMENT);
            }
        }

        private void checkNames(int from, int nameBytes, int columns) {
            int at = from;
            Set<String> names = new HashSet<>();
            for (int c = 0; c < columns; c++) {
                int length = at < from + nameBytes ? bytes[at] & 0xFF : nameBytes;
                if (at + 1 + length > from + nameBytes) {
                    throw corrupt(at, "end of column name " + c, at + 1L + length, "at most " + (from + nameBytes));
                }
                if (!Json.isUtf8(bytes, at + 1, at + 1 + length)) {
                    throw corrupt(at + 1, "column name " + c, "not UTF-8", "UTF-8");
                }
                if (!names.add(new String(bytes, at + 1, length, java.nio.charset.StandardCharsets.UTF_8))) {
                    throw corrupt(at + 1, "column name " + c, "that of another column", "its own");
                }
                at += 1 + length;
            }
            if (at != from + nameBytes) {
                throw corrupt(at, "end of the column names", at, from + nameBytes);
            }
        }
    }

    /// Bits behind the last dimension, and the high bytes of biases, are 0.
    private static void checkPlanes(
            String name, int page, long offset, byte[] bytes, int from, int count, int dims, int bits, int metric) {
        int values = PackFormat.planes(dims, bits, PackFormat.METRIC_DOT);
        int used = dims * bits - (values - 1) * 16;
        requireLowBits(
                name, page, offset, bytes, from + 2 * (values - 1) * count, count, used, "values behind the last");
        if (metric == PackFormat.METRIC_L2) {
            requireLowBits(name, page, offset, bytes, from + 2 * values * count, count, 8, "a bias");
        }
    }

    private static void requireLowBits(
            String name, int page, long offset, byte[] bytes, int from, int count, int bits, String what) {
        for (int at = from; at < from + 2 * count; at += 2) {
            int word = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
            if (word >>> bits != 0) {
                throw new CorruptFileException(
                        new Location(name, "", page, offset + at),
                        what + " of a plane is " + word + ", needs " + bits + " bits");
            }
        }
    }

    private static final class Partition {
        private final String name;
        private final byte[] head;
        private final int number;
        private final byte[] bytes;
        private final long offset;

        Partition(String name, byte[] head, int number, byte[] bytes) {
            this.name = name;
            this.head = head;
            this.number = number;
            this.bytes = bytes;
            this.offset = (long) PackFormat.ALIGNMENT * headField(PackFormat.HEADER_BYTES + 4 * number);
        }

        private int headField(int at) {
            return LittleEndian.readInt(head, at);
        }

        private int field(int at) {
            return LittleEndian.readInt(bytes, at);
        }

        private CorruptFileException corrupt(int at, String what, Object found, Object needed) {
            return new CorruptFileException(
                    new Location(name, "", number, offset + at), what + " is " + found + ", needs " + needed);
        }

        void check() {
            byte[] digest = Digests.sha256(bytes, PackFormat.DIGEST_BYTES, bytes.length);
            if (!Arrays.equals(digest, 0, digest.length, bytes, 0, PackFormat.DIGEST_BYTES)) {
                throw corrupt(
                        0,
                        "SHA-256 of partition " + number,
                        Digests.hex(digest),
                        Digests.hex(Arrays.copyOf(bytes, PackFormat.DIGEST_BYTES)));
            }
            int at = PackFormat.AT_PART_PACK_ID;
            if (!Arrays.equals(
                    bytes,
                    at,
                    at + PackFormat.PACK_ID_BYTES,
                    head,
                    PackFormat.AT_PACK_ID,
                    PackFormat.AT_PACK_ID + PackFormat.PACK_ID_BYTES)) {
                throw corrupt(at, "pack id of partition " + number, "another", "that of the head");
            }
            if (field(PackFormat.AT_PART_NUMBER) != number) {
                throw corrupt(PackFormat.AT_PART_NUMBER, "partition number", field(PackFormat.AT_PART_NUMBER), number);
            }
            requireZeros(PackFormat.AT_PART_RESERVED, PackFormat.PARTITION_HEADER_BYTES, "a reserved byte");
            int metric = headField(PackFormat.AT_METRIC);
            int dims = headField(PackFormat.AT_DIMS);
            int rowIdBytes = headField(PackFormat.AT_ROW_ID_BYTES);
            int columns = headField(PackFormat.AT_COLUMNS);
            int rows = field(PackFormat.AT_PART_ROWS);
            // Rows of that many bytes also bound the offsets of the layout.
            int fitting = bytes.length / PartitionLayout.rowBytes(metric, dims, rowIdBytes, columns);
            int most = Math.min(fitting, headField(PackFormat.AT_PARTITION_ROWS));
            if (rows < 0 || rows > most) {
                throw corrupt(PackFormat.AT_PART_ROWS, "row count", rows, "0..=" + most);
            }
            PartitionLayout layout = PartitionLayout.of(metric, dims, rowIdBytes, columns, rows);
            if (layout.text() > bytes.length) {
                throw corrupt(0, "length of partition " + number, bytes.length, "at least " + layout.text());
            }
            int textBytes = field(PackFormat.AT_PART_TEXT_BYTES);
            int left = bytes.length - layout.text();
            if (textBytes < 0 || textBytes > left || left - textBytes >= PackFormat.ALIGNMENT) {
                throw corrupt(PackFormat.AT_PART_TEXT_BYTES, "payload length", textBytes, "what " + left + " leaves");
            }
            checkBase(layout.base(), dims);
            for (int i = 0; rowIdBytes == 8 && i < rows; i++) {
                int high = field(layout.rowIdsHigh() + 4 * i);
                if (high < 0 || high >= MAX_ID_HIGH) {
                    throw corrupt(
                            layout.rowIdsHigh() + 4 * i, "high half of a row id", high, "0..=" + (MAX_ID_HIGH - 1));
                }
            }
            for (int i = 0; metric != PackFormat.METRIC_DOT && i < rows; i++) {
                float correction = LittleEndian.readFloat(bytes, layout.corrections() + 4 * i);
                if (!Float.isFinite(correction) || (metric == PackFormat.METRIC_COSINE && correction < 0)) {
                    throw corrupt(layout.corrections() + 4 * i, "a correction", correction, "a finite number");
                }
            }
            checkPlanes(name, number, offset, bytes, layout.planes(), rows, dims, PackFormat.ROW_BITS, metric);
            int planes = PackFormat.planes(dims, PackFormat.ROW_BITS, metric);
            requireZeros(layout.planes() + 2 * rows * planes, layout.lows(), "padding of the planes");
            int lowBytes = PartitionLayout.lowBytes(dims);
            int used = (dims & 3) * PackFormat.LOW_BITS;
            for (int i = 1; used != 0 && i <= rows; i++) {
                int last = layout.lows() + i * lowBytes - 3;
                int four = (bytes[last] & 0xFF) | ((bytes[last + 1] & 0xFF) << 8) | ((bytes[last + 2] & 0xFF) << 16);
                if (four >> used != 0) {
                    throw corrupt(last, "low codes behind the last", four >> used, 0);
                }
            }
            requireZeros(layout.lows() + rows * lowBytes, layout.text(), "padding of the low codes");
            checkPayload(layout, rows * columns, textBytes);
            requireZeros(layout.text() + textBytes, bytes.length, "padding of the partition");
        }

        private void requireZeros(int from, int to, String what) {
            for (int at = from; at < to; at++) {
                if (bytes[at] != 0) {
                    throw corrupt(at, what, bytes[at], 0);
                }
            }
        }

        private void checkBase(int from, int dims) {
            for (int at = from; at < from + 4 * dims; at += 4) {
                float value = LittleEndian.readFloat(bytes, at);
                // False for NaN as well.
                if (!(Math.abs(value) <= MAX_VALUE)) {
                    throw corrupt(at, "a value of the base", value, "at most " + MAX_VALUE);
                }
            }
        }

        private void checkPayload(PartitionLayout layout, int values, int textBytes) {
            int from = 0;
            for (int i = 0; i <= values; i++) {
                int at = layout.payloadOffsets() + 4 * i;
                int to = field(at);
                // A value has a byte at least, and a comma behind it.
                boolean isFirst = i == 0;
                if (isFirst ? to != 0 : to < from + 2 || to > textBytes) {
                    throw corrupt(at, "start of a payload value", to, isFirst ? 0 : from + 2 + "..=" + textBytes);
                }
                if (!isFirst) {
                    checkValue(layout.text() + from, layout.text() + to - 1);
                }
                from = to;
            }
            if (from != textBytes) {
                throw corrupt(layout.payloadOffsets() + 4 * values, "end of the payload", from, textBytes);
            }
        }

        private void checkValue(int from, int comma) {
            if (bytes[comma] != ',') {
                throw corrupt(comma, "byte behind a payload value", bytes[comma], "a comma");
            }
            if (!Json.isScalar(bytes, from, comma)) {
                throw corrupt(from, "a payload value", "no scalar in JSON", "one");
            }
        }
    }
}
