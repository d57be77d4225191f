package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.http.WebSettings;
import dev.evodb.api.route.RequestLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections with TLS: what comes while a request computes is kept for the next one, and clients that leave
/// are seen.
class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final BlockingQueue<RequestLog.Entry> LOG = new LinkedBlockingQueue<>();
    private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    private static Path folder;

    private static HeldStorage storage;
    private static SearchServer server;
    private static SSLContext anyServer;

    /// Takes every certificate: the one of the test is nobody's.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        Files.createDirectory(folder.resolve("held"));
        storage = new HeldStorage(folder);
        WebSettings web = WebSettings.of("127.0.0.1", 0).withTls(new WebSettings.Tls(keys, PASSWORD));
        ServerOptions options = ServerOptions.of(new LocalStorage(folder), web);
        server = SearchServer.start(new ServerOptions(
                storage, web, options.keys(), options.limits(), options.cacheBytes(), Duration.ZERO, LOG::add));
        anyServer = SSLContext.getInstance("TLS");
        anyServer.init(null, new TrustManager[] {new Anybody()}, null);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLSocket open() throws IOException {
        SSLSocket socket =
                (SSLSocket) anyServer.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    private static String held(String id) {
        return "GET " + HeldStorage.HELD + " HTTP/1.1\r\nHost: localhost\r\nx-request-id: " + id + "\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void requestsThatComeWhileOneComputes(int count) throws Exception {
        try (SSLSocket socket = open()) {
            for (int round = 0; round < 2; round++) {
                RawHttp.write(socket, held("first"));
                storage.awaitHeld(1);
                for (int i = 0; i < count; i++) {
                    RawHttp.write(socket, HEALTH);
                }
                Thread.sleep(600);
                storage.release(1);
                String first = RawHttp.readAnswer(socket);
                assertEquals("200", RawHttp.status(first), first);
                for (int i = 0; i < count; i++) {
                    assertTrue(RawHttp.readAnswer(socket).endsWith("ok\n"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify", "reset"})
    void aRequestEndsWhenItsClientGoesAway(String how) throws Exception {
        LOG.clear();
        SSLSocket socket = open();
        RawHttp.write(socket, held("gone"));
        storage.awaitHeld(1);
        if (how.equals("reset")) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
        RequestLog.Entry entry = LOG.poll(60, TimeUnit.SECONDS);
        assertEquals("gone", entry == null ? "" : entry.requestId());
        assertEquals("the client closed the connection", message(entry.failure()));
    }

    private static String message(@Nullable Throwable failure) {
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    @Test
    void plainHttpIsNotAnswered() throws IOException {
        try (Socket socket = RawHttp.open(server.port())) {
            RawHttp.write(socket, HEALTH);
            socket.shutdownOutput();
            assertNotEquals("200", RawHttp.status(RawHttp.readAll(socket)));
        }
        try (SSLSocket socket = open()) {
            RawHttp.write(socket, HEALTH);
            assertTrue(RawHttp.readAnswer(socket).endsWith("ok\n"));
        }
    }

    @Test
    void oldProtocolsAreNotSpoken() throws Exception {
        for (String protocol : new String[] {"TLSv1", "TLSv1.1"}) {
            try (SSLSocket socket = (SSLSocket)
                    anyServer.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setEnabledProtocols(new String[] {protocol});
                boolean isRefused = false;
                try {
                    socket.startHandshake();
                } catch (IOException e) {
                    isRefused = true;
                }
                assertTrue(isRefused, protocol);
            }
        }
    }
}
