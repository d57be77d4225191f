package dev.evodb.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lance.namespace.model.AnalyzeTableQueryPlanRequest;
import org.lance.namespace.model.CountTableRowsRequest;
import org.lance.namespace.model.DescribeNamespaceRequest;
import org.lance.namespace.model.DescribeTableIndexStatsRequest;
import org.lance.namespace.model.DescribeTableIndexStatsResponse;
import org.lance.namespace.model.DescribeTableRequest;
import org.lance.namespace.model.DescribeTableResponse;
import org.lance.namespace.model.DescribeTableVersionRequest;
import org.lance.namespace.model.ExplainTableQueryPlanRequest;
import org.lance.namespace.model.GetTableStatsRequest;
import org.lance.namespace.model.GetTableStatsResponse;
import org.lance.namespace.model.GetTableTagVersionRequest;
import org.lance.namespace.model.IndexContent;
import org.lance.namespace.model.JsonArrowSchema;
import org.lance.namespace.model.ListNamespacesRequest;
import org.lance.namespace.model.ListTableIndicesRequest;
import org.lance.namespace.model.ListTableIndicesResponse;
import org.lance.namespace.model.ListTableTagsRequest;
import org.lance.namespace.model.ListTableVersionsRequest;
import org.lance.namespace.model.ListTableVersionsResponse;
import org.lance.namespace.model.ListTablesRequest;
import org.lance.namespace.model.ListTablesResponse;
import org.lance.namespace.model.NamespaceExistsRequest;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.QueryTableRequestColumns;
import org.lance.namespace.model.QueryTableRequestFullTextQuery;
import org.lance.namespace.model.QueryTableRequestVector;
import org.lance.namespace.model.StringFtsQuery;
import org.lance.namespace.model.TableBasicStats;
import org.lance.namespace.model.TableExistsRequest;
import org.lance.namespace.model.TableVersion;

/// Every call that reads, of a table that LanceDB wrote by a known rule.
class EvoNamespaceTest {
    private static final List<String> T3 = List.of("t3");
    private static final List<Float> NEAR_100 = row(100);

    @TempDir
    private static Path folder;

    private static EvoNamespace namespace;

    @BeforeAll
    static void open() throws IOException {
        Tables.fill(folder, "versions", "tiny-21");
        namespace = Tables.open(folder.toString());
    }

    @AfterAll
    static void close() {
        namespace.close();
    }

    /// As the writer made it: search-api's generate/tables.mjs.
    private static List<Float> row(int i) {
        return List.of((float) (i * 0.1), (float) (i * 7 % 11 * 0.1), (float) (i % 5 * 0.2), (float) (1 - i * 0.01));
    }

    private static QueryTableRequest nearest(int k) {
        return new QueryTableRequest()
                .id(T3)
                .vector(new QueryTableRequestVector().singleVector(NEAR_100))
                .k(k);
    }

    @Test
    void namespacesAreTheFolders() {
        assertEquals(
                Set.of("a", "fx"),
                namespace.listNamespaces(new ListNamespacesRequest()).getNamespaces());
        assertEquals(
                Set.of("b"),
                namespace
                        .listNamespaces(new ListNamespacesRequest().id(List.of("a")))
                        .getNamespaces());
        assertEquals(
                Map.of(),
                namespace
                        .describeNamespace(new DescribeNamespaceRequest().id(List.of("a", "b")))
                        .getProperties());
        namespace.namespaceExists(new NamespaceExistsRequest().id(List.of("a")));
        namespace.namespaceExists(new NamespaceExistsRequest());
    }

