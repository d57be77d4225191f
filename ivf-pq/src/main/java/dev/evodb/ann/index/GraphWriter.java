package dev.evodb.ann.index;

import dev.evodb.ann.graph.ByteRows;
import dev.evodb.ann.graph.FloatRows;
import dev.evodb.ann.graph.Graph;
import dev.evodb.ann.graph.GraphBuilder;
import dev.evodb.ann.graph.GraphOrder;
import dev.evodb.ann.graph.NodeRows;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.ann.sq.ScalarQuantizer;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.LimitExceededException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Builds the graph of a source and writes it.
///
/// Rows become nodes in a random order, which makes the first of them a sample: these have the upper
/// levels. While the graph is built there are its lists and the rows it is walked by, of one byte a dim
/// where the index has such; floats beside bytes are read again, in groups that fit the memory, when the
/// order of the file is known. The bytes do not depend on threads or memory.
final class GraphWriter {
    private static final int BLOCK_ROWS = 1024;
    private static final int STEP_BYTES = 1 << 20;

    private final AnnSpec spec;
    private final VectorSource source;
    private final Workers workers;
    private final DurableFile file;
    private final GraphHead head;
    private final int[] nodes;
    private final long[] rowIds;
    private final Graph graph;
    private final @Nullable ScalarQuantizer quantizer;
    private final @Nullable ByteRows bytes;
    private final @Nullable FloatRows floats;
    private final byte[] front = new byte[GraphHead.FRONT_BYTES];
    private long end = SegmentFormat.aligned(GraphHead.FRONT_BYTES);

    private GraphWriter(AnnSpec spec, VectorSource source, KernelSet kernels, Workers workers, DurableFile file)
            throws IOException {
        this.spec = spec;
        this.source = source;
        this.workers = workers;
        this.file = file;
        int count = (int) source.rows();
        this.graph = new Graph(spec.links(), Graph.sizes(count, spec.links()));
        this.head = new GraphHead(
                spec.metric(), spec.storage(), spec.dims(), spec.links(), spec.beam(), graph.levels(), count);
        this.nodes = shuffled(count, spec.seed());
        this.rowIds = new long[count];
        this.quantizer =
                spec.storage().hasBytes() ? new ModelTraining(spec, kernels, workers).trainBytes(source) : null;
        this.bytes = quantizer == null ? null : new ByteRows(count, quantizer, head.isL2(), kernels);
        this.floats = quantizer != null ? null : new FloatRows(count, spec.dims(), head.isL2(), kernels);
    }

    /// Writes all of `source` to `file` and forces it to the disk.
    ///
    /// @throws IllegalArgumentException if there are no rows
    /// @throws LimitExceededException if there are more than a graph can have
    static void write(AnnSpec spec, VectorSource source, KernelSet kernels, Workers workers, DurableFile file)
            throws IOException {
        if (source.rows() < 1) {
            throw new IllegalArgumentException("an hnsw index needs a row at least, the source has none");
        }
        if (source.rows() > Graph.MAX_NODES) {
            throw new LimitExceededException("nodes of a graph", Graph.MAX_NODES, source.rows());
        }
        new GraphWriter(spec, source, kernels, workers, file).write();
    }

    /// The node of each row: a random order (Durstenfeld, "Algorithm 235", 1964).
    private static int[] shuffled(int count, long seed) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private void write() throws IOException {
        fill();
        NodeRows rows = bytes != null ? bytes : java.util.Objects.requireNonNull(floats);
        new GraphBuilder(graph, rows, spec.dims(), spec.beam(), workers).link(0);
        GraphOrder order = GraphOrder.inBreadth(graph);

        int[] sizes = new int[graph.levels()];
        long upperNodes = 0;
        for (int level = 0; level < sizes.length; level++) {
            sizes[level] = graph.size(level);
            upperNodes += level == 0 ? 0 : sizes[level];
        }
        writeWhole(GraphSection.LEVELS, MemorySegment.ofArray(sizes));
        writeWhole(GraphSection.BYTE_BOUNDS, MemorySegment.ofArray(bounds()));
        long checksumsAt = end;
        int[] checksums = new int[head.storage().hasFloats() ? head.chunks() : 0];
        writeWhole(GraphSection.FLOAT_CHECKSUMS, MemorySegment.ofArray(checksums));
        long[] ids = new long[head.nodes()];
        for (int node = 0; node < ids.length; node++) {
            ids[node] = rowIds[order.before()[node]];
        }
        writeWhole(GraphSection.ROW_IDS, MemorySegment.ofArray(ids));
        writeLists(GraphSection.BASE_LISTS, order, 0, 1, 0);
        writeLists(GraphSection.UPPER_LISTS, order, 1, graph.levels(), upperNodes);
        writeBytes(order);
        writeFloats(order, checksums);
        file.write(checksumsAt, MemorySegment.ofArray(checksums));
        entry(
                GraphSection.FLOAT_CHECKSUMS,
                checksums.length == 0 ? 0 : SegmentFormat.checksum(MemorySegment.ofArray(checksums)),
                checksumsAt,
                head.length(GraphSection.FLOAT_CHECKSUMS, 0));
        writeHead();
        file.extend(end);
        file.write(0, MemorySegment.ofArray(front));
        file.force();
    }

