package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.sq.ScalarQuantizer;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.SegmentSource;
import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// A segment file, opened: its head, directory and model are read and checked, partitions are read when
/// they are asked for. Bytes are copied out of the file before they are looked at, so that a file that is
/// cut meanwhile is an exception. Thread-safe; whoever opens closes.
final class Segment implements Closeable {
    private final SegmentSource source;
    private final SegmentShape shape;
    private final long[] offsets;
    private final int[] checksums;
    private final PartitionEntry[] directory;
    private final int[] firstRows;
    private final int[] firstPlaces;

    private Segment(
            SegmentSource source, SegmentShape shape, long[] offsets, int[] checksums, PartitionEntry[] directory) {
        this.source = source;
        this.shape = shape;
        this.offsets = offsets;
        this.checksums = checksums;
        this.directory = directory;
        this.firstRows = new int[directory.length + 1];
        this.firstPlaces = new int[directory.length + 1];
        for (int p = 0; p < directory.length; p++) {
            firstRows[p + 1] = firstRows[p] + directory[p].rows();
            firstPlaces[p + 1] = firstPlaces[p] + SegmentShape.blocks(directory[p].rows()) * Pq4Scan.BLOCK;
        }
    }

    /// Reads head and directory; `source` is closed with this, or if this fails.
    static Segment open(SegmentSource source) throws IOException {
        try {
            return read(source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    SegmentShape shape() {
        return shape;
    }

    Location location() {
        return Location.of(source.name());
    }

    int rows(int partition) {
        return directory[partition].rows();
    }

    /// The number of the first row of a partition when rows are counted by place in blocks; of the end
    /// for `partitions`.
    int firstPlace(int partition) {
        return firstPlaces[partition];
    }

    /// The model, of a base segment.
    IvfModel readModel() throws IOException {
        float[] centroids = floats(Section.CENTROIDS);
        float[] bounds = floats(Section.BYTE_BOUNDS);
        return new IvfModel(
                new Centroids(shape.partitions(), shape.dims(), centroids),
                shape.kind() == IndexKind.IVF_PQ
                        ? new Codebook(shape.subvectors(), shape.codedDims(), 4, floats(Section.CODEBOOK))
                        : null,
                shape.kind() == IndexKind.IVF_RQ ? rotation() : null,
                bounds.length == 0 ? null : quantizer(bounds));
    }

    private FastRotation rotation() throws IOException {
        byte[] signs = new byte[(int) shape.length(Section.CODEBOOK, 0)];
        MemorySegment array = MemorySegment.ofArray(signs);
        source.copy(offsets[Section.CODEBOOK.place()], array);
        FileFront.require(SegmentFormat.checksum(array), checksums[Section.CODEBOOK.place()], at(Section.CODEBOOK, 0));
        return new FastRotation(shape.dims(), signs);
    }

    private ScalarQuantizer quantizer(float[] bounds) {
        int dims = shape.dims();
        for (int d = dims; d < 2 * dims; d++) {
            if (bounds[d] < 0) {
                throw new CorruptFileException(
                        at(Section.BYTE_BOUNDS, 4L * d), "step of dim " + (d - dims) + " is " + bounds[d]);
            }
        }
        return new ScalarQuantizer(
                java.util.Arrays.copyOf(bounds, dims), java.util.Arrays.copyOfRange(bounds, dims, 2 * dims));
    }

    private float[] floats(Section section) throws IOException {
        long bytes = shape.length(section, 0);
        if (bytes / 4 > Integer.MAX_VALUE - 8) {
            throw new LimitExceededException("values of a section", Integer.MAX_VALUE - 8, bytes / 4, location());
        }
        float[] values = new float[(int) (bytes / 4)];
        MemorySegment array = MemorySegment.ofArray(values);
        source.copy(offsets[section.place()], array);
        FileFront.require(SegmentFormat.checksum(array), checksums[section.place()], at(section, 0));
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new CorruptFileException(at(section, 4L * i), "value " + i + " is " + values[i]);
            }
        }
        return values;
    }

    /// Reads a partition and checks it; what is not to be in memory stays out.
    PartitionRows readPartition(int partition) throws IOException {
        PartitionRows rows = PartitionRows.allocate(shape, readRowIds(partition), false);
        for (Section section : Section.values()) {
            if (section.isByPartition()
                    && section != Section.ROW_IDS
                    && rows.segment(section).byteSize() > 0) {
                read(section, partition, rows.segment(section));
            }
        }
        return rows;
    }

    /// Reads the row ids of a partition and checks them.
    RowIds readRowIds(int partition) throws IOException {
        long[] rowIds = new long[directory[partition].rows()];
        read(Section.ROW_IDS, partition, MemorySegment.ofArray(rowIds));
        return RowIds.compact(rowIds);
    }

    /// Reads the floats of a partition, `(rows, dims)` row-major, and checks them.
    void checkFloats(int partition) throws IOException {
        int count = Math.toIntExact(shape.partLength(Section.FLOAT_ROWS, directory[partition].rows()) / 4);
        read(Section.FLOAT_ROWS, partition, MemorySegment.ofArray(new float[count]));
    }

    /// Where the floats of a row begin in the file.
    long offsetOfFloats(int partition, int row) {
        return offsets[Section.FLOAT_ROWS.place()] + 4L * shape.dims() * (firstRows[partition] + (long) row);
    }

    /// Copies the floats of `count` rows, unchecked: those from `from[i]` on to row `places[i]` of `out`.
    void readFloats(long[] from, int[] places, int count, MemorySegment out) throws IOException {
        source.copyAll(from, places, count, 4 * shape.dims(), out);
    }

    private void read(Section section, int partition, MemorySegment array) throws IOException {
        // Parts lie one after the other, and all but the blocks in proportion to rows.
        long from = switch (section) {
            case BIASES -> 4L * shape.factors() * firstPlaces[partition];
            case CODES -> (long) shape.codeBytes() * firstPlaces[partition];
            case ROW_IDS -> 8L * firstRows[partition];
            case BYTE_ROWS -> (long) shape.dims() * firstRows[partition];
            case FLOAT_ROWS -> 4L * shape.dims() * firstRows[partition];
            case CENTROIDS, CODEBOOK, BYTE_BOUNDS, DIRECTORY ->
                throw new IllegalArgumentException(section + " is not cut by partitions");
        };
        source.copy(offsets[section.place()] + from, array);
        FileFront.require(
                SegmentFormat.checksum(array),
                directory[partition].checksum(section),
                at(section, from).inPage(partition));
    }

    private Location at(Section section, long from) {
        return location()
                .inColumn(section.name().toLowerCase(java.util.Locale.ROOT))
                .atOffset(offsets[section.place()] + from);
    }

    /// Bytes of the file.
    long length() {
        return source.length();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static Segment read(SegmentSource source) throws IOException {
        FileFront front = FileFront.read(
                source, "segment", SegmentFormat.MAGIC, SegmentFormat.VERSION, SegmentFormat.FRONT_BYTES);
        Location at = front.location();
        SegmentShape shape = shape(front, at);
        return sections(source, front, shape);
    }

    private static SegmentShape shape(FileFront front, Location at) {
        IndexKind kind = null;
        for (IndexKind known : IndexKind.values()) {
            kind = known.code() == front.byteAt(SegmentFormat.AT_KIND) && !known.isGraph() ? known : kind;
        }
        RowStorage storage = null;
        for (RowStorage known : RowStorage.values()) {
            storage = known.code() == front.byteAt(SegmentFormat.AT_STORAGE) ? known : storage;
        }
        Metric metric = null;
        for (Metric known : Metric.values()) {
            metric = SegmentFormat.code(known) == front.byteAt(SegmentFormat.AT_METRIC) ? known : metric;
        }
        if (kind == null || storage == null || metric == null) {
            throw new UnsupportedFeatureException(
                    "segment kind, metric or storage",
                    front.byteAt(SegmentFormat.AT_KIND) + ", " + front.byteAt(SegmentFormat.AT_METRIC) + ", "
                            + front.byteAt(SegmentFormat.AT_STORAGE),
                    "those of version " + SegmentFormat.VERSION,
                    at.atOffset(SegmentFormat.AT_KIND));
        }
        SegmentShape shape = new SegmentShape(
                kind,
                metric,
                storage,
                front.intAt(SegmentFormat.AT_DIMS),
                front.intAt(SegmentFormat.AT_PARTITIONS),
                front.intAt(SegmentFormat.AT_SUBVECTORS),
                front.intAt(SegmentFormat.AT_BITS),
                front.longAt(SegmentFormat.AT_ROWS),
                front.byteAt(SegmentFormat.AT_BASE) == 1,
                front.intAt(SegmentFormat.AT_MODEL));
        try {
            AnnSpec.checkShape(kind, shape.dims(), shape.partitions(), shape.subvectors(), shape.bits(), storage);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(at.atOffset(SegmentFormat.AT_KIND), "segment head: " + e.getMessage(), e);
        }
        if (shape.rows() < 0 || shape.rows() > Integer.MAX_VALUE - 64L * (shape.partitions() + 1L)) {
            throw new CorruptFileException(at.atOffset(SegmentFormat.AT_ROWS), "segment has " + shape.rows() + " rows");
        }
        return shape;
    }

    private static Segment sections(SegmentSource source, FileFront front, SegmentShape shape) throws IOException {
        Location at = front.location();
        int place = Section.DIRECTORY.place();
        long directoryAt = front.offset(place);
        long directoryBytes = shape.length(Section.DIRECTORY, 0);
        if (front.length(place) != directoryBytes
                || directoryAt < 0
                || directoryAt > source.length() - directoryBytes) {
            throw new CorruptFileException(
                    at.atOffset(FileFront.entry(place)),
                    "directory of " + shape.partitions() + " partitions is not inside the file");
        }
        byte[] bytes = new byte[(int) directoryBytes];
        source.copy(directoryAt, MemorySegment.ofArray(bytes));
        FileFront.require(
                SegmentFormat.checksum(MemorySegment.ofArray(bytes)), front.checksum(place), at.atOffset(directoryAt));
        PartitionEntry[] directory = new PartitionEntry[shape.partitions()];
        long rows = 0;
        long blocks = 0;
        for (int p = 0; p < directory.length; p++) {
            directory[p] = PartitionEntry.read(bytes, p * PartitionEntry.BYTES);
            int count = directory[p].rows();
            long most = shape.largestRow();
            if (count < 0 || (count + (long) Pq4Scan.BLOCK) * most > Integer.MAX_VALUE - 8) {
                throw new CorruptFileException(
                        at.atOffset(directoryAt + (long) p * PartitionEntry.BYTES),
                        "partition " + p + " has " + count + " rows");
            }
            rows += count;
            blocks += SegmentShape.blocks(count);
        }
        if (rows != shape.rows()) {
            throw new CorruptFileException(
                    at.atOffset(directoryAt),
                    "partitions have " + rows + " rows together, the head says " + shape.rows());
        }
        Section[] sections = Section.values();
        long allBlocks = blocks;
        long[] offsets = front.offsets(i -> shape.length(sections[i], allBlocks));
        return new Segment(source, shape, offsets, front.checksums(), directory);
    }
}