    @Test
    void tablesAreListedPageByPage() {
        ListTablesRequest request = new ListTablesRequest().id(List.of("fx")).limit(1);
        ListTablesResponse first = namespace.listTables(request);
        assertEquals(Set.of("tiny-21"), first.getTables());
        ListTablesResponse second = namespace.listTables(request.pageToken(first.getPageToken()));
        assertEquals(Set.of("versions"), second.getTables());
        assertNull(second.getPageToken());
        assertEquals(
                List.of("a$b$tt", "fx$tiny-21", "fx$versions", "t3"),
                List.copyOf(namespace.listAllTables(new ListTablesRequest()).getTables()));
        assertEquals(
                Set.of("a$b$tt"),
                namespace
                        .listAllTables(new ListTablesRequest().id(List.of("a")))
                        .getTables());
    }

    @Test
    void aTableIsDescribed() {
        DescribeTableResponse table = namespace.describeTable(new DescribeTableRequest().id(List.of("a", "b", "tt")));
        JsonArrowSchema schema = Objects.requireNonNull(table.getSchema());
        TableBasicStats stats = Objects.requireNonNull(table.getStats());
        assertEquals("tt", table.getTable());
        assertEquals(List.of("a", "b"), table.getNamespace());
        assertEquals(7, table.getVersion());
        assertEquals(
                List.of("id:int64", "name:string", "vector:fixed_size_list"),
                schema.getFields().stream()
                        .map(field -> field.getName() + ":" + field.getType().getType())
                        .toList());
        assertEquals(4, schema.getFields().get(2).getType().getLength());
        assertEquals(4, stats.getNumFragments());
        assertEquals(0, stats.getNumDeletedRows());
        assertNull(table.getTableUri());
        assertEquals(Map.of(), table.getStorageOptions());
    }

    @Test
    void thePlaceOfATableIsWhereItLies() throws IOException {
        DescribeTableResponse table = namespace.describeTable(
                new DescribeTableRequest().id(T3).withTableUri(true).loadDetailedMetadata(false));
        assertEquals(folder.toRealPath().resolve("t3.lance"), Path.of(table.getLocation()));
        assertEquals(folder.toRealPath().resolve("t3.lance"), Path.of(URI.create(table.getTableUri())));
        assertNull(table.getSchema());
    }

    @Test
    void oldVersionsAreDescribedAndCounted() {
        assertEquals(
                2,
                namespace
                        .describeTable(new DescribeTableRequest().id(T3).version(2L))
                        .getVersion());
        assertEquals(310, namespace.countTableRows(new CountTableRowsRequest().id(T3)));
        assertEquals(
                30, namespace.countTableRows(new CountTableRowsRequest().id(T3).version(1L)));
        assertEquals(
                5,
                namespace.countTableRows(
                        new CountTableRowsRequest().id(T3).version(1L).predicate("id < 5")));
        namespace.tableExists(new TableExistsRequest().id(T3).version(7L));
    }

