package dev.evodb.ann.index;

import dev.evodb.ann.graph.ByteRows;
import dev.evodb.ann.graph.FloatRows;
import dev.evodb.ann.graph.Graph;
import dev.evodb.ann.graph.NodeRows;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.sq.ScalarQuantizer;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.SegmentSource;
import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A graph file, opened: its head and the sizes of its levels are read and checked, the rest when it is
/// asked for. Bytes are copied out of the file before they are looked at. Thread-safe; whoever opens
/// closes.
final class GraphFile implements Closeable {
    private static final int STEP_BYTES = 1 << 20;

    private final SegmentSource source;
    private final GraphHead head;
    private final GraphShape shape;
    private final long[] offsets;
    private final int[] checksums;
    private final AtomicReferenceArray<Boolean> areFloatsChecked;
    private final int[] floatChecksums;

    private GraphFile(
            SegmentSource source,
            GraphHead head,
            GraphShape shape,
            long[] offsets,
            int[] checksums,
            int[] floatChecksums) {
        this.source = source;
        this.head = head;
        this.shape = shape;
        this.offsets = offsets;
        this.checksums = checksums;
        this.floatChecksums = floatChecksums;
        this.areFloatsChecked = new AtomicReferenceArray<>(head.chunks());
    }

    /// What a search needs: the graph, the rows it walks by, the floats its answer is ranked by if they
    /// are in memory, and the row ids.
    record Content(Graph graph, NodeRows rows, @Nullable FloatRows floats, long[] rowIds) {
        long bytes() {
            return graph.bytes()
                    + rows.bytes()
                    + (floats == null || floats == rows ? 0 : floats.bytes())
                    + 8L * rowIds.length;
        }
    }

