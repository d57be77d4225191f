package dev.evodb.bench.search;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.index.AnnSpec;
import dev.evodb.ann.index.IndexKind;
import dev.evodb.ann.index.RowStorage;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One query over one of our inverted files; with `-prof gc`, what it allocates. Rows are random, so
/// that times say little: what counts is `gc.alloc.rate.norm`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueryBenchmark {
    private static final int ROWS = 20_000;
    private static final int DIMS = 100;
    private static final int QUERIES = 100;

    @Param({"IVF_PQ", "IVF_RQ", "IVF_FLAT"})
    IndexKind kind = IndexKind.IVF_PQ;

    @Param({"float", "int8+float", "int8+file"})
    String rows = "float";

    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // By the setup.
    private AnnIndex index;

    private final SearchRequest[] requests = new SearchRequest[QUERIES];
    private final HitBuffer answer = new HitBuffer();
    private int next;

    /// Builds the index, and compares the two ways to search it.
    @Setup
    public void gate() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        folder = Files.createTempDirectory("evodb-query");
        AnnSpec spec =
                AnnSpec.of(kind, Metric.L2, ROWS, DIMS).withPartitions(128).withStorage(RowStorage.ofWireName(rows));
        AnnIndex.build(folder, new MemoryVectors(gaussians(random, ROWS * DIMS), DIMS), spec, BuildProgress.NONE);
        index = AnnIndex.open(folder);
        for (int q = 0; q < QUERIES; q++) {
            requests[q] = new SearchRequest(gaussians(random, DIMS), 10, 16, 8, RowMask.all());
            Hits expected = index.search(requests[q]);
            index.search(requests[q], answer);
            if (!Arrays.equals(expected.rowIds(), answer.toHits().rowIds())) {
                throw new IllegalStateException("query " + q + " has another answer in a buffer");
            }
        }
    }

    @TearDown
    public void close() throws IOException {
        index.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(QueryBenchmark::delete);
        }
    }

    @Benchmark
    public Hits hits() throws IOException {
        return index.search(request());
    }

    @Benchmark
    public HitBuffer buffer() throws IOException {
        index.search(request(), answer);
        return answer;
    }

    private SearchRequest request() {
        next = next + 1 == QUERIES ? 0 : next + 1;
        return requests[next];
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] gaussians(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
