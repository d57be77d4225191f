package dev.evodb.api.http;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.route.ApiRequest;
import dev.evodb.api.route.Dispatcher;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// HTTP/1.1 by Jetty, and nothing else of it: paths go to the dispatcher as they were sent, with all the
/// strictness that its parser has. Whoever starts it closes it.
public final class WebServer implements Closeable {
    private static final int HEADER_BYTES = 16 << 10;
    private static final int MAX_HEADERS = 100;
    private static final long LOOK_MILLIS = 250;

    /// Of the heap, for bodies; one that is read takes up to three times its bytes.
    private static final int HEAP_PER_BODIES = 16;

    private static final long LEAST_BODY_BYTES = 16 << 20;

    /// Threads beside one for each connection.
    private static final int SPARE_THREADS = 16;

    private final Server server;
    private final ServerConnector connector;
    private final ScheduledFuture<?> looks;

    private WebServer(Server server, ServerConnector connector, ScheduledFuture<?> looks) {
        this.server = server;
        this.connector = connector;
        this.looks = looks;
    }

    /// Listens, and gives requests to `dispatcher`, one of each connection at a time. Looks after connections
    /// with `timers`.
    ///
    /// @throws IOException if it cannot listen there
    public static WebServer start(WebSettings settings, Dispatcher dispatcher, ScheduledExecutorService timers)
            throws IOException {
        Disconnects disconnects = new Disconnects();
        QueuedThreadPool threads = new QueuedThreadPool(settings.maxConnections() + SPARE_THREADS);
        threads.setName("evodb-http");
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, factories(settings)) {
            @Override
            protected SocketChannelEndPoint newEndPoint(
                    SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                WatchedEndPoint endPoint = new WatchedEndPoint(channel, selector, key, getScheduler());
                endPoint.setIdleTimeout(getIdleTimeout());
                return endPoint;
            }
        };
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idle().toMillis());
        connector.setShutdownIdleTimeout(1000);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
        server.setErrorHandler(new JsonErrors());
        boolean isLoopback = InetAddress.getByName(settings.host()).isLoopbackAddress();
        server.setHandler(new GracefulHandler(new Calls(dispatcher, disconnects, isLoopback)));
        server.setStopTimeout(settings.stop().toMillis());
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new IOException("cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause(e), e);
        }
        long headerNanos = settings.headers().toNanos();
        ScheduledFuture<?> looks = timers.scheduleAtFixedRate(
                () -> {
                    try {
                        disconnects.look();
                        closeSlow(connector, headerNanos);
                    } catch (RuntimeException e) {
                        // One connection that cannot be looked at must not end the watch over all others.
                    }
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
        return new WebServer(server, connector, looks);
    }

    private static void closeSlow(ServerConnector connector, long headerNanos) {
        long now = System.nanoTime();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            WatchedEndPoint watched = WatchedEndPoint.below(endPoint);
            if (watched != null) {
                watched.closeIfSlow(now, headerNanos);
            }
        }
    }

    private static ConnectionFactory[] factories(WebSettings settings) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        // Paths are checked by Identifiers, and never lead to a file.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        if (settings.tls().isEmpty()) {
            return new ConnectionFactory[] {http};
        }
        WebSettings.Tls tls = settings.tls().get();
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        configuration.addCustomizer(secure);
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStoreType("PKCS12");
        context.setKeyStorePath(tls.keyStore().toString());
        context.setKeyStorePassword(tls.password());
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return new ConnectionFactory[] {new SslConnectionFactory(context, "http/1.1"), http};
    }

    /// The port that it listens on.
    public int port() {
        return connector.getLocalPort();
    }

    /// Connections that are open.
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /// Waits for answers that are on their way, for as long as the settings say.
    @Override
    public void close() {
        looks.cancel(false);
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            // What did not end in time is cut off.
            server.destroy();
        }
    }

    private static String cause(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }

    /// Gives requests to the dispatcher.
    private static final class Calls extends Handler.Abstract {
        private final Dispatcher dispatcher;
        private final Disconnects disconnects;
        private final BodyBudget bodies =
                new BodyBudget(Math.max(LEAST_BODY_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PER_BODIES));
        private final boolean isLoopbackOnly;

        Calls(Dispatcher dispatcher, Disconnects disconnects, boolean isLoopbackOnly) {
            this.dispatcher = dispatcher;
            this.disconnects = disconnects;
            this.isLoopbackOnly = isLoopbackOnly;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            JettyCall call = new JettyCall(request, response, disconnects, bodies, isLoopbackOnly);
            call.begun();
            Request.addCompletionListener(request, _ -> call.ended());
            // A request whose answer is being computed is not idle: its deadline ends it.
            request.addIdleTimeoutListener(_ -> call.awaitsClient());
            if (request.getHeaders().size() > MAX_HEADERS) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                Response.writeError(request, response, callback, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
                return true;
            }
            try {
                ApiRequest asked = call.request();
                dispatcher.handle(asked, call);
            } catch (ApiException e) {
                dispatcher.refuse(request.getMethod(), call, e);
            }
            try {
                Throwable aborted = call.abortedBy();
                if (aborted == null) {
                    call.finish();
                    callback.succeeded();
                } else {
                    callback.failed(aborted);
                }
            } catch (IOException e) {
                callback.failed(e);
            }
            return true;
        }
    }
}