    /// Reads the rows that the graph is built by.
    private void fill() throws IOException {
        int dims = spec.dims();
        source.forEachBlock(workers, BLOCK_ROWS, block -> {
            byte[] code = new byte[dims];
            for (int i = 0; i < block.rows(); i++) {
                int node = nodes[(int) block.firstOrdinal() + i];
                rowIds[node] = block.rowIds()[i];
                if (bytes != null) {
                    bytes.put(node, block.values(), i * dims, code);
                } else if (floats != null) {
                    floats.put(node, block.values(), i * dims);
                }
            }
            workers.progress().report("reading", block.firstOrdinal() + block.rows(), source.rows());
        });
    }

    private float[] bounds() {
        if (quantizer == null) {
            return new float[0];
        }
        float[] bounds = java.util.Arrays.copyOf(quantizer.low(), 2 * spec.dims());
        System.arraycopy(quantizer.step(), 0, bounds, spec.dims(), spec.dims());
        return bounds;
    }

    private void writeWhole(GraphSection section, MemorySegment array) throws IOException {
        file.write(end, array);
        finish(section, array.byteSize() == 0 ? 0 : SegmentFormat.checksum(array), array.byteSize());
    }

    private void finish(GraphSection section, int checksum, long length) {
        entry(section, checksum, end, length);
        end = SegmentFormat.aligned(end + length);
    }

    private void entry(GraphSection section, int checksum, long offset, long length) {
        int entry = SegmentFormat.HEAD_BYTES + section.place() * SegmentFormat.TABLE_ENTRY_BYTES;
        LittleEndian.writeInt(front, entry, section.code());
        LittleEndian.writeInt(front, entry + 4, checksum);
        LittleEndian.writeLong(front, entry + 8, offset);
        LittleEndian.writeLong(front, entry + 16, length);
    }

    /// Writes the lists of the levels `[fromLevel, toLevel)` in the order of the file.
    private void writeLists(GraphSection section, GraphOrder order, int fromLevel, int toLevel, long upperNodes)
            throws IOException {
        CRC32C crc = new CRC32C();
        long written = 0;
        for (int level = fromLevel; level < toLevel; level++) {
            int degree = graph.degree(level);
            int[] list = new int[degree];
            int nodesAStep = Math.max(1, STEP_BYTES / (4 * degree));
            int[] step = new int[Math.min(nodesAStep, graph.size(level)) * degree];
            for (int from = 0; from < graph.size(level); from += nodesAStep) {
                int count = Math.min(nodesAStep, graph.size(level) - from);
                for (int i = 0; i < count; i++) {
                    int neighbours = graph.copy(level, order.before()[from + i], list);
                    order.renumber(list, neighbours);
                    java.util.Arrays.fill(list, neighbours, degree, from + i);
                    System.arraycopy(list, 0, step, i * degree, degree);
                }
                MemorySegment part = MemorySegment.ofArray(step).asSlice(0, 4L * count * degree);
                file.write(end + written, part);
                SegmentFormat.update(crc, part);
                written += part.byteSize();
            }
        }
        finish(section, written == 0 ? 0 : (int) crc.getValue(), head.length(section, upperNodes));
    }

