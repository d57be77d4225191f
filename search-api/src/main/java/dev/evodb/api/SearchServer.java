package dev.evodb.api;

import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.engine.Admission;
import dev.evodb.api.engine.MemoryBudget;
import dev.evodb.api.engine.TableCache;
import dev.evodb.api.http.WebServer;
import dev.evodb.api.metrics.ServerMetrics;
import dev.evodb.api.route.Dispatcher;
import dev.evodb.api.route.Services;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/// A running server: Lance tables below a root, for the clients of LanceDB and of Lance Namespace, and for
/// people with curl and a browser. Whoever starts it closes it.
///
/// ```java
/// ServerOptions options = ServerOptions.of(new LocalStorage(Path.of("samples")), WebSettings.of("127.0.0.1", 0));
/// try (SearchServer server = SearchServer.start(options)) {
///     URI words = URI.create("http://127.0.0.1:" + server.port() + "/v1/table/words/search");
/// }
/// ```
public final class SearchServer implements Closeable {
    private static final int REQUESTS_PER_PROCESSOR = 4;
    private static final int QUEUE = 256;

    /// Requests may take half of the heap.
    private static final int MEMORY_SHARE = 2;

    private final WebServer web;
    private final TableCache tables;
    private final ServerMetrics metrics;
    private final ScheduledExecutorService timers;
    private final AtomicBoolean isStopping;

    private SearchServer(
            WebServer web,
            TableCache tables,
            ServerMetrics metrics,
            ScheduledExecutorService timers,
            AtomicBoolean isStopping) {
        this.web = web;
        this.tables = tables;
        this.metrics = metrics;
        this.timers = timers;
        this.isStopping = isStopping;
    }

    /// Starts to listen.
    ///
    /// @throws IOException if it cannot
    public static SearchServer start(ServerOptions options) throws IOException {
        Catalog catalog = new Catalog(options.storage(), options.freshness());
        TableCache tables = new TableCache(catalog, TableCache.LIMITS, options.cacheBytes(), options.freshness());
        int places = REQUESTS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        Admission admission = new Admission(places, QUEUE);
        MemoryBudget memory = new MemoryBudget(Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
        ServerMetrics metrics = new ServerMetrics(admission, memory, tables);
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("evodb-timers").unstarted(task));
        AtomicBoolean isStopping = new AtomicBoolean();
        Dispatcher dispatcher = new Dispatcher(
                new Services(catalog, tables, memory, options.limits()),
                options.keys(),
                admission,
                timers,
                entry -> {
                    metrics.log(entry);
                    options.log().log(entry);
                },
                metrics::text,
                isStopping::get);
        try {
            WebServer web = WebServer.start(options.web(), dispatcher, timers);
            return new SearchServer(web, tables, metrics, timers, isStopping);
        } catch (IOException e) {
            timers.shutdownNow();
            metrics.close();
            tables.close();
            throw e;
        }
    }

    /// The port that it listens on.
    public int port() {
        return web.port();
    }

    /// Connections that are open.
    public int connections() {
        return web.connections();
    }

    /// Ends: takes no new requests, and gives those that are being answered the time to end.
    @Override
    public void close() {
        isStopping.set(true);
        web.close();
        timers.shutdownNow();
        tables.close();
        metrics.close();
    }
}
