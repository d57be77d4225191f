package dev.evodb.api.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.ServedTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.SeekableReadChannel;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lance.namespace.client.apache.ApiClient;
import org.lance.namespace.client.apache.ApiException;
import org.lance.namespace.client.apache.api.NamespaceApi;
import org.lance.namespace.client.apache.api.TableApi;
import org.lance.namespace.client.apache.api.TagApi;
import org.lance.namespace.model.AnalyzeTableQueryPlanRequest;
import org.lance.namespace.model.CountTableRowsRequest;
import org.lance.namespace.model.CreateTableTagRequest;
import org.lance.namespace.model.DeleteFromTableRequest;
import org.lance.namespace.model.DescribeNamespaceRequest;
import org.lance.namespace.model.DescribeTableIndexStatsRequest;
import org.lance.namespace.model.DescribeTableIndexStatsResponse;
import org.lance.namespace.model.DescribeTableRequest;
import org.lance.namespace.model.DescribeTableResponse;
import org.lance.namespace.model.ExplainTableQueryPlanRequest;
import org.lance.namespace.model.GetTableStatsRequest;
import org.lance.namespace.model.GetTableStatsResponse;
import org.lance.namespace.model.GetTableTagVersionRequest;
import org.lance.namespace.model.ListTableIndicesRequest;
import org.lance.namespace.model.NamespaceExistsRequest;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.QueryTableRequestColumns;
import org.lance.namespace.model.QueryTableRequestFullTextQuery;
import org.lance.namespace.model.QueryTableRequestVector;
import org.lance.namespace.model.StringFtsQuery;
import org.lance.namespace.model.TableExistsRequest;

/// The client that was generated from the specification of Lance Namespace, unmodified, with every call that
/// reads.
final class NamespaceClientTest {
    private static final List<Float> QUERY = List.of(0.1f, 0.2f, 0.3f, 0.4f);

    @TempDir
    private static Path folder;

    private static ServedTables served;
    private static TableApi tables;
    private static TagApi tags;
    private static NamespaceApi namespaces;

