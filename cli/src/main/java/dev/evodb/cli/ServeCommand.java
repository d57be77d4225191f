package dev.evodb.cli;

import dev.evodb.api.SearchServer;
import dev.evodb.api.ServerOptions;
import dev.evodb.api.auth.ApiKeys;
import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.catalog.S3Storage;
import dev.evodb.api.catalog.Storage;
import dev.evodb.api.http.WebSettings;
import dev.evodb.cli.input.StoreSettings;
import dev.evodb.cli.input.TableUri;
import dev.evodb.cli.output.RequestLines;
import dev.evodb.lance.io.remote.RemoteOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb serve`: tables below a root, for LanceDB's and Lance Namespace's clients, curl and browsers.
@Command(
        name = "serve",
        description = {
            "Serves the Lance tables below a folder or a prefix to the clients of LanceDB and of Lance Namespace,",
            "to curl, and to a browser at /. Folders whose name ends in .lance are tables, others are namespaces."
        },
        footer = {
            "",
            "Whoever reaches the port may read every table, unless --api-key-file names keys: 'evodb api-key' makes",
            "them. The password of a key store is read from EVODB_TLS_PASSWORD. Ends at SIGTERM or Ctrl-C, after the",
            "answers that are on their way.",
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;
    private static final String PASSWORD = "EVODB_TLS_PASSWORD";

    private final Map<String, String> environment;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "DIR|s3://…",
            description = "Where the tables are: a folder, or s3://bucket/prefix.")
    private String root = "";

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}, this machine alone.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on; 0: a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--api-key-file",
            paramLabel = "F",
            description = "Ask clients for a key: a line for each with a name, the SHA-256 of the key and its tables.")
    private @Nullable Path keyFile;

    @Option(names = "--without-keys", description = "Serve other machines although there are no keys.")
    private boolean isOpen;

    @Option(names = "--read-only", description = "Refuse what would change a table, as it is refused in any case.")
    private boolean isReadOnly;

    @Option(
            names = "--tls-key-store",
            paramLabel = "F",
            description = "Serve https with the certificate in this key store (PKCS 12).")
    private @Nullable Path keyStore;

    @Option(
            names = "--cache-mb",
            paramLabel = "N",
            description = "Megabytes that open tables and their indices may take. Default: ${DEFAULT-VALUE}.")
    private int cacheMegabytes = 256;

    @Option(
            names = "--freshness-ms",
            paramLabel = "N",
            description = "Look for a newer version of a table this often at the most. Default: ${DEFAULT-VALUE}.")
    private int freshnessMillis = 1000;

    @Option(
            names = "--timeout-ms",
            paramLabel = "N",
            description = "Most time that a request may take. Default: ${DEFAULT-VALUE}.")
    private int timeoutMillis = 60_000;

    @Option(names = "--quiet", description = "Log failures of the server only, not every request.")
    private boolean isQuiet;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Stop after so long; 0: serve until stopped. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Mixin
    private StoreSettings stores = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// `environment` has the password of a key store.
    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        requireRanges();
        ApiKeys keys = keyFile == null ? ApiKeys.none() : ApiKeys.read(keyFile);
        if (!keys.isRequired() && !isOpen && !isLoopback()) {
            throw new IllegalArgumentException("--host " + host + " is open to other machines: give --api-key-file, or"
                    + " --without-keys to let everybody read every table");
        }
        ServerOptions options = ServerOptions.of(storage(), web())
                .withKeys(keys)
                .withCacheBytes((long) cacheMegabytes << 20)
                .withFreshness(Duration.ofMillis(freshnessMillis))
                .withLog(new RequestLines(spec.commandLine().getErr(), isQuiet));
        options = options.withLimits(options.limits().withTimeout(Duration.ofMillis(timeoutMillis)));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            end.countDown();
            await(done);
        });
        try (SearchServer server = SearchServer.start(options)) {
            Runtime.getRuntime().addShutdownHook(hook);
            print(server, keys);
            await(end, seconds);
        } finally {
            done.countDown();
        }
        removeHook(hook);
        return ExitCode.DONE.number();
    }

    private void requireRanges() {
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("--port must be in 0..=" + MOST_PORT + ", got " + port);
        }
        if (seconds < 0 || cacheMegabytes < 1 || freshnessMillis < 0 || timeoutMillis < 1) {
            throw new IllegalArgumentException("--seconds and --freshness-ms must not be negative, --cache-mb and"
                    + " --timeout-ms must be positive, got " + seconds + ", " + freshnessMillis + ", " + cacheMegabytes
                    + " and " + timeoutMillis);
        }
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--host " + host + " is not an address of this machine", e);
        }
    }

    private Storage storage() throws IOException {
        TableUri place = new TableUri(root);
        return place.isLocal()
                ? new LocalStorage(place.folder())
                : new S3Storage(root, stores.s3(), RemoteOptions.create());
    }

    private WebSettings web() {
        WebSettings web = WebSettings.of(host, port);
        if (keyStore == null) {
            return web;
        }
        String password = environment.get(PASSWORD);
        if (password == null) {
            throw new IllegalArgumentException("--tls-key-store needs the password of the store in " + PASSWORD);
        }
        return web.withTls(new WebSettings.Tls(keyStore, password));
    }

    private void print(SearchServer server, ApiKeys keys) {
        PrintWriter out = spec.commandLine().getOut();
        String url = (keyStore == null ? "http://" : "https://") + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                + ":" + server.port();
        out.println("serving " + new TableUri(root).withoutSecrets() + " at " + url + ", read-only"
                + (isReadOnly ? ", " : " as everything in this version, ")
                + (keys.isRequired() ? "with keys" : "without keys"));
        out.println("  curl " + (keys.isRequired() ? "-H 'x-api-key: …' " : "") + url + "/v1/table");
        out.flush();
    }

    private static void await(CountDownLatch end, int seconds) {
        try {
            if (seconds == 0) {
                end.await();
            } else if (end.await(seconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs already.
        }
    }
}
