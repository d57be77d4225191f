package dev.evodb.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lance.namespace.LanceNamespace;
import org.lance.namespace.errors.InternalException;
import org.lance.namespace.errors.InvalidInputException;
import org.lance.namespace.errors.LanceNamespaceException;
import org.lance.namespace.errors.NamespaceNotFoundException;
import org.lance.namespace.errors.TableColumnNotFoundException;
import org.lance.namespace.errors.TableIndexNotFoundException;
import org.lance.namespace.errors.TableNotFoundException;
import org.lance.namespace.errors.TableTagNotFoundException;
import org.lance.namespace.errors.TableVersionNotFoundException;
import org.lance.namespace.errors.UnsupportedOperationException;
import org.lance.namespace.model.CountTableRowsRequest;
import org.lance.namespace.model.DescribeNamespaceRequest;
import org.lance.namespace.model.DescribeTableIndexStatsRequest;
import org.lance.namespace.model.DescribeTableRequest;
import org.lance.namespace.model.DescribeTableVersionRequest;
import org.lance.namespace.model.ExplainTableQueryPlanRequest;
import org.lance.namespace.model.GetTableTagVersionRequest;
import org.lance.namespace.model.ListNamespacesRequest;
import org.lance.namespace.model.ListTableVersionsRequest;
import org.lance.namespace.model.ListTablesRequest;
import org.lance.namespace.model.NamespaceExistsRequest;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.QueryTableRequestColumns;
import org.lance.namespace.model.QueryTableRequestVector;
import org.lance.namespace.model.TableExistsRequest;

/// What fails, fails as the interface says, with the number that Lance Namespace has for it.
class NamespaceErrorsTest {
    private static final List<String> T3 = List.of("t3");

    /// Calls that read; those for transactions are the only other ones that do.
    private static final Set<String> ANSWERED = Set.of(
            "analyzeTableQueryPlan",
            "countTableRows",
            "describeNamespace",
            "describeTable",
            "describeTableIndexStats",
            "describeTableVersion",
            "explainTableQueryPlan",
            "getTableStats",
            "getTableTagVersion",
            "listAllTables",
            "listNamespaces",
            "listTableIndices",
            "listTableTags",
            "listTableVersions",
            "listTables",
            "namespaceExists",
            "queryTable",
            "tableExists");

    @TempDir
    private static Path folder;

    private static EvoNamespace namespace;

    @BeforeAll
    static void open() throws IOException {
        Tables.fill(folder);
        Files.createDirectories(folder.resolve("hollow.lance"));
        Path cut = folder.resolve("cut.lance");
        Tables.copy(folder.resolve("t3.lance"), cut);
        try (var files = Files.list(cut.resolve("data"))) {
            for (Path file : files.toList()) {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            }
        }
        namespace = Tables.open(folder.toString());
    }

    @AfterAll
    static void close() {
        namespace.close();
    }