    @Test
    void versionsAreListedBothWays() {
        ListTableVersionsRequest request = new ListTableVersionsRequest().id(T3).limit(5);
        ListTableVersionsResponse first = namespace.listTableVersions(request);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), numbers(first));
        assertEquals(List.of(6L, 7L), numbers(namespace.listTableVersions(request.pageToken(first.getPageToken()))));
        ListTableVersionsResponse last = namespace.listTableVersions(
                new ListTableVersionsRequest().id(T3).descending(true).limit(2));
        assertEquals(List.of(7L, 6L), numbers(last));
        assertEquals(Map.of("total_rows", "310"), last.getVersions().getFirst().getMetadata());
        List<Long> times = last.getVersions().stream()
                .map(version -> Objects.requireNonNull(version.getTimestampMillis()))
                .toList();
        assertTrue(times.get(0) >= times.get(1) && times.get(1) > 1_700_000_000_000L, times::toString);
    }

    private static List<Long> numbers(ListTableVersionsResponse response) {
        return response.getVersions().stream().map(TableVersion::getVersion).toList();
    }

    @Test
    void aVersionIsDescribed() {
        TableVersion third = namespace
                .describeTableVersion(new DescribeTableVersionRequest().id(T3).version(3L))
                .getVersion();
        assertEquals(3, third.getVersion());
        assertEquals(Map.of("total_rows", "300"), third.getMetadata());
        assertTrue(Files.exists(Path.of(third.getManifestPath())), third::toString);
        assertEquals(
                7,
                namespace
                        .describeTableVersion(new DescribeTableVersionRequest().id(T3))
                        .getVersion()
                        .getVersion());
    }

    @Test
    void tagsNameVersions() {
        assertEquals(
                Set.of("v1"),
                namespace
                        .listTableTags(new ListTableTagsRequest().id(T3))
                        .getTags()
                        .keySet());
        assertEquals(
                3,
                namespace
                        .getTableTagVersion(
                                new GetTableTagVersionRequest().id(T3).tag("v1"))
                        .getVersion());
    }

    @Test
    void indicesAreListedAndMeasured() {
        ListTableIndicesResponse indices = namespace.listTableIndices(new ListTableIndicesRequest().id(T3));
        assertEquals(
                List.of("id_idx", "name_idx", "vector_idx"),
                indices.getIndexes().stream().map(IndexContent::getIndexName).toList());
        assertEquals(List.of("vector"), indices.getIndexes().get(2).getColumns());
        ListTableIndicesResponse one = namespace.listTableIndices(
                new ListTableIndicesRequest().id(T3).limit(1).pageToken("id_idx"));
        assertEquals(
                List.of("name_idx"),
                one.getIndexes().stream().map(IndexContent::getIndexName).toList());
        DescribeTableIndexStatsResponse stats =
                namespace.describeTableIndexStats(new DescribeTableIndexStatsRequest().id(T3), "vector_idx");
        assertEquals("IVF_PQ", stats.getIndexType());
        assertEquals("l2", stats.getDistanceType());
        assertEquals(300, stats.getNumIndexedRows());
        assertEquals(10, stats.getNumUnindexedRows());
        assertEquals(
                "BTREE",
                namespace
                        .describeTableIndexStats(
                                new DescribeTableIndexStatsRequest().id(T3).indexName("id_idx"), null)
                        .getIndexType());
    }

    @Test
    void aTableIsMeasured() {
        GetTableStatsResponse stats = namespace.getTableStats(new GetTableStatsRequest().id(T3));
        assertEquals(310, stats.getNumRows());
        assertEquals(3, stats.getNumIndices());
        assertEquals(4, stats.getFragmentStats().getNumFragments());
        assertEquals(10, stats.getFragmentStats().getLengths().getMin());
        assertEquals(240, stats.getFragmentStats().getLengths().getMax());
        assertTrue(stats.getTotalBytes() > 0);
    }

    @Test
    void exactSearchGivesTheNearestRowsOfAll() {
        Comparator<Integer> byDistance = Comparator.comparingDouble(EvoNamespaceTest::distance);
        List<Long> wanted = IntStream.range(0, 310)
                .boxed()
                .sorted(byDistance)
                .limit(7)
                .map(Integer::longValue)
                .toList();
        Tables.Rows answer = Tables.rows(namespace.queryTable(nearest(7).bypassVectorIndex(true)));
        assertEquals(List.of("id", "name", "vector", "_distance"), answer.names());
        assertEquals(wanted, answer.get("id"));
        assertEquals(distance(100), (Float) answer.get("_distance").getFirst(), 1e-6);
        Tables.Rows rest = Tables.rows(namespace.queryTable(nearest(4).offset(3).bypassVectorIndex(true)));
        assertEquals(wanted.subList(3, 7), rest.get("id"));
    }

    private static double distance(int i) {
        double sum = 0;
        for (int d = 0; d < 4; d++) {
            double difference = row(i).get(d) - NEAR_100.get(d);
            sum += difference * difference;
        }
        return sum;
    }

    @Test
    void boundsKeepWhatIsWithin() {
        Tables.Rows answer = Tables.rows(namespace.queryTable(
                nearest(50).bypassVectorIndex(true).lowerBound(0.5f).upperBound(2f)));
        long wanted = IntStream.range(0, 310)
                .filter(i -> (float) distance(i) >= 0.5f && (float) distance(i) < 2f)
                .count();
        assertEquals(wanted, answer.get("id").size());
    }

    @Test
    void severalVectorsAreAnsweredWithTheirNumbers() {
        Tables.Rows answer = Tables.rows(namespace.queryTable(new QueryTableRequest()
                .id(T3)
                .vector(new QueryTableRequestVector().multiVector(List.of(row(5), row(305))))
                .columns(new QueryTableRequestColumns().columnNames(List.of("id")))
                .bypassVectorIndex(true)
                .k(1)));
        assertEquals(List.of(0, 1), answer.get("query_index"));
        assertEquals(List.of(5L, 305L), answer.get("id"));
    }

    @Test
    void scansFilterComputeAndPage() {
        Tables.Rows answer = Tables.rows(namespace.queryTable(new QueryTableRequest()
                .id(T3)
                .filter("id >= 10")
                .offset(2)
                .k(3)
                .columns(new QueryTableRequestColumns().columnAliases(Map.of("twice", "id * 2")))));
        assertEquals(Map.of("twice", List.of(24L, 26L, 28L)), answer.columns());
        assertEquals(
                LongStream.range(0, 30).boxed().toList(),
                Tables.rows(namespace.queryTable(
                                new QueryTableRequest().id(T3).version(1L).k(1000)))
                        .get("id"));
        assertEquals(
                10,
                Tables.rows(namespace.queryTable(new QueryTableRequest().id(T3)))
                        .get("id")
                        .size());
    }

    @Test
    void wordsFindRows() {
        Tables.Rows answer = Tables.rows(namespace.queryTable(new QueryTableRequest()
                .id(T3)
                .fullTextQuery(new QueryTableRequestFullTextQuery().stringQuery(new StringFtsQuery().query("hello")))
                .k(400)));
        assertEquals(Set.of("hello x"), Set.copyOf(answer.get("name")));
    }

    @Test
    void plansSayWhatIsDone() {
        String explained = namespace.explainTableQueryPlan(
                new ExplainTableQueryPlanRequest().id(T3).query(nearest(3).filter("id < 50")));
        assertTrue(explained.contains("table=t3, version=7, column=vector"), explained);
        assertTrue(explained.contains("id < 50"), explained);
        assertEquals(
                explained,
                namespace.explainTableQueryPlan(
                        new ExplainTableQueryPlanRequest().query(nearest(3).filter("id < 50"))));
        String analysis = namespace.analyzeTableQueryPlan(new AnalyzeTableQueryPlanRequest()
                .id(T3)
                .vector(new QueryTableRequestVector().singleVector(NEAR_100))
                .k(3));
        assertTrue(analysis.contains("Done: rows=3"), analysis);
    }

    @Test
    void namespacesOfOneRootHaveOneId() {
        try (EvoNamespace same = Tables.open(folder.toUri().toString());
                EvoNamespace below = Tables.open(folder.resolve("a").toString())) {
            assertEquals(namespace.namespaceId(), same.namespaceId());
            assertNotEquals(namespace.namespaceId(), below.namespaceId());
            assertEquals(
                    Set.of("b"),
                    below.listNamespaces(new ListNamespacesRequest()).getNamespaces());
        }
    }

    @Test
    void manyThreadsShareOneNamespace() throws InterruptedException {
        List<Long> wanted = new ArrayList<>();
        Tables.rows(namespace.queryTable(nearest(5).nprobes(4))).get("id").forEach(id -> wanted.add((Long) id));
        List<List<Object>> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> answers.add(
                            Tables.rows(namespace.queryTable(nearest(5).nprobes(4)))
                                    .get("id"))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(Collections.nCopies(8, wanted), answers);
    }
}