    private void writeBytes(GraphOrder order) throws IOException {
        if (bytes == null) {
            finish(GraphSection.BYTE_ROWS, 0, 0);
            return;
        }
        CRC32C crc = new CRC32C();
        int dims = spec.dims();
        int rowsAStep = Math.max(1, STEP_BYTES / dims);
        MemorySegment step = MemorySegment.ofArray(new byte[Math.min(rowsAStep, head.nodes()) * dims]);
        for (int from = 0; from < head.nodes(); from += rowsAStep) {
            int count = Math.min(rowsAStep, head.nodes() - from);
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(bytes.codes(order.before()[from + i]), 0, step, (long) i * dims, dims);
            }
            MemorySegment part = step.asSlice(0, (long) count * dims);
            file.write(end + (long) from * dims, part);
            SegmentFormat.update(crc, part);
        }
        finish(GraphSection.BYTE_ROWS, (int) crc.getValue(), head.length(GraphSection.BYTE_ROWS, 0));
    }

    private void writeFloats(GraphOrder order, int[] checksums) throws IOException {
        int dims = spec.dims();
        if (checksums.length > 0) {
            long most = Math.min(spec.memoryBytes() / (4L * dims), (Integer.MAX_VALUE - 8) / dims);
            int groupRows = (int) Math.max(1, most / GraphHead.CHUNK_ROWS) * GraphHead.CHUNK_ROWS;
            float[] group = new float[Math.multiplyExact(Math.min(groupRows, head.nodes()), dims)];
            for (int from = 0; from < head.nodes(); from += groupRows) {
                int count = Math.min(groupRows, head.nodes() - from);
                fillGroup(order, from, count, group);
                MemorySegment rows = MemorySegment.ofArray(group);
                for (int row = 0; row < count; row += GraphHead.CHUNK_ROWS) {
                    long length = 4L * dims * Math.min(GraphHead.CHUNK_ROWS, count - row);
                    checksums[(from + row) / GraphHead.CHUNK_ROWS] =
                            SegmentFormat.checksum(rows.asSlice(4L * dims * row, length));
                }
                file.write(end + 4L * dims * from, rows.asSlice(0, 4L * dims * count));
                workers.progress().report("writing", (long) from + count, head.nodes());
            }
        }
        finish(GraphSection.FLOAT_ROWS, 0, head.length(GraphSection.FLOAT_ROWS, 0));
    }

    /// Fills `group` with the floats of the nodes `[from, from + count)` of the file: those in memory, or
    /// with a pass over the source.
    private void fillGroup(GraphOrder order, int from, int count, float[] group) throws IOException {
        int dims = spec.dims();
        if (floats != null) {
            MemorySegment rows = MemorySegment.ofArray(group);
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(floats.row(order.before()[from + i]), 0, rows, 4L * dims * i, 4L * dims);
            }
            return;
        }
        source.forEachBlock(workers, BLOCK_ROWS, block -> {
            for (int i = 0; i < block.rows(); i++) {
                int node = order.after()[nodes[(int) block.firstOrdinal() + i]];
                if (node >= from && node - from < count) {
                    System.arraycopy(block.values(), i * dims, group, (node - from) * dims, dims);
                }
            }
        });
    }

    private void writeHead() {
        LittleEndian.writeLong(front, SegmentFormat.AT_MAGIC, GraphHead.MAGIC);
        LittleEndian.writeInt(front, SegmentFormat.AT_VERSION, GraphHead.VERSION);
        LittleEndian.writeInt(front, SegmentFormat.AT_SECTIONS, GraphSection.values().length);
        LittleEndian.writeLong(front, SegmentFormat.AT_LENGTH, end);
        front[GraphHead.AT_METRIC] = (byte) SegmentFormat.code(head.metric());
        front[GraphHead.AT_STORAGE] = (byte) head.storage().code();
        front[GraphHead.AT_LEVELS] = (byte) head.levels();
        LittleEndian.writeInt(front, GraphHead.AT_DIMS, head.dims());
        LittleEndian.writeInt(front, GraphHead.AT_LINKS, head.links());
        LittleEndian.writeInt(front, GraphHead.AT_BEAM, head.beam());
        LittleEndian.writeInt(front, GraphHead.AT_NODES, head.nodes());
        LittleEndian.writeInt(front, SegmentFormat.AT_CHECKSUM, SegmentFormat.frontChecksum(front));
    }
}
