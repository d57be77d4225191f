package dev.evodb.snippets.lance;

/// Where the sections of one partition start, in bytes from its first. Sections lie in the order of the
/// fields; the payload text, from `text` on, is as long as the partition's header says.
public record PartitionLayout(
        int base, int rowIdsLow, int rowIdsHigh, int corrections, int payloadOffsets, int planes, int lows, int text) {

    /// Arguments are trusted to make less than 2^31 bytes: a checking reader asks [#rowBytes] first, a
    /// writer limits its rows.
    public static PartitionLayout of(int metric, int dims, int rowIdBytes, int columns, int rows) {
        int words = 4 * rows;
        int base = PackFormat.PARTITION_HEADER_BYTES;
        int rowIdsLow = base + 4 * dims;
        int rowIdsHigh = rowIdsLow + words;
        int corrections = rowIdsHigh + (rowIdBytes == 8 ? words : 0);
        int payloadOffsets = corrections + (metric == PackFormat.METRIC_DOT ? 0 : words);
        int planes = payloadOffsets + 4 * (rows * columns + 1);
        int lows = planes + PackFormat.aligned4(2 * rows * PackFormat.planes(dims, PackFormat.ROW_BITS, metric));
        int text = lows + PackFormat.aligned4(rows * lowBytes(dims));
        return new PartitionLayout(base, rowIdsLow, rowIdsHigh, corrections, payloadOffsets, planes, lows, text);
    }

    /// Bytes of the low code of a row: four values in three bytes.
    public static int lowBytes(int dims) {
        return ((dims + 3) >>> 2) * 3;
    }

    /// Bytes that each row adds, without its payload text and without padding.
    public static int rowBytes(int metric, int dims, int rowIdBytes, int columns) {
        return rowIdBytes
                + (metric == PackFormat.METRIC_DOT ? 0 : 4)
                + 4 * columns
                + 2 * PackFormat.planes(dims, PackFormat.ROW_BITS, metric)
                + lowBytes(dims);
    }
}
