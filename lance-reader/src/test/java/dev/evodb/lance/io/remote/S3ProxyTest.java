package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.Fingerprint;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of the reference writers behind a server of S3 that somebody else wrote and that checks our
/// signatures. Its buckets are folders: `tables` with the fixtures, `odd` with names that need encoding.
class S3ProxyTest {
    private static final String KEY = "local-identity";
    private static final String SECRET = "local/Secret+Key";
    private static final List<String> TABLES =
            List.of("deletions", "bigpages-21", "evolution", "fragments", "manifest-v1-names", "nested-22", "versions");

    @TempDir
    private static Path folder;

    private static S3Proxy server;

    @BeforeAll
    static void start() throws Exception {
        for (String table : TABLES) {
            copy(Fixture.of(table).table(), folder.resolve("tables/under").resolve(table));
        }
        copy(Fixture.of("fragments").table(), folder.resolve("odd/ä b+c&d=e%20~(x)"));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deletions",
                "bigpages-21",
                "evolution",
                "fragments",
                "manifest-v1-names",
                "nested-22",
                "versions"
            })
    void readsTheSameAsFromTheFolder(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        S3Folder store = open("s3://tables/under/" + name);
        try (LanceDataset local = LanceDataset.open(fixture.table());
                LanceDataset remote = LanceDataset.open(store, OpenOptions.DEFAULT)) {
            assertEquals(local.versions(), remote.versions());
            assertEquals(Fingerprint.of(local, local.columnNames()), Fingerprint.of(remote, remote.columnNames()));
        }
        assertEquals(0, store.stats().retries());
    }

    @Test
    void encodesKeysAsTheServerExpects() throws IOException {
        try (LanceDataset table = LanceDataset.open(open("s3://odd/ä b+c&d=e%20~(x)"), OpenOptions.DEFAULT)) {
            assertEquals(300, table.countRows());
            assertEquals(1, table.take(table.columnNames(), new long[] {299}).rows());
        }
    }

    @Test
    void pinsTheObjectThatWasOpened() throws IOException {
        Path file = Files.write(folder.resolve("tables/changing"), new byte[200_000]);
        try (ByteSource source = open("s3://tables").open("changing")) {
            assertEquals(200_000, source.length());
            byte[] other = new byte[200_000];
            other[5] = 1;
            Files.write(file, other);
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
            assertThrows(dev.evodb.lance.io.ConcurrentObjectChangeException.class, () -> source.read(0, 10));
        }
    }

    @Test
    void readsEmptyObjects() throws IOException {
        Files.write(folder.resolve("tables/empty"), new byte[0]);
        try (ByteSource source = open("s3://tables").open("empty")) {
            assertEquals(0, source.length());
        }
    }

    @Test
    void saysWhatIsMissing() {
        assertThrows(NoSuchFileException.class, () -> open("s3://tables/under").open("nope"));
        assertEquals(
                "not a Lance table: s3://tables/nope has no _versions folder",
                assertThrows(
                                NotATableException.class,
                                () -> LanceDataset.open(open("s3://tables/nope"), OpenOptions.DEFAULT))
                        .getMessage());
        assertEquals(
                "the store answers 404 NoSuchBucket for s3://nobucket/t/_versions",
                assertThrows(StoreException.class, () -> open("s3://nobucket/t").list("_versions"))
                        .getMessage());
    }

    @Test
    void saysThatTheSignatureIsWrongWithoutShowingIt() {
        S3Folder wrong = open("s3://tables/under/fragments", new S3Credentials(KEY, "another", ""));

        StoreException refused = assertThrows(StoreException.class, () -> wrong.list("_versions"));
        assertEquals(
                "the store answers 403 SignatureDoesNotMatch for s3://tables/under/fragments/_versions",
                refused.getMessage());
        assertFalse(refused.toString().contains(KEY));
        assertEquals(403, refused.status());
    }

    @Test
    void readsPublicBucketsAnonymously() throws IOException {
        S3Folder anonymous = S3Folder.open(
                "s3://tables/under/fragments",
                S3Options.ANONYMOUS.withEndpoint("http://127.0.0.1:" + server.getPort()),
                RemoteOptions.create());

        assertTrue(anonymous.list("_versions").contains("latest_version_hint.json"));
    }

    private static S3Folder open(String uri) {
        return open(uri, new S3Credentials(KEY, SECRET, ""));
    }

    private static S3Folder open(String uri, S3Credentials credentials) {
        S3Options options = S3Options.ANONYMOUS
                .withEndpoint("http://127.0.0.1:" + server.getPort())
                .withCredentials(credentials);
        return S3Folder.open(uri, options, RemoteOptions.create());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
