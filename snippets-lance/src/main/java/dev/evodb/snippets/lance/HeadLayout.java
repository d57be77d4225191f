package dev.evodb.snippets.lance;

/// Where the sections of a head start, in bytes. Sections lie in the order of the fields; `end` is the
/// length of the head.
public record HeadLayout(
        int cellStarts,
        int partitionUnits,
        int cellCentroids,
        int centroidSteps,
        int rowSteps,
        int projection,
        int planes,
        int names,
        int end) {

    /// Arguments within the bounds of [PackFormat] make less than 2^31 bytes, as long as a pack has less
    /// than 2^20 x 1024 dims of centroids: a checking reader bounds them by the bytes that arrived.
    public static HeadLayout of(int queryDims, int dims, int metric, int cells, int partitions, int nameBytes) {
        int cellStarts = PackFormat.HEADER_BYTES;
        int partitionUnits = cellStarts + 4 * (cells + 1);
        int cellCentroids = partitionUnits + 4 * (partitions + 1);
        int centroidSteps = cellCentroids + 4 * cells * dims;
        int rowSteps = centroidSteps + 4 * dims;
        int projection = rowSteps + 4 * dims;
        int planes = projection + (dims < queryDims ? 4 * dims + PackFormat.aligned4(dims * queryDims) : 0);
        int names = planes
                + PackFormat.aligned4(2 * partitions * PackFormat.planes(dims, PackFormat.CENTROID_BITS, metric));
        return new HeadLayout(
                cellStarts,
                partitionUnits,
                cellCentroids,
                centroidSteps,
                rowSteps,
                projection,
                planes,
                names,
                PackFormat.aligned(names + nameBytes));
    }
}
