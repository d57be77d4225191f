package dev.evodb.snippets.lance;

/// Where the sections of a head start, in bytes. Sections lie in the order of the fields; `end` is the
/// length of the head.
public record HeadLayout(
        int units,
        int preferences,
        int means,
        int centroidSteps,
        int rowSteps,
        int projection,
        int cells,
        int centroids,
        int names,
        int end) {

    /// Arguments within the bounds of [PackFormat] make less than 2^27 bytes.
    public static HeadLayout of(int queryDims, int dims, int metric, int cells, int partitions, int nameBytes) {
        int units = PackFormat.HEADER_BYTES;
        int preferences = units + 4 * (partitions + 1);
        int means = preferences + 4 * partitions;
        int centroidSteps = means + 4 * dims;
        int rowSteps = centroidSteps + 4 * dims;
        int projection = rowSteps + 4 * dims;
        int cellPlanes = projection + (dims < queryDims ? 4 * dims + PackFormat.aligned4(dims * queryDims) : 0);
        int words = PackFormat.planes(dims, PackFormat.CENTROID_BITS, metric);
        int centroidPlanes = cellPlanes + PackFormat.aligned4(2 * words * cells);
        int names = centroidPlanes + PackFormat.aligned4(2 * words * partitions);
        return new HeadLayout(
                units,
                preferences,
                means,
                centroidSteps,
                rowSteps,
                projection,
                cellPlanes,
                centroidPlanes,
                names,
                PackFormat.aligned(names + nameBytes));
    }
}
