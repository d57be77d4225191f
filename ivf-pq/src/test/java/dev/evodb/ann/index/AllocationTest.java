package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a search leaves for the garbage collector. The kernels are the plain ones: until the compiler has
/// been at them, those of the Vector API make an object an operation.
class AllocationTest {
    /// A look at the file's size and time by the operating system.
    private static final long FILE_BYTES = 2048;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "IVF_PQ, float, 0",
        "IVF_PQ, int8+float, 0",
        "IVF_PQ, int8, 0",
        "IVF_PQ, int8+file, " + FILE_BYTES,
        "IVF_SQ, int8, 0",
        "IVF_FLAT, float, 0"
    })
    void answersInMemoryOfTheCallerAllocateNothing(IndexKind kind, String rows, long most) throws IOException {
        try (AnnIndex index = open(kind, RowStorage.ofWireName(rows))) {
            List<SearchRequest> requests = requests();
            HitBuffer answer = new HitBuffer();
            searchAll(index, requests, answer);
            searchAll(index, requests, answer);

            ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = thread.getCurrentThreadAllocatedBytes();
            searchAll(index, requests, answer);
            long allocated = thread.getCurrentThreadAllocatedBytes() - before;

            // A few in all, not a query, are those of the measurement and of a compiled method's first run.
            assertTrue(
                    allocated / requests.size() <= most,
                    () -> allocated + " bytes for " + requests.size() + " queries");
        }
    }

    @ParameterizedTest
    @CsvSource({"IVF_PQ, float", "IVF_PQ, int8+file", "HNSW, float"})
    void aBufferHoldsTheAnswerOfTheSameSearch(IndexKind kind, String rows) throws IOException {
        try (AnnIndex index = open(kind, RowStorage.ofWireName(rows))) {
            HitBuffer answer = new HitBuffer();
            for (SearchRequest request : requests()) {
                var expected = index.search(request);

                index.search(request, answer);

                assertArrayEquals(expected.rowIds(), answer.toHits().rowIds());
                assertArrayEquals(expected.distances(), answer.toHits().distances());
                assertEquals(expected.statistics(), answer.statistics());
                assertEquals(expected.size(), answer.size());
                assertEquals(expected.rowIds()[1], answer.rowId(1));
                assertEquals(expected.distances()[1], answer.distance(1));
            }
        }
    }

    private AnnIndex open(IndexKind kind, RowStorage storage) throws IOException {
        AnnSpec spec = AnnSpec.of(kind, Metric.L2, 20_000, 100).withStorage(storage);
        AnnIndex.build(
                folder,
                WordVectors.base(),
                kind == IndexKind.HNSW ? spec.withBeam(20) : spec.withPartitions(64),
                BuildProgress.NONE);
        return AnnIndex.open(folder, KernelSet.plain());
    }

    private static List<SearchRequest> requests() throws IOException {
        List<SearchRequest> requests = new ArrayList<>();
        for (float[] query : WordVectors.queries()) {
            requests.add(new SearchRequest(query, 10, 4, 8, RowMask.all()));
        }
        return requests;
    }

    private static void searchAll(AnnIndex index, List<SearchRequest> requests, HitBuffer answer) throws IOException {
        for (int i = 0; i < requests.size(); i++) {
            index.search(requests.get(i), answer);
        }
    }
}