    private static <T extends LanceNamespaceException> void assertFails(
            Class<T> type, int code, String message, Executable call) {
        T failure = assertThrows(type, call);
        assertEquals(code, failure.getCode());
        assertTrue(String.valueOf(failure.getMessage()).contains(message), failure::toString);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        List<String> nobody = List.of("nobody");
        assertFails(
                NamespaceNotFoundException.class,
                1,
                "no namespace nobody",
                () -> namespace.listTables(new ListTablesRequest().id(nobody)));
        assertFails(
                NamespaceNotFoundException.class,
                1,
                "nobody",
                () -> namespace.listNamespaces(new ListNamespacesRequest().id(nobody)));
        assertFails(
                NamespaceNotFoundException.class,
                1,
                "nobody",
                () -> namespace.listAllTables(new ListTablesRequest().id(nobody)));
        assertFails(
                NamespaceNotFoundException.class,
                1,
                "nobody",
                () -> namespace.describeNamespace(new DescribeNamespaceRequest().id(nobody)));
        assertFails(
                NamespaceNotFoundException.class,
                1,
                "nobody",
                () -> namespace.namespaceExists(new NamespaceExistsRequest().id(nobody)));
        assertFails(
                TableNotFoundException.class,
                4,
                "no table nobody",
                () -> namespace.describeTable(new DescribeTableRequest().id(nobody)));
        assertFails(
                TableNotFoundException.class,
                4,
                "no table a$t3",
                () -> namespace.tableExists(new TableExistsRequest().id(List.of("a", "t3"))));
        assertFails(
                TableNotFoundException.class,
                4,
                "no Lance table",
                () -> namespace.tableExists(new TableExistsRequest().id(List.of("hollow"))));
        assertFails(
                TableVersionNotFoundException.class,
                11,
                "no version 99",
                () -> namespace.describeTableVersion(
                        new DescribeTableVersionRequest().id(T3).version(99L)));
        assertFails(
                TableTagNotFoundException.class,
                8,
                "no tag",
                () -> namespace.getTableTagVersion(
                        new GetTableTagVersionRequest().id(T3).tag("v9")));
        assertFails(
                TableIndexNotFoundException.class,
                6,
                "no index",
                () -> namespace.describeTableIndexStats(new DescribeTableIndexStatsRequest().id(T3), "nobody_idx"));
        assertFails(
                TableColumnNotFoundException.class,
                12,
                "no column",
                () -> namespace.queryTable(new QueryTableRequest()
                        .id(T3)
                        .columns(new QueryTableRequestColumns().columnNames(List.of("nobody")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\u0000b"})
    void namesThatMeanMoreThanANameAreRefused(String name) {
        assertFails(
                InvalidInputException.class,
                13,
                "identifier",
                () -> namespace.describeTable(new DescribeTableRequest().id(List.of("a", name))));
        assertFails(
                InvalidInputException.class,
                13,
                "identifier",
                () -> namespace.listTables(new ListTablesRequest().id(List.of(name, "t3"))));
    }

    @Test
    void requestsThatSayNothingAreRefused() {
        assertFails(
                InvalidInputException.class, 13, "no table", () -> namespace.describeTable(new DescribeTableRequest()));
        assertFails(
                InvalidInputException.class,
                13,
                "null",
                () -> namespace.describeTable(new DescribeTableRequest().id(Collections.singletonList(null))));
        assertFails(
                InvalidInputException.class,
                13,
                "null",
                () -> namespace.explainTableQueryPlan(new ExplainTableQueryPlanRequest().id(T3)));
        assertFails(
                InvalidInputException.class,
                13,
                "at most 32 names",
                () -> namespace.listTables(new ListTablesRequest().id(Collections.nCopies(33, "a"))));
    }

    @Test
    void queriesThatMakeNoSenseAreRefused() {
        QueryTableRequestVector vector = new QueryTableRequestVector().singleVector(List.of(1f, 2f, 3f, 4f));
        assertFails(
                InvalidInputException.class,
                13,
                "2 dims",
                () -> namespace.queryTable(new QueryTableRequest()
                        .id(T3)
                        .vector(new QueryTableRequestVector().singleVector(List.of(1f, 2f)))));
        assertFails(
                InvalidInputException.class,
                13,
                "value 1 of the vector",
                () -> namespace.queryTable(new QueryTableRequest()
                        .id(T3)
                        .vector(new QueryTableRequestVector().singleVector(Arrays.asList(1f, null)))));
        assertFails(
                InvalidInputException.class,
                13,
                "value 0 of the vector",
                () -> namespace.queryTable(new QueryTableRequest()
                        .id(T3)
                        .vector(new QueryTableRequestVector().singleVector(List.of(Float.NaN, 2f, 3f, 4f)))));
        assertFails(
                InvalidInputException.class,
                13,
                "k must be in",
                () -> namespace.queryTable(new QueryTableRequest().id(T3).k(-1)));
        assertFails(
                InvalidInputException.class,
                13,
                "at most 10000",
                () -> namespace.queryTable(
                        new QueryTableRequest().id(T3).vector(vector).k(10_001)));
        assertFails(
                InvalidInputException.class,
                13,
                "distance_type",
                () -> namespace.queryTable(
                        new QueryTableRequest().id(T3).vector(vector).distanceType("nearby")));
        assertFails(
                InvalidInputException.class,
                13,
                "filter",
                () -> namespace.queryTable(new QueryTableRequest().id(T3).filter("id <")));
        assertFails(
                InvalidInputException.class,
                13,
                "filter",
                () -> namespace.countTableRows(
                        new CountTableRowsRequest().id(T3).predicate("id = 'x' AND")));
        assertFails(
                InvalidInputException.class,
                13,
                "limit",
                () -> namespace.listTableVersions(
                        new ListTableVersionsRequest().id(T3).limit(0)));
        assertFails(
                InvalidInputException.class,
                13,
                "page_token",
                () -> namespace.listTableVersions(
                        new ListTableVersionsRequest().id(T3).pageToken("x")));
        assertFails(
                InvalidInputException.class,
                13,
                "version",
                () -> namespace.tableExists(new TableExistsRequest().id(T3).version(-1L)));
    }

    @Test
    void aTableWithCutFilesFailsWhole() {
        assertFails(
                InternalException.class,
                18,
                "corrupt",
                () -> namespace.queryTable(new QueryTableRequest().id(List.of("cut"))));
    }

    @Test
    void answersBeyondALimitFailWhole() {
        try (EvoNamespace small = Tables.open(folder.toString(), "evodb.max_rows", "20", "evodb.max_k", "5");
                EvoNamespace tight = Tables.open(folder.toString(), "evodb.max_answer_bytes", "500")) {
            assertFails(
                    InvalidInputException.class,
                    13,
                    "at most 20 rows",
                    () -> small.queryTable(new QueryTableRequest().id(T3).k(21)));
            assertEquals(
                    20,
                    Tables.rows(small.queryTable(new QueryTableRequest().id(T3).k(20)))
                            .get("id")
                            .size());
            assertFails(
                    InvalidInputException.class,
                    13,
                    "at most 5",
                    () -> small.queryTable(new QueryTableRequest()
                            .id(T3)
                            .vector(new QueryTableRequestVector().singleVector(List.of(1f, 2f, 3f, 4f)))
                            .k(6)));
            assertFails(
                    InvalidInputException.class,
                    13,
                    "more than 500 bytes",
                    () -> tight.queryTable(new QueryTableRequest().id(T3)));
        }
    }

    @Test
    void everyOtherCallIsUnsupported() throws ReflectiveOperationException {
        Set<String> refused = new TreeSet<>();
        for (Method method : LanceNamespace.class.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())
                    || ANSWERED.contains(method.getName())
                    || Set.of("initialize", "namespaceId").contains(method.getName())) {
                continue;
            }
            Object[] nothing = new Object[method.getParameterCount()];
            InvocationTargetException failure =
                    assertThrows(InvocationTargetException.class, () -> method.invoke(namespace, nothing));
            UnsupportedOperationException cause =
                    assertInstanceOf(UnsupportedOperationException.class, failure.getCause(), method.getName());
            assertEquals(0, cause.getCode());
            refused.add(method.getName());
        }
        assertTrue(refused.containsAll(Set.of("createTable", "insertIntoTable", "dropTable", "createTableIndex")));
        assertEquals(refused.size() + ANSWERED.size() + 2, instanceMethods());
    }

    @Test
    void everyCallRefusesARequestThatIsNull() {
        for (Method method : LanceNamespace.class.getMethods()) {
            if (ANSWERED.contains(method.getName())) {
                Object[] nothing = new Object[method.getParameterCount()];
                InvocationTargetException failure =
                        assertThrows(InvocationTargetException.class, () -> method.invoke(namespace, nothing));
                assertInstanceOf(InvalidInputException.class, failure.getCause(), method.getName());
            }
        }
    }

    private static long instanceMethods() {
        return Arrays.stream(LanceNamespace.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .count();
    }

    @Test
    void aClosedNamespaceAnswersNothing() {
        EvoNamespace closed = Tables.open(folder.toString());
        assertEquals(310, closed.countTableRows(new CountTableRowsRequest().id(T3)));
        String id = closed.namespaceId();
        closed.close();
        closed.close();
        IllegalStateException failure = assertThrows(
                IllegalStateException.class, () -> closed.countTableRows(new CountTableRowsRequest().id(T3)));
        assertTrue(String.valueOf(failure.getMessage()).contains("closed"), failure::toString);
        assertThrows(IllegalStateException.class, () -> closed.initialize(Map.of("root", folder.toString()), null));
        assertEquals(id, closed.namespaceId());
    }

    @Test
    void aNamespaceIsInitializedOnce() {
        try (EvoNamespace fresh = new EvoNamespace()) {
            assertThrows(IllegalStateException.class, fresh::namespaceId);
            assertThrows(IllegalStateException.class, () -> fresh.listTables(new ListTablesRequest()));
            assertThrows(InvalidInputException.class, () -> fresh.initialize(Map.of(), null));
            fresh.initialize(Map.of("root", folder.toString()), null);
            assertThrows(IllegalStateException.class, () -> fresh.initialize(Map.of("root", folder.toString()), null));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "root, , root",
        "root, /nowhere/at/all, no folder",
        "root, gs://bucket/x, s3://",
        "root, file://host/x, URI",
        "root, s3://, root s3:",
        "evodb.max_k, 0, evodb.max_k",
        "evodb.max_k, many, evodb.max_k",
        "evodb.max_rows, -1, evodb.max_rows",
        "evodb.timeout_millis, 0, evodb.timeout_millis",
        "evodb.max_rose, 1, there is no property"
    })
    void wrongPropertiesAreNamed(String name, String value, String message) {
        Map<String, String> properties = new HashMap<>(
                Map.of("root", folder.toString(), "storage.skip_signature", "true", "manifest_enabled", "true"));
        properties.put(name, value);
        try (EvoNamespace fresh = new EvoNamespace()) {
            assertFails(InvalidInputException.class, 13, message, () -> fresh.initialize(properties, null));
        }
    }

    @Test
    void theFactoryTellsWhatWasWrong() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> LanceNamespace.connect(EvoNamespace.class.getName(), Map.of(), null));
        assertInstanceOf(InvalidInputException.class, failure.getCause());
    }
}
