package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.SearchStatistics.Method;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanceVectorSearchTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final int DIMS = 32;

    /// The stored vectors of these kinds are exact, or become it by refining all rows.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ivf-flat-l2",
                "ivf-flat-cosine",
                "ivf-flat-dot",
                "ivf-flat-hamming-u8",
                "ivf-pq4-l2",
                "ivf-sq-cosine",
                "ivf-rq-dot",
                "ivf-hnsw-sq-l2"
            })
    void allProbesRefinedAreExact(String fixture) throws IOException {
        try (LanceDataset table = table(fixture);
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            SearchRequest request = SearchRequest.of(query(fixture), 10).withRefineFactor(120);
            Hits exact = search.exact(search.indexType().orElseThrow(), List.of(request))
                    .getFirst();
            Hits hits = search.search(request);
            assertArrayEquals(exact.distances(), hits.distances());
            assertEquals(Method.INDEX, hits.statistics().method());
            assertTrue(hits.statistics().candidatesRefined() > 1000, hits.statistics()::toString);
        }
    }

    @Test
    void hammingDistancesCountBits() throws IOException {
        try (LanceDataset table = table("ivf-flat-hamming-u8");
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            float[] query = new float[DIMS];
            search.column().copy(table.take(List.of("vec"), new long[] {5}).column("vec"), 0, query, 0);
            Hits hits = search.search(SearchRequest.of(query, 1));
            assertEquals(0, hits.distances()[0]);
            query[3] = (int) query[3] ^ 0x81;
            assertEquals(2, search.search(SearchRequest.of(query, 1)).distances()[0]);
            query[0] = 0.5f;
            assertEquals(
                    "query value 0 is 0.5, hamming distances need integers in 0..=255",
                    assertThrows(IllegalArgumentException.class, () -> search.search(SearchRequest.of(query, 1)))
                            .getMessage());
        }
    }

    @Test
    void hammingOfFloatsIsRefused() throws IOException {
        try (LanceDataset table = table("ivf-flat-l2");
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            assertEquals(
                    "hamming distances are those of unsigned bytes, column vec holds floats",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> search.exact(
                                            DistanceType.HAMMING, List.of(SearchRequest.of(new float[DIMS], 1))))
                            .getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ivf-flat-l2", "ivf-pq8-l2", "ivf-hnsw-sq-l2"})
    void answersDistancesWithinTheBoundsOnly(String fixture) throws IOException {
        try (LanceDataset table = table(fixture);
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            SearchRequest request = SearchRequest.of(query(fixture), 20).withEf(200);
            double[] all = search.search(request).distances();
            double[] some = search.search(request.withBounds(all[3], all[9])).distances();
            assertArrayEquals(Arrays.copyOfRange(all, 3, 9), some);
            SearchRequest refined = request.withRefineFactor(3);
            double[] exact = search.search(refined).distances();
            assertArrayEquals(
                    Arrays.copyOfRange(exact, 0, 4),
                    search.search(refined.withBounds(Double.NEGATIVE_INFINITY, exact[4]))
                            .distances());
        }
    }

    @Test
    void probesMoreUntilThereAreEnough() throws IOException {
        try (LanceDataset table = table("ivf-flat-l2");
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            RowMask few = search.mask("id % 100 = 7");
            SearchRequest request = SearchRequest.of(query("ivf-flat-l2"), 5).withMask(few);
            Hits one = search.search(request.withProbes(1));
            assertTrue(one.size() < 5 && one.statistics().isExhausted(), one.statistics()::toString);
            Hits more = search.search(request.withProbes(1, 8));
            assertEquals(5, more.size());
            assertFalse(more.statistics().isExhausted());
            assertTrue(more.probed() > 1 && more.probed() <= 8, more.statistics()::toString);
            assertEquals(
                    1,
                    search.search(request.withMask(RowMask.all()).withProbes(1, 8))
                            .probed());
        }
    }

    @Test
    void saysWhatWasDone() throws IOException {
        OpenOptions appended = OpenOptions.DEFAULT.withVersion(4);
        try (LanceDataset table = LanceDataset.open(FIXTURES.resolve("ivf-pq8-l2-life/data.lance"), appended);
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            SearchRequest request =
                    SearchRequest.of(query("ivf-pq8-l2-life"), 3).withProbes(2).withRefineFactor(4);
            SearchStatistics statistics = search.search(request).statistics();
            assertEquals(Method.INDEX_AND_ROWS, statistics.method(), statistics::toString);
            assertEquals(2, statistics.partitionsProbed());
            assertEquals(12, statistics.candidatesRefined());
            assertTrue(statistics.rowsCompared() > 0 && statistics.codesScored() > 12, statistics::toString);
            String explained = search.explain(request);
            assertTrue(
                    explained.startsWith("index vec_idx: IVF_PQ for l2, 1 segments\nprobe 2 of 8 partitions with "),
                    explained);
            assertTrue(explained.endsWith("fragments that the index does not cover\nanswer the nearest 3"), explained);
        }
    }

    /// The container that was written before the current one is a single file with the end of a data file
    /// of version 0.1.
    @Test
    void comparesAllRowsWhereTheIndexIsOfTheLegacyContainer(@TempDir Path folder) throws IOException {
        Path table = copy("ivf-pq8-cosine", folder);
        Path file;
        try (Stream<Path> files = Files.walk(table)) {
            file = files.filter(path -> path.endsWith("index.idx")).findFirst().orElseThrow();
        }
        // Index { vector_index { spec_version 1, dimension 32, metric_type cosine } }
        Files.write(
                file,
                HexFormat.of()
                        .parseHex("08000000" + "2a06" + "08011020" + "2001" + "0000000000000000" + "00000100"
                                + "4c414e43"));
        try (LanceDataset dataset = LanceDataset.open(table);
                LanceVectorSearch search = LanceVectorSearch.open(dataset, "vec", KernelSet.plain())) {
            assertTrue(search.ignoresIndex());
            assertEquals(DistanceType.COSINE, search.defaultType());
            SearchRequest request = SearchRequest.of(query("ivf-pq8-cosine"), 10);
            Hits hits = search.search(request);
            assertArrayEquals(
                    search.exact(DistanceType.COSINE, List.of(request))
                            .getFirst()
                            .rowIds(),
                    hits.rowIds());
            assertEquals(
                    SearchStatistics.ofRows(
                            1200,
                            false,
                            "index vec_idx is not used: its file is of the container that was written before"
                                    + " version 0.3"),
                    hits.statistics());
        }
    }

    /// A compaction that defers the remapping of row ids leaves an index `__lance_frag_reuse` behind.
    @Test
    void comparesAllRowsBesideAFragmentReuseIndex(@TempDir Path folder) throws IOException {
        Path table = copy("ivf-pq8-cosine", folder);
        Path manifest;
        try (Stream<Path> files = Files.list(table.resolve("_versions"))) {
            manifest = files.filter(path -> path.toString().endsWith(".manifest"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        Files.write(manifest, withFragmentReuse(Files.readAllBytes(manifest)));
        try (LanceDataset dataset = LanceDataset.open(table);
                LanceVectorSearch search = LanceVectorSearch.open(dataset, "vec", KernelSet.plain())) {
            assertTrue(search.ignoresIndex());
            assertEquals(DistanceType.COSINE, search.defaultType());
            SearchRequest request = SearchRequest.of(query("ivf-pq8-cosine"), 10);
            Hits hits = search.search(request);
            assertArrayEquals(
                    search.exact(DistanceType.COSINE, List.of(request))
                            .getFirst()
                            .rowIds(),
                    hits.rowIds());
            assertEquals(
                    SearchStatistics.ofRows(
                            1200,
                            false,
                            "index vec_idx is not used: a compaction moved rows and left its row ids as they were"),
                    hits.statistics());
        }
    }

    /// A manifest with one more index. The new section of indices and the manifest come behind the old
    /// ones; of a field that is there twice the last one counts.
    private static byte[] withFragmentReuse(byte[] bytes) {
        ByteBuffer old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int front = bytes.length - 16;
        int manifestAt = (int) old.getLong(front);
        int indicesAt = 0;
        byte[] details = "/lance.table.FragmentReuseIndexDetails".getBytes(StandardCharsets.UTF_8);
        byte[] name = "__lance_frag_reuse".getBytes(StandardCharsets.UTF_8);
        ByteBuffer index = ByteBuffer.allocate(200);
        index.put((byte) 0x0A).put((byte) 18).put((byte) 0x0A).put((byte) 16).put(new byte[16]);
        index.put((byte) 0x1A).put((byte) name.length).put(name);
        index.put((byte) 0x32).put((byte) (details.length + 2));
        index.put((byte) 0x0A).put((byte) details.length).put(details);
        ByteBuffer out = ByteBuffer.allocate(2 * bytes.length + 300).order(ByteOrder.LITTLE_ENDIAN);
        out.put(bytes, 0, front);
        int newIndicesAt = out.position();
        int indicesLength = old.getInt(indicesAt);
        out.putInt(indicesLength + 2 + index.position()).put(bytes, indicesAt + 4, indicesLength);
        out.put((byte) 0x0A).put((byte) index.position()).put(index.array(), 0, index.position());
        int newManifestAt = out.position();
        int manifestLength = old.getInt(manifestAt);
        out.putInt(manifestLength + 3).put(bytes, manifestAt + 4, manifestLength);
        out.put((byte) 0x30).put((byte) ((newIndicesAt & 0x7F) | 0x80)).put((byte) (newIndicesAt >>> 7));
        out.putLong(newManifestAt).put(bytes, front + 8, 8);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void comparesAllRowsOfAColumnWithoutIndex() throws IOException {
        try (LanceDataset table = LanceDataset.open(
                        FIXTURES.resolve("ivf-pq8-l2-life/data.lance"), OpenOptions.DEFAULT.withVersion(1));
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
            Hits hits = search.search(SearchRequest.of(query("ivf-pq8-l2-life"), 4));
            assertEquals(4, hits.size());
            assertFalse(search.ignoresIndex());
            assertEquals("column vec has no index", hits.statistics().note());
        }
    }

    private static float[] query(String fixture) {
        float[] query = new float[DIMS];
        for (int d = 0; d < DIMS; d++) {
            query[d] = fixture.endsWith("u8") ? d * 7 : (d % 5) - 2;
        }
        return query;
    }

    private static LanceDataset table(String fixture) throws IOException {
        return LanceDataset.open(FIXTURES.resolve(fixture).resolve("data.lance"));
    }

    private static Path copy(String fixture, Path folder) throws IOException {
        Path source = FIXTURES.resolve(fixture).resolve("data.lance");
        Path target = folder.resolve("data.lance");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }
}
