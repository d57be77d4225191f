package dev.evodb.oracle.speed;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.arrow.ArrowBridge;
import dev.evodb.lance.arrow.LanceArrowReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.lance.Dataset;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Reads of whole tables into Arrow memory, ours beside the native library's and, for the vector column,
/// the floor: the same bytes copied out of the mapped file.
///
/// [TableComparison] runs all of them, interleaved, behind a gate.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TableBenchmark {
    static final String FILTER = "bucket = 7 AND id < 500000";
    static final List<String> VECTOR = List.of("vector");

    private static final int FLOOR_STEP = 8192 * BenchTables.DIMS * Float.BYTES;

    /// The folder of the tables.
    @Param("")
    String data = "";

    /// `vectors` or `texts`.
    @Param("vectors")
    String table = "vectors";

    /// Threads of our reader and of the floor; the native library takes its own.
    @Param("0")
    int threads;

    private final SplittableRandom random = new SplittableRandom(5);
    private Opened opened = Opened.NOTHING;

    private record Opened(
            Path path,
            BufferAllocator allocator,
            LanceDataset ours,
            Dataset theirs,
            MemorySegment mapped,
            Arena arena) {
        @SuppressWarnings("NullAway") // Stands for "before the set-up" only.
        private static final Opened NOTHING = new Opened(null, null, null, null, null, null);
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        Path path = Path.of(data, table + ".lance");
        BufferAllocator allocator = new RootAllocator();
        Arena arena = Arena.ofShared();
        opened = new Opened(
                path,
                allocator,
                LanceDataset.open(path),
                NativeReads.open(path, allocator),
                map(path.resolve("data"), arena),
                arena);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        opened.ours().close();
        opened.theirs().close();
        opened.arena().close();
        opened.allocator().close();
    }

    private static MemorySegment map(Path folder, Arena arena) throws IOException {
        try (var files = Files.list(folder)) {
            Path largest = files.max((a, b) ->
                            Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
            try (FileChannel channel = FileChannel.open(largest)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            }
        }
    }

    private ScanRequest request() {
        return threads == 0 ? ScanRequest.ALL : ScanRequest.ALL.parallelism(threads);
    }

    @Benchmark
    public long scanOurs() throws IOException {
        return ours(request());
    }

    @Benchmark
    public long scanNative() throws IOException {
        return NativeReads.scan(opened.theirs(), List.of(), "", NativeReads::rows);
    }

    @Benchmark
    public long vectorOurs() throws IOException {
        return ours(request().columns(VECTOR));
    }

    @Benchmark
    public long vectorNative() throws IOException {
        return NativeReads.scan(opened.theirs(), VECTOR, "", NativeReads::rows);
    }

    /// Copies as many bytes as the vector column has, out of the mapped file into Arrow buffers of a
    /// batch each. As whoever reads batches holds one while the next is read, so does each thread here: a
    /// single buffer that is filled again and again would stay in the cache, and be no floor of reading
    /// ahead.
    @Benchmark
    public long vectorFloor() throws InterruptedException, ExecutionException {
        long bytes = (long) BenchTables.VECTOR_ROWS * BenchTables.DIMS * Float.BYTES;
        int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<Long>> parts = java.util.stream.IntStream.range(0, workers)
                    .mapToObj(worker -> pool.submit(() -> copy(worker, workers, bytes)))
                    .toList();
            long sum = 0;
            for (Future<Long> part : parts) {
                sum += part.get();
            }
            return sum;
        }
    }

    private long copy(int worker, int workers, long bytes) {
        long sum = 0;
        ArrowBuf held = opened.allocator().getEmpty();
        for (long at = (long) worker * FLOOR_STEP; at < bytes; at += (long) workers * FLOOR_STEP) {
            long length = Math.min(FLOOR_STEP, bytes - at);
            ArrowBuf buffer = opened.allocator().buffer(length);
            MemorySegment target = MemorySegment.ofBuffer(buffer.nioBuffer(0, (int) length));
            MemorySegment.copy(opened.mapped(), at, target, 0, length);
            sum += buffer.getByte(0);
            held.close();
            held = buffer;
        }
        held.close();
        return sum;
    }

    @Benchmark
    public long filterOurs() throws IOException {
        return ours(request().where(FILTER));
    }

    @Benchmark
    public long filterNative() throws IOException {
        return NativeReads.scan(opened.theirs(), List.of(), FILTER, NativeReads::rows);
    }

    @Benchmark
    public long takeOurs() throws IOException {
        try (VectorSchemaRoot rows = takeOurs(offsets())) {
            return rows.getRowCount();
        }
    }

    @Benchmark
    public long takeNative() throws IOException {
        return NativeReads.take(opened.theirs(), opened.ours().columnNames(), offsets(), NativeReads::rows);
    }

    @Benchmark
    public long openOurs() throws IOException {
        try (LanceDataset found = LanceDataset.open(opened.path())) {
            return found.countRows();
        }
    }

    @Benchmark
    public long openNative() {
        try (Dataset found = NativeReads.open(opened.path(), opened.allocator())) {
            return found.countRows();
        }
    }

    private long ours(ScanRequest request) throws IOException {
        try (LanceArrowReader reader = new LanceArrowReader(opened.ours(), request, opened.allocator())) {
            return NativeReads.rows(reader);
        }
    }

    private VectorSchemaRoot takeOurs(long[] offsets) throws IOException {
        return ArrowBridge.root(opened.ours().take(opened.ours().columnNames(), offsets), opened.allocator());
    }

    /// 100 random rows, ascending, as the native library wants them.
    private long[] offsets() throws IOException {
        long rows = opened.ours().countRows();
        long[] offsets = new long[100];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = random.nextLong(rows);
        }
        Arrays.sort(offsets);
        return offsets;
    }

    /// Compares every answer that is timed.
    ///
    /// @throws IllegalStateException if one differs
    void gate() throws IOException {
        List<ScanRequest> requests = table.equals("vectors")
                ? List.of(ScanRequest.ALL, ScanRequest.ALL.columns(VECTOR), ScanRequest.ALL.where(FILTER))
                : List.of(ScanRequest.ALL);
        for (ScanRequest request : requests) {
            List<String> columns = request.columns().orElse(List.of());
            String filter = request.filter().orElse("");
            try (LanceArrowReader reader = new LanceArrowReader(opened.ours(), request, opened.allocator())) {
                require(
                        "scan of " + table + " " + columns + " " + filter,
                        NativeReads.scan(opened.theirs(), columns, filter, Contents::of),
                        Contents.of(reader));
            }
        }
        long[] offsets = offsets();
        List<String> columns = opened.ours().columnNames();
        try (VectorSchemaRoot rows = takeOurs(offsets)) {
            String ours = rows.contentToTSVString();
            String theirs = NativeReads.take(opened.theirs(), columns, offsets, reader -> {
                if (!reader.loadNextBatch()) {
                    throw new IllegalStateException("no rows taken");
                }
                return reader.getVectorSchemaRoot().contentToTSVString();
            });
            require("take of " + table, theirs, ours);
        }
    }

    private static void require(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException(what + " differs from the native library's answer");
        }
    }
}
