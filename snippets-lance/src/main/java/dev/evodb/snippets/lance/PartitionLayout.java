package dev.evodb.snippets.lance;

import dev.evodb.vector.Metric;

/// Where the sections of one partition start, in bytes from its first. Sections lie in the order of the
/// fields; the payload data, from `data` on, is as long as the partition's header says.
public record PartitionLayout(
        int scales, int norms, int rowIdsLow, int rowIdsHigh, int payloadOffsets, int codes, int copies, int data) {

    /// Arguments are trusted to make less than 2^31 bytes: a reader asks [#rowBytes] first, a writer
    /// limits its rows.
    public static PartitionLayout of(Metric metric, int dims, int rowIdBytes, int columns, int rows) {
        int words = 4 * rows;
        int scales = PackFormat.PARTITION_HEADER_BYTES;
        int norms = scales + words;
        int rowIdsLow = norms + (metric == Metric.L2 ? words : 0);
        int rowIdsHigh = rowIdsLow + words;
        int payloadOffsets = rowIdsHigh + (rowIdBytes == 8 ? words : 0);
        int codes = payloadOffsets + 4 * (rows * columns + 1);
        int copies = codes + PackFormat.aligned4(2 * rows * PackFormat.codePlanes(dims, metric == Metric.L2));
        int data = copies + PackFormat.aligned4(rows * dims);
        return new PartitionLayout(scales, norms, rowIdsLow, rowIdsHigh, payloadOffsets, codes, copies, data);
    }

    /// Bytes that each row adds, without its payload data and without padding.
    public static int rowBytes(Metric metric, int dims, int rowIdBytes, int columns) {
        boolean isL2 = metric == Metric.L2;
        return (isL2 ? 8 : 4) + rowIdBytes + 4 * columns + 2 * PackFormat.codePlanes(dims, isL2) + dims;
    }
}