    @BeforeAll
    static void start() throws IOException {
        served = ServedTables.start(folder);
        ApiClient client = new ApiClient().setBasePath(served.url());
        tables = new TableApi(client);
        tags = new TagApi(client);
        namespaces = new NamespaceApi(client);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void listsNamespacesAndTables() throws ApiException {
        assertEquals(
                List.of("a"),
                List.copyOf(namespaces.listNamespaces("$", "$", null, 10).getNamespaces()));
        assertEquals(
                List.of("b"),
                List.copyOf(namespaces.listNamespaces("a", "$", null, 10).getNamespaces()));
        assertEquals(
                List.of("t3", "tj", "tn", "words"),
                List.copyOf(tables.listTables("$", "$", null, null, null).getTables()));
        assertEquals(
                List.of("tt"),
                List.copyOf(tables.listTables("a$b", "$", null, null, null).getTables()));
        assertEquals(
                List.of("a$b$tt", "t3", "tj", "tn", "words"),
                List.copyOf(tables.listAllTables("$", null, null, null).getTables()));
    }

    @Test
    void listsPageByPage() throws ApiException {
        var first = tables.listTables("$", "$", null, 2, null);
        assertEquals(List.of("t3", "tj"), List.copyOf(first.getTables()));
        assertEquals("tj", first.getPageToken());
        var second = tables.listTables("$", "$", first.getPageToken(), 2, null);
        assertEquals(List.of("tn", "words"), List.copyOf(second.getTables()));
        assertEquals(null, second.getPageToken());
    }

    @Test
    void tellsWhetherNamespacesAndTablesExist() throws ApiException {
        namespaces.namespaceExists("a$b", new NamespaceExistsRequest(), "$");
        namespaces.describeNamespace("a", new DescribeNamespaceRequest(), "$");
        tables.tableExists("a$b$tt", new TableExistsRequest(), "$");
        tables.tableExists("a.b.tt", new TableExistsRequest(), ".");
        assertEquals(
                404,
                assertThrows(
                                ApiException.class,
                                () -> namespaces.namespaceExists("a$c", new NamespaceExistsRequest(), "$"))
                        .getCode());
        assertEquals(
                404,
                assertThrows(ApiException.class, () -> tables.tableExists("a$tt", new TableExistsRequest(), "$"))
                        .getCode());
    }

    @Test
    void describesATable() throws ApiException {
        DescribeTableResponse table = tables.describeTable("t3", new DescribeTableRequest(), "$", false, true, false);
        assertEquals(7, table.getVersion());
        assertEquals(
                List.of("id", "name", "vector"),
                Objects.requireNonNull(table.getSchema()).getFields().stream()
                        .map(field -> field.getName())
                        .toList());
        assertEquals(
                "fixed_size_list",
                Objects.requireNonNull(table.getSchema())
                        .getFields()
                        .get(2)
                        .getType()
                        .getType());
        assertEquals(
                4,
                Objects.requireNonNull(table.getSchema())
                        .getFields()
                        .get(2)
                        .getType()
                        .getLength());
        DescribeTableResponse before =
                tables.describeTable("t3", new DescribeTableRequest().version(3L), "$", false, true, false);
        assertEquals(3, before.getVersion());
    }

    @Test
    void countsRows() throws ApiException {
        assertEquals(310, tables.countTableRows("t3", new CountTableRowsRequest(), "$"));
        assertEquals(9, tables.countTableRows("t3", new CountTableRowsRequest().predicate("id > 300"), "$"));
        assertEquals(300, tables.countTableRows("t3", new CountTableRowsRequest().version(3L), "$"));
    }

    @Test
    void findsTheNearestRows() throws ApiException, IOException {
        Rows rows = query(new QueryTableRequest()
                .k(3)
                .vector(new QueryTableRequestVector().singleVector(QUERY))
                .withRowId(true));
        assertEquals(List.of("id", "name", "vector", "_distance", "_rowid"), rows.names());
        assertEquals(List.of(2L, 0L, 5L), rows.get("id"));
    }

    @Test
    void findsTheNearestRowsOfSeveralVectors() throws ApiException, IOException {
        Rows rows = query(new QueryTableRequest()
                .k(2)
                .columns(new QueryTableRequestColumns().columnNames(List.of("id")))
                .vector(new QueryTableRequestVector().multiVector(List.of(QUERY, List.of(0.9f, 0.1f, 0.2f, 0.7f)))));
        assertEquals(List.of("query_index", "id", "_distance"), rows.names());
        assertEquals(List.of(0, 0, 1, 1), rows.get("query_index"));
        assertEquals(List.of(2L, 0L), rows.get("id").subList(0, 2));
    }

    @Test
    void filtersBeforeAndAfterTheSearch() throws ApiException, IOException {
        QueryTableRequest request = new QueryTableRequest()
                .k(5)
                .filter("id > 100")
                .bypassVectorIndex(true)
                .vector(new QueryTableRequestVector().singleVector(QUERY));
        assertEquals(5, query(request.prefilter(true)).get("id").size());
        assertTrue(query(request.prefilter(true)).get("id").stream().allMatch(id -> (Long) id > 100));
        assertEquals(0, query(request.prefilter(false)).get("id").size());
    }

    @Test
    void takesEveryOptionAtOnce() throws ApiException, IOException {
        Rows rows = query(new QueryTableRequest()
                .bypassVectorIndex(true)
                .columns(new QueryTableRequestColumns().columnAliases(Map.of("twice", "id * 2")))
                .distanceType("cosine")
                .ef(50)
                .filter("id > 5")
                .k(3)
                .lowerBound(0f)
                .nprobes(10)
                .offset(1)
                .prefilter(true)
                .refineFactor(2)
                .upperBound(9f)
                .vector(new QueryTableRequestVector().singleVector(QUERY))
                .vectorColumn("vector")
                .withRowId(true));
        assertEquals(List.of("twice", "_distance", "_rowid"), rows.names());
        assertEquals(3, rows.get("twice").size());
    }

    @Test
    void scans() throws ApiException, IOException {
        Rows rows =
                query(new QueryTableRequest().k(4).offset(1).filter("id < 100").vector(new QueryTableRequestVector()));
        assertEquals(List.of(1L, 2L, 3L, 4L), rows.get("id"));
    }

    @Test
    void searchesTexts() throws ApiException, IOException {
        Rows rows = query(new QueryTableRequest()
                .k(5)
                .vector(new QueryTableRequestVector())
                .fullTextQuery(new QueryTableRequestFullTextQuery()
                        .stringQuery(new StringFtsQuery().query("hello").columns(List.of("name")))));
        assertEquals(5, rows.get("id").size());
        assertTrue(rows.get("name").stream().allMatch(name -> name.toString().equals("hello x")));
        assertTrue(rows.names().contains("_score"));
    }

    @Test
    void listsIndices() throws ApiException {
        var indices = tables.listTableIndices("t3", new ListTableIndicesRequest(), "$")
                .getIndexes();
        assertEquals(
                List.of("vector_idx", "name_idx", "id_idx"),
                indices.stream().map(index -> index.getIndexName()).toList());
        DescribeTableIndexStatsResponse stats =
                tables.describeTableIndexStats("t3", "vector_idx", new DescribeTableIndexStatsRequest(), "$");
        assertEquals("IVF_PQ", stats.getIndexType());
        assertEquals("l2", stats.getDistanceType());
        assertEquals(300, stats.getNumIndexedRows());
        assertEquals(10, stats.getNumUnindexedRows());
        assertEquals(
                404,
                assertThrows(
                                ApiException.class,
                                () -> tables.describeTableIndexStats(
                                        "t3", "nope", new DescribeTableIndexStatsRequest(), "$"))
                        .getCode());
    }

    @Test
    void tellsSizes() throws ApiException {
        GetTableStatsResponse stats = tables.getTableStats("t3", new GetTableStatsRequest(), "$");
        assertEquals(310, stats.getNumRows());
        assertEquals(3, stats.getNumIndices());
        assertEquals(4, stats.getFragmentStats().getNumFragments());
    }

    @Test
    void listsVersionsAndTags() throws ApiException {
        var versions = tables.listTableVersions("t3", "$", null, 10, null).getVersions();
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L),
                versions.stream().map(version -> version.getVersion()).toList());
        assertEquals(
                3,
                Objects.requireNonNull(tags.listTableTags("t3", "$", null, null)
                                .getTags()
                                .get("v1"))
                        .getVersion());
        assertEquals(
                3,
                tags.getTableTagVersion("t3", new GetTableTagVersionRequest().tag("v1"), "$")
                        .getVersion());
    }

    @Test
    void explainsQueries() throws ApiException {
        QueryTableRequest query =
                new QueryTableRequest().k(3).vector(new QueryTableRequestVector().singleVector(QUERY));
        String plan = tables.explainTableQueryPlan("t3", new ExplainTableQueryPlanRequest().query(query), "$");
        assertTrue(plan.contains("index vector_idx: IVF_PQ for l2"), plan);
        String analysis = tables.analyzeTableQueryPlan(
                "t3",
                new AnalyzeTableQueryPlanRequest().k(3).vector(new QueryTableRequestVector().singleVector(QUERY)),
                "$");
        assertTrue(analysis.contains("Done: rows=3"), analysis);
    }

    @Test
    void refusesWritesAsNotOffered() {
        assertRefused(() -> tables.deleteFromTable("t3", new DeleteFromTableRequest().predicate("id = 1"), "$"));
        assertRefused(() -> tables.insertIntoTable("t3", new byte[] {1, 2, 3}, "$", "append"));
        assertRefused(() -> tables.dropTable("t3", "$"));
        assertRefused(() ->
                tags.createTableTag("t3", new CreateTableTagRequest().tag("v").version(1L), "$"));
    }

    private static void assertRefused(org.junit.jupiter.api.function.Executable write) {
        ApiException refusal = assertThrows(ApiException.class, write);
        assertEquals(406, refusal.getCode());
        assertTrue(refusal.getResponseBody().contains("\"code\":0"), refusal.getResponseBody());
        assertTrue(refusal.getResponseBody().contains("read-only"), refusal.getResponseBody());
    }

    private static Rows query(QueryTableRequest request) throws ApiException, IOException {
        byte[] file = tables.queryTable("t3", request, "$");
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        try (RootAllocator allocator = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(
                        new SeekableReadChannel(new ByteArrayReadableSeekableByteChannel(file)), allocator)) {
            for (Field field : reader.getVectorSchemaRoot().getSchema().getFields()) {
                columns.put(field.getName(), new ArrayList<>());
            }
            while (reader.loadNextBatch()) {
                for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                    for (int row = 0; row < vector.getValueCount(); row++) {
                        columns.computeIfAbsent(vector.getName(), _ -> new ArrayList<>())
                                .add(vector.getObject(row));
                    }
                }
            }
        }
        requireTypes(columns);
        return new Rows(columns);
    }

    /// Values by column.
    private record Rows(Map<String, List<Object>> columns) {
        List<String> names() {
            return List.copyOf(columns.keySet());
        }

        List<Object> get(String column) {
            return Objects.requireNonNull(columns.get(column));
        }
    }

    /// Distances are floats, numbers of queries ints: clients look at the types.
    private static void requireTypes(Map<String, List<Object>> columns) {
        columns.getOrDefault("_distance", List.of()).forEach(value -> assertEquals(Float.class, value.getClass()));
        columns.getOrDefault("query_index", List.of()).forEach(value -> assertEquals(Integer.class, value.getClass()));
    }
}
