package dev.evodb.api;

import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.http.WebSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// A server in the test's process over a folder of tables: `t3` (300 indexed rows and 10 that are not, of id,
/// name and a vector of 4 dims; version 7, tag `v1` at 3), the same as `tj`, `tn`
/// and `a$b$tt`, `words` of the
/// samples, and `fx$<name>` for each fixture that was asked for.
public final class ServedTables implements Closeable {
    private static final Path ROOT = Path.of(System.getProperty("evodb.root"));
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));

    private final SearchServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private ServedTables(SearchServer server) {
        this.server = server;
    }

    /// Starts it over `folder`, which is filled first.
    public static ServedTables start(Path folder, String... fixtures) throws IOException {
        return start(folder, options -> options, fixtures);
    }

    /// As above, with other options.
    public static ServedTables start(Path folder, UnaryOperator<ServerOptions> change, String... fixtures)
            throws IOException {
        fill(folder, fixtures);
        ServerOptions options = ServerOptions.of(new LocalStorage(folder), WebSettings.of("127.0.0.1", 0));
        return new ServedTables(SearchServer.start(change.apply(options)));
    }

    /// Puts the tables below `folder`.
    public static void fill(Path folder, String... fixtures) throws IOException {
        Path captured = ROOT.resolve("search-api/src/test/resources/tables/t3.lance");
        copy(captured, folder.resolve("t3.lance"));
        copy(captured, folder.resolve("tj.lance"));
        copy(captured, folder.resolve("tn.lance"));
        copy(captured, folder.resolve("a/b/tt.lance"));
        copy(ROOT.resolve("samples/words.lance"), folder.resolve("words.lance"));
        for (String fixture : fixtures) {
            copy(FIXTURES.resolve(fixture).resolve("data.lance"), folder.resolve("fx/" + fixture + ".lance"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    public int port() {
        return server.port();
    }

    public SearchServer server() {
        return server;
    }

    /// Without a slash at the end.
    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /// Posts JSON to `path`.
    public HttpResponse<String> post(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /// Gets `path`.
    public HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url() + path)).GET());
    }

    /// Sends a request, with an answer as text.
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    /// Sends a request.
    public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return client.send(request.build(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
