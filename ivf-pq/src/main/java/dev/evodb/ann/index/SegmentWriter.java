package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.ann.sq.ScalarQuantizer;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.LimitExceededException;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/// Writes the rows of a source as a segment, sorted by partition and within a partition in the order of
/// the source.
///
/// One pass finds the partition of each row, so that its place is known: four bytes a row. Then
/// partitions are filled in groups that fit the memory, each group with a pass of its own over the
/// source, and written in order. The bytes do not depend on threads, memory or kernels.
final class SegmentWriter {
    private static final int BLOCK_ROWS = 1024;

    private final SegmentShape shape;
    private final IvfModel model;
    private final VectorSource source;
    private final KernelSet kernels;
    private final Workers workers;
    private final long memoryBytes;
    private final int[] places;
    private final int[] rows;
    private final int[] firstPlaces;

    private SegmentWriter(
            SegmentShape shape,
            IvfModel model,
            VectorSource source,
            KernelSet kernels,
            Workers workers,
            long memoryBytes) {
        this.shape = shape;
        this.model = model;
        this.source = source;
        this.kernels = kernels;
        this.workers = workers;
        this.memoryBytes = memoryBytes;
        this.places = new int[(int) shape.rows()];
        this.rows = new int[shape.partitions()];
        this.firstPlaces = new int[shape.partitions() + 1];
    }

    /// Writes all of `source` to `file` and forces it to the disk.
    ///
    /// @throws LimitExceededException if it has more rows, or a partition more values, than an array
    static void write(
            SegmentShape shape,
            IvfModel model,
            VectorSource source,
            KernelSet kernels,
            Workers workers,
            long memoryBytes,
            DurableFile file)
            throws IOException {
        if (shape.rows() > Integer.MAX_VALUE - (long) Pq4Scan.BLOCK * (shape.partitions() + 1L)) {
            throw new LimitExceededException("rows of a segment", Integer.MAX_VALUE, shape.rows());
        }
        SegmentWriter writer = new SegmentWriter(shape, model, source, kernels, workers, memoryBytes);
        writer.assign();
        writer.write(file);
    }

    /// Fills `places`, `rows` and `firstPlaces`: a place is a number of a row in blocks, each partition
    /// beginning with a block of its own.
    private void assign() throws IOException {
        CentroidAssigner assigner = new CentroidAssigner(model.centroids(), Metric.L2, kernels);
        source.forEachBlock(workers, BLOCK_ROWS, block -> {
            int[] nearest = new int[block.rows()];
            assigner.assign(block, nearest, new float[block.rows()]);
            System.arraycopy(nearest, 0, places, (int) block.firstOrdinal(), block.rows());
            workers.progress().report("assigning", block.firstOrdinal() + block.rows(), shape.rows());
        });
        for (int partition : places) {
            rows[partition]++;
        }
        long most = shape.largestRow();
        for (int p = 0; p < rows.length; p++) {
            if ((rows[p] + (long) Pq4Scan.BLOCK) * most > Integer.MAX_VALUE - 8) {
                throw new LimitExceededException(
                        "values of a partition", Integer.MAX_VALUE - 8, (rows[p] + (long) Pq4Scan.BLOCK) * most);
            }
            firstPlaces[p + 1] = firstPlaces[p] + SegmentShape.blocks(rows[p]) * Pq4Scan.BLOCK;
        }
        int[] next = firstPlaces.clone();
        for (int i = 0; i < places.length; i++) {
            places[i] = next[places[i]]++;
        }
    }

    private void write(DurableFile file) throws IOException {
        long blocks = firstPlaces[shape.partitions()] / Pq4Scan.BLOCK;
        long[] offsets = new long[Section.values().length + 1];
        offsets[0] = SegmentFormat.aligned(SegmentFormat.FRONT_BYTES);
        for (Section section : Section.values()) {
            offsets[section.place() + 1] =
                    SegmentFormat.aligned(offsets[section.place()] + shape.length(section, blocks));
        }
        PartitionEntry[] directory = new PartitionEntry[shape.partitions()];
        long[] at = offsets.clone();
        for (int from = 0; from < shape.partitions(); ) {
            int to = groupEnd(from);
            Group group = new Group(from, to);
            group.fill();
            for (int p = from; p < to; p++) {
                directory[p] = group.write(p, file, at);
            }
            workers.progress().report("writing", to, shape.partitions());
            from = to;
        }
        byte[] front = new byte[SegmentFormat.FRONT_BYTES];
        for (Section section : Section.values()) {
            int checksum = section.isByPartition() ? 0 : writeWhole(section, directory, file, offsets[section.place()]);
            int entry = SegmentFormat.HEAD_BYTES + section.place() * SegmentFormat.TABLE_ENTRY_BYTES;
            LittleEndian.writeInt(front, entry, section.code());
            LittleEndian.writeInt(front, entry + 4, checksum);
            LittleEndian.writeLong(front, entry + 8, offsets[section.place()]);
            LittleEndian.writeLong(front, entry + 16, shape.length(section, blocks));
        }
        writeHead(front, offsets[Section.values().length]);
        file.extend(offsets[Section.values().length]);
        file.write(0, MemorySegment.ofArray(front));
        file.force();
    }

    private int groupEnd(int from) {
        long bytes = 0;
        int to = from;
        while (to < shape.partitions()) {
            for (Section section : Section.values()) {
                bytes += shape.partLength(section, rows[to]);
            }
            if (to > from && bytes > memoryBytes) {
                break;
            }
            to++;
        }
        return to;
    }