    /// Whether a file begins as graph files do. `source` is closed if it cannot be read.
    static boolean isGraph(SegmentSource source) throws IOException {
        if (source.length() < 8) {
            return false;
        }
        byte[] magic = new byte[8];
        try {
            source.copy(0, MemorySegment.ofArray(magic));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
        return LittleEndian.readLong(magic, 0) == GraphHead.MAGIC;
    }

    /// Reads head, table and levels; `source` is closed with this, or if this fails.
    static GraphFile open(SegmentSource source) throws IOException {
        try {
            return read(source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    GraphHead head() {
        return head;
    }

    GraphShape shape() {
        return shape;
    }

    /// Bytes of the file.
    long length() {
        return source.length();
    }

    /// Reads the row ids and checks them.
    long[] readRowIds() throws IOException {
        long[] rowIds = new long[head.nodes()];
        copy(GraphSection.ROW_IDS, MemorySegment.ofArray(rowIds));
        return rowIds;
    }

    /// Reads and checks all that is to be in memory.
    Content read(KernelSet kernels) throws IOException {
        Graph graph = readGraph();
        ByteRows bytes = head.storage().hasBytes() ? readBytes(kernels) : null;
        FloatRows floats = head.storage().areFloatsInMemory() ? readFloats(kernels) : null;
        NodeRows rows = bytes != null ? bytes : java.util.Objects.requireNonNull(floats);
        return new Content(graph, rows, floats, readRowIds());
    }

    private Graph readGraph() throws IOException {
        Graph graph = new Graph(head.links(), shape.sizes());
        copy(GraphSection.BASE_LISTS, graph.base());
        for (long at = 0; at < graph.base().byteSize(); at += 4) {
            requireNode(graph.base().get(ValueLayout.JAVA_INT, at), head.nodes(), GraphSection.BASE_LISTS, at);
        }
        CRC32C crc = new CRC32C();
        long at = 0;
        for (int level = 1; level < graph.levels(); level++) {
            int[] lists = graph.upper(level);
            MemorySegment array = MemorySegment.ofArray(lists);
            source.copy(offsets[GraphSection.UPPER_LISTS.place()] + at, array);
            SegmentFormat.update(crc, array);
            for (int i = 0; i < lists.length; i++) {
                requireNode(lists[i], graph.size(level), GraphSection.UPPER_LISTS, at + 4L * i);
            }
            at += array.byteSize();
        }
        if (at > 0) {
            require((int) crc.getValue(), GraphSection.UPPER_LISTS);
        }
        return graph;
    }

    private void requireNode(int node, int nodes, GraphSection section, long from) {
        if (node < 0 || node >= nodes) {
            throw new CorruptFileException(at(section, from), "neighbour " + node + " is none of " + nodes + " nodes");
        }
    }

    private ByteRows readBytes(KernelSet kernels) throws IOException {
        int dims = head.dims();
        float[] bounds = new float[2 * dims];
        copy(GraphSection.BYTE_BOUNDS, MemorySegment.ofArray(bounds));
        for (int i = 0; i < bounds.length; i++) {
            if (!Float.isFinite(bounds[i]) || (i >= dims && bounds[i] < 0)) {
                throw new CorruptFileException(
                        at(GraphSection.BYTE_BOUNDS, 4L * i), "bound or step " + i + " is " + bounds[i]);
            }
        }
        ByteRows rows = new ByteRows(
                head.nodes(),
                new ScalarQuantizer(Arrays.copyOf(bounds, dims), Arrays.copyOfRange(bounds, dims, 2 * dims)),
                head.isL2(),
                kernels);
        CRC32C crc = new CRC32C();
        int rowsAStep = Math.max(1, STEP_BYTES / dims);
        byte[] step = new byte[(int) Math.min((long) rowsAStep * dims, (long) head.nodes() * dims)];
        for (int from = 0; from < head.nodes(); from += rowsAStep) {
            int count = Math.min(rowsAStep, head.nodes() - from);
            MemorySegment part = MemorySegment.ofArray(step).asSlice(0, (long) count * dims);
            source.copy(offsets[GraphSection.BYTE_ROWS.place()] + (long) from * dims, part);
            crc.update(step, 0, count * dims);
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(part, (long) i * dims, rows.codes(from + i), 0, dims);
            }
        }
        require((int) crc.getValue(), GraphSection.BYTE_ROWS);
        return rows;
    }

    private FloatRows readFloats(KernelSet kernels) throws IOException {
        int dims = head.dims();
        FloatRows rows = new FloatRows(head.nodes(), dims, head.isL2(), kernels);
        float[] chunk = new float[Math.min(GraphHead.CHUNK_ROWS, head.nodes()) * dims];
        for (int c = 0; c < head.chunks(); c++) {
            int from = c * GraphHead.CHUNK_ROWS;
            int count = readChunk(c, chunk);
            for (int i = 0; i < count; i++) {
                rows.put(from + i, chunk, i * dims);
            }
        }
        return rows;
    }

    /// Reads the floats of a chunk and checks them; answers how many rows it has.
    int readChunk(int chunk, float[] out) throws IOException {
        int from = chunk * GraphHead.CHUNK_ROWS;
        int count = Math.min(GraphHead.CHUNK_ROWS, head.nodes() - from);
        long at = 4L * head.dims() * from;
        MemorySegment part = MemorySegment.ofArray(out).asSlice(0, 4L * head.dims() * count);
        source.copy(offsets[GraphSection.FLOAT_ROWS.place()] + at, part);
        FileFront.require(
                SegmentFormat.checksum(part),
                floatChecksums[chunk],
                at(GraphSection.FLOAT_ROWS, at).inPage(chunk));
        return count;
    }

    /// Reads the floats of one row; those of its chunk are checked before the first.
    void readFloats(int node, float[] out) throws IOException {
        int chunk = node / GraphHead.CHUNK_ROWS;
        if (areFloatsChecked.getAcquire(chunk) == null) {
            readChunk(chunk, new float[Math.min(GraphHead.CHUNK_ROWS, head.nodes()) * head.dims()]);
            areFloatsChecked.setRelease(chunk, Boolean.TRUE);
        }
        source.copy(
                offsets[GraphSection.FLOAT_ROWS.place()] + 4L * head.dims() * node,
                MemorySegment.ofArray(out).asSlice(0, 4L * head.dims()));
    }

    private void copy(GraphSection section, MemorySegment target) throws IOException {
        source.copy(offsets[section.place()], target);
        require(SegmentFormat.checksum(target), section);
    }

    private void require(int found, GraphSection section) {
        FileFront.require(found, checksums[section.place()], at(section, 0));
    }

    private Location at(GraphSection section, long from) {
        return at(source, section, offsets[section.place()] + from);
    }

    private static Location at(SegmentSource source, GraphSection section, long offset) {
        return Location.of(source.name())
                .inColumn(section.name().toLowerCase(Locale.ROOT))
                .atOffset(offset);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static GraphFile read(SegmentSource source) throws IOException {
        FileFront front =
                FileFront.read(source, "graph file", GraphHead.MAGIC, GraphHead.VERSION, GraphHead.FRONT_BYTES);
        Location at = front.location();
        GraphHead head = head(front, at);
        GraphSection[] sections = GraphSection.values();
        // Only the upper lists have a length that the head does not give.
        long upperLength = front.length(GraphSection.UPPER_LISTS.place());
        long[] offsets =
                front.offsets(i -> sections[i] == GraphSection.UPPER_LISTS ? upperLength : head.length(sections[i], 0));
        int[] checksums = front.checksums();
        int[] sizes = small(source, GraphSection.LEVELS, head.levels(), offsets, checksums);
        try {
            Graph.checkSizes(head.links(), sizes);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(
                    at(source, GraphSection.LEVELS, offsets[GraphSection.LEVELS.place()]),
                    "levels: " + e.getMessage(),
                    e);
        }
        long upperNodes = Arrays.stream(sizes).skip(1).asLongStream().sum();
        if (sizes[0] != head.nodes() || upperLength != head.length(GraphSection.UPPER_LISTS, upperNodes)) {
            throw new CorruptFileException(
                    at.atOffset(FileFront.entry(GraphSection.UPPER_LISTS.place())),
                    "levels of " + Arrays.toString(sizes) + " nodes do not fit the lists");
        }
        int chunks = head.storage().hasFloats() ? head.chunks() : 0;
        int[] floatChecksums = small(source, GraphSection.FLOAT_CHECKSUMS, chunks, offsets, checksums);
        GraphShape shape = new GraphShape(
                head.links(), head.beam(), Arrays.stream(sizes).boxed().toList());
        return new GraphFile(source, head, shape, offsets, checksums, floatChecksums);
    }

    private static int[] small(SegmentSource source, GraphSection section, int count, long[] offsets, int[] checksums)
            throws IOException {
        int[] values = new int[count];
        if (count > 0) {
            MemorySegment array = MemorySegment.ofArray(values);
            source.copy(offsets[section.place()], array);
            FileFront.require(
                    SegmentFormat.checksum(array),
                    checksums[section.place()],
                    at(source, section, offsets[section.place()]));
        }
        return values;
    }

    private static GraphHead head(FileFront front, Location at) {
        RowStorage storage = null;
        for (RowStorage known : RowStorage.values()) {
            storage = known.code() == front.byteAt(GraphHead.AT_STORAGE) ? known : storage;
        }
        Metric metric = null;
        for (Metric known : Metric.values()) {
            metric = SegmentFormat.code(known) == front.byteAt(GraphHead.AT_METRIC) ? known : metric;
        }
        if (storage == null || metric == null) {
            throw new UnsupportedFeatureException(
                    "graph metric or storage",
                    front.byteAt(GraphHead.AT_METRIC) + ", " + front.byteAt(GraphHead.AT_STORAGE),
                    "those of version " + GraphHead.VERSION,
                    at.atOffset(GraphHead.AT_METRIC));
        }
        GraphHead head = new GraphHead(
                metric,
                storage,
                front.intAt(GraphHead.AT_DIMS),
                front.intAt(GraphHead.AT_LINKS),
                front.intAt(GraphHead.AT_BEAM),
                front.byteAt(GraphHead.AT_LEVELS),
                front.intAt(GraphHead.AT_NODES));
        try {
            AnnSpec.checkShape(IndexKind.HNSW, head.dims(), 1, 0, 0, storage);
            AnnSpec.checkGraph(head.links(), head.beam());
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(at.atOffset(GraphHead.AT_DIMS), "graph head: " + e.getMessage(), e);
        }
        if (head.nodes() < 1 || head.nodes() > Graph.MAX_NODES || head.levels() < 1) {
            throw new CorruptFileException(
                    at.atOffset(GraphHead.AT_NODES),
                    "graph of " + head.nodes() + " nodes, " + head.levels() + " levels");
        }
        return head;
    }
}
