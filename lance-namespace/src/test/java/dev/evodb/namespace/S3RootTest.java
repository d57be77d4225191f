package dev.evodb.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lance.namespace.errors.LanceNamespaceException;
import org.lance.namespace.errors.TableNotFoundException;
import org.lance.namespace.model.DescribeTableRequest;
import org.lance.namespace.model.DescribeTableResponse;
import org.lance.namespace.model.ListNamespacesRequest;
import org.lance.namespace.model.ListTablesRequest;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.QueryTableRequestVector;
import org.lance.namespace.model.TableExistsRequest;

/// A namespace below a prefix, behind a server of S3 that somebody else wrote and that checks our signatures.
class S3RootTest {
    private static final String KEY = "local-identity";
    private static final String SECRET = "local/Secret+Key";

    @TempDir
    private static Path folder;

    private static S3Proxy server;

    @BeforeAll
    static void start() throws Exception {
        Tables.fill(folder.resolve("tables/under"), "deletions");
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    private static EvoNamespace open(String secret) {
        return Tables.open(
                "s3://tables/under/",
                "storage.endpoint",
                "http://127.0.0.1:" + server.getPort(),
                "storage.aws_access_key_id",
                KEY,
                "storage.AWS_Secret_Access_Key",
                secret);
    }

    @Test
    void answersTheSameAsFromTheFolder() {
        QueryTableRequest request = new QueryTableRequest()
                .id(List.of("t3"))
                .vector(new QueryTableRequestVector().singleVector(List.of(1f, 0.5f, 0.2f, 0.9f)))
                .filter("id % 2 = 0")
                .nprobes(4)
                .k(20);
        try (EvoNamespace remote = open(SECRET);
                EvoNamespace local = Tables.open(folder.resolve("tables/under").toString())) {
            assertEquals(
                    Set.of("a", "fx"),
                    remote.listNamespaces(new ListNamespacesRequest()).getNamespaces());
            assertEquals(local.listAllTables(new ListTablesRequest()), remote.listAllTables(new ListTablesRequest()));
            Tables.Rows wanted = Tables.rows(local.queryTable(request));
            Tables.Rows rows = Tables.rows(remote.queryTable(request));
            for (String name : List.of("id", "name", "vector")) {
                assertEquals(wanted.get(name), rows.get(name));
            }
            for (int i = 0; i < 20; i++) {
                // The Vector API adds up in an order of its own: the last bit may differ.
                float distance = (Float) wanted.get("_distance").get(i);
                assertEquals(distance, (Float) rows.get("_distance").get(i), 1e-6f * distance);
            }
        }
    }

    @Test
    void thePlaceOfATableIsInTheBucket() {
        try (EvoNamespace remote = open(SECRET)) {
            DescribeTableResponse table = remote.describeTable(
                    new DescribeTableRequest().id(List.of("fx", "deletions")).withTableUri(true));
            assertEquals("s3://tables/under/fx/deletions.lance", table.getLocation());
            assertEquals("s3://tables/under/fx/deletions.lance", table.getTableUri());
            assertEquals("EvoNamespace { root: \"s3://tables/under\" }", remote.namespaceId());
            assertFalse(table.toString().contains(SECRET) || table.toString().contains(KEY));
            assertThrows(
                    TableNotFoundException.class,
                    () -> remote.tableExists(new TableExistsRequest().id(List.of("fx", "nobody"))));
        }
    }

    @Test
    void aWrongKeyIsAnErrorThatDoesNotShowIt() {
        try (EvoNamespace remote = open("another+Secret")) {
            LanceNamespaceException failure =
                    assertThrows(LanceNamespaceException.class, () -> remote.listTables(new ListTablesRequest()));
            assertFalse(failure.toString().contains("another+Secret"), failure::toString);
        }
    }
}