    private int writeWhole(Section section, PartitionEntry[] directory, DurableFile file, long offset)
            throws IOException {
        if (shape.length(section, 0) == 0) {
            return 0;
        }
        MemorySegment bytes = switch (section) {
            case CENTROIDS -> MemorySegment.ofArray(model.centroids().values());
            case CODEBOOK ->
                model.codebook() != null
                        ? MemorySegment.ofArray(model.codebook().centroids())
                        : MemorySegment.ofArray(
                                Objects.requireNonNull(model.rotation()).signs());
            case BYTE_BOUNDS -> {
                ScalarQuantizer quantizer = Objects.requireNonNull(model.bytes());
                float[] bounds = Arrays.copyOf(quantizer.low(), 2 * shape.dims());
                System.arraycopy(quantizer.step(), 0, bounds, shape.dims(), shape.dims());
                yield MemorySegment.ofArray(bounds);
            }
            case DIRECTORY -> {
                byte[] entries = new byte[PartitionEntry.BYTES * directory.length];
                for (int p = 0; p < directory.length; p++) {
                    directory[p].write(entries, p * PartitionEntry.BYTES);
                }
                yield MemorySegment.ofArray(entries);
            }
            case ROW_IDS, BIASES, CODES, BYTE_ROWS, FLOAT_ROWS ->
                throw new IllegalArgumentException(section + " is written by partition");
        };
        file.write(offset, bytes);
        return SegmentFormat.checksum(bytes);
    }

    private void writeHead(byte[] front, long length) {
        LittleEndian.writeLong(front, SegmentFormat.AT_MAGIC, SegmentFormat.MAGIC);
        LittleEndian.writeInt(front, SegmentFormat.AT_VERSION, SegmentFormat.VERSION);
        LittleEndian.writeInt(front, SegmentFormat.AT_SECTIONS, Section.values().length);
        LittleEndian.writeLong(front, SegmentFormat.AT_LENGTH, length);
        front[SegmentFormat.AT_KIND] = (byte) shape.kind().code();
        front[SegmentFormat.AT_METRIC] = (byte) SegmentFormat.code(shape.metric());
        front[SegmentFormat.AT_STORAGE] = (byte) shape.storage().code();
        front[SegmentFormat.AT_BASE] = (byte) (shape.isBase() ? 1 : 0);
        LittleEndian.writeInt(front, SegmentFormat.AT_DIMS, shape.dims());
        LittleEndian.writeInt(front, SegmentFormat.AT_PARTITIONS, shape.partitions());
        LittleEndian.writeInt(front, SegmentFormat.AT_SUBVECTORS, shape.subvectors());
        LittleEndian.writeInt(front, SegmentFormat.AT_BITS, shape.bits());
        LittleEndian.writeLong(front, SegmentFormat.AT_ROWS, shape.rows());
        LittleEndian.writeInt(front, SegmentFormat.AT_MODEL, shape.model());
        LittleEndian.writeInt(front, SegmentFormat.AT_CHECKSUM, SegmentFormat.frontChecksum(front));
    }

    /// The partitions `[from, to)` in memory.
    private final class Group {
        private final int from;
        private final int to;
        private final long[][] rowIds;
        private final PartitionRows[] partitions;

        Group(int from, int to) {
            this.from = from;
            this.to = to;
            this.rowIds = new long[to - from][];
            this.partitions = new PartitionRows[to - from];
            for (int p = from; p < to; p++) {
                rowIds[p - from] = new long[rows[p]];
                partitions[p - from] = PartitionRows.allocate(shape, RowIds.of(rowIds[p - from]), true);
            }
        }

        void fill() throws IOException {
            int firstPlace = firstPlaces[from];
            int endPlace = firstPlaces[to];
            int[] partitionOfBlock = new int[(endPlace - firstPlace) / Pq4Scan.BLOCK];
            for (int p = from; p < to; p++) {
                Arrays.fill(
                        partitionOfBlock,
                        (firstPlaces[p] - firstPlace) / Pq4Scan.BLOCK,
                        (firstPlaces[p + 1] - firstPlace) / Pq4Scan.BLOCK,
                        p);
            }
            source.forEachBlock(workers, BLOCK_ROWS, block -> {
                RowCodes codes = RowCodes.of(model, shape, kernels);
                for (int i = 0; i < block.rows(); i++) {
                    int place = places[(int) block.firstOrdinal() + i];
                    if (place >= firstPlace && place < endPlace) {
                        int p = partitionOfBlock[(place - firstPlace) / Pq4Scan.BLOCK];
                        PartitionRows partition = partitions[p - from];
                        int row = place - firstPlaces[p];
                        rowIds[p - from][row] = block.rowIds()[i];
                        put(partition, row, block.values(), i * shape.dims());
                        codes.add(block.values(), i * shape.dims(), p, partition, row);
                    }
                }
                codes.flush();
            });
        }

        private void put(PartitionRows partition, int row, float[] values, int at) {
            if (shape.storage().hasBytes()) {
                Objects.requireNonNull(model.bytes()).encode(values, at, 1, partition.byteRows(), row * shape.dims());
            }
            if (shape.storage().hasFloats()) {
                System.arraycopy(values, at, partition.floatRows(), row * shape.dims(), shape.dims());
            }
        }

        PartitionEntry write(int p, DurableFile file, long[] at) throws IOException {
            int[] checksums = new int[PartitionEntry.PARTS];
            for (Section section : Section.values()) {
                long length = shape.partLength(section, rows[p]);
                if (section.isByPartition() && length > 0) {
                    MemorySegment part = section == Section.ROW_IDS
                            ? MemorySegment.ofArray(rowIds[p - from])
                            : partitions[p - from].segment(section);
                    file.write(at[section.place()], part);
                    at[section.place()] += length;
                    checksums[section.place() - Section.ROW_IDS.place()] = SegmentFormat.checksum(part);
                }
            }
            return new PartitionEntry(rows[p], checksums);
        }
    }
}
