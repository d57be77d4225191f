package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.http.WebSettings;
import dev.evodb.api.route.RequestLog;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that do not keep to HTTP, or keep to it slowly. Whatever they send, they are answered with an
/// error or closed, and what follows a request that is cut wrongly is never read as one.
class RawSocketTest {
    private static final String SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String BODY = "{\"k\":1}";
    private static final long HANG_SECONDS = 60;

    @TempDir
    private static Path folder;

    private static ServedTables served;
    private static HeldStorage storage;
    private static final BlockingQueue<RequestLog.Entry> LOG = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectory(folder.resolve("held"));
        storage = new HeldStorage(folder);
        served = ServedTables.start(folder, options -> over(storage, options, times(options.web(), 20, 30)));
    }

    private static WebSettings times(WebSettings web, int headerSeconds, int idleSeconds) {
        return web.withTimes(
                Duration.ofSeconds(headerSeconds), Duration.ofSeconds(idleSeconds), Duration.ofSeconds(20));
    }

    private static ServerOptions over(HeldStorage storage, ServerOptions options, WebSettings web) {
        return new ServerOptions(
                storage, web, options.keys(), options.limits(), options.cacheBytes(), Duration.ZERO, LOG::add);
    }

    /// A server over the same tables that gives its clients less than others do.
    private static SearchServer hasty(WebSettings web, ApiLimits limits) throws IOException {
        ServerOptions options = ServerOptions.of(storage, web).withLimits(limits);
        return SearchServer.start(over(storage, options, web));
    }

    private static WebSettings hastyWeb() {
        return times(WebSettings.of("127.0.0.1", 0), 1, 1);
    }

    @AfterEach
    void goesOn() throws IOException {
        assertEquals(200, served.post("/v1/table/t3/search", BODY).statusCode());
    }

    /// Connections and places are back when all is over.
    @AfterAll
    static void stop() throws IOException, InterruptedException {
        String active = "";
        for (int i = 0; i < 300 && (!active.equals("1.0") || served.server().connections() > 2); i++) {
            active = metric("evodb_requests_active ");
            Thread.sleep(100);
        }
        assertEquals("1.0", active, "requests that are active, with the one that asks");
        assertEquals("0.0", metric("evodb_requests_waiting "));
        assertTrue(served.server().connections() <= 2, served.server().connections() + " connections");
        served.close();
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("evodb-"))
                        .map(Thread::getName)
                        .toList());
    }

    private static String metric(String name) throws IOException {
        return served.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    private static String post(String headers, String body) {
        return "POST /v1/table/t3/search HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
    }

    private static int answers(String text) {
        return text.split("HTTP/1\\.1 ", -1).length - 1;
    }

    /// Requests whose end two readers could see in different places.
    static List<String> cuts() {
        String length = "Content-Length: " + BODY.length() + "\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n";
        String chunks = "7\r\n" + BODY + "\r\n0\r\n\r\n";
        return List.of(
                post(length + chunked, chunks),
                post(chunked + length, chunks),
                post(length + "Content-Length: 8\r\n", BODY),
                post(length + length, BODY),
                post("Content-Length: 7, 7\r\n", BODY),
                post("Content-Length: +7\r\n", BODY),
                post("Content-Length: -1\r\n", BODY),
                post("Content-Length: 0x7\r\n", BODY),
                post("Content-Length: 7a\r\n", BODY),
                post("Content-Length: 7.0\r\n", BODY),
                post("Content-Length: \r\n", BODY),
                post("Content-Length: 18446744073709551623\r\n", BODY),
                post("Content-Length: 99999999999999999999999999\r\n", BODY),
                post("Content-Length : 7\r\n", BODY),
                post("Transfer-Encoding: xchunked\r\n", chunks),
                post("Transfer-Encoding: chunked, chunked\r\n", chunks),
                post("Transfer-Encoding: chunked, identity\r\n", chunks),
                post("Transfer-Encoding: identity\r\n", chunks),
                post("Transfer-Encoding: \u000bchunked\r\n", chunks),
                post("Transfer-Encoding:\u0000chunked\r\n", chunks),
                post("Transfer-Encoding : chunked\r\n", chunks),
                post(chunked + chunked, chunks),
                post(" " + chunked, chunks),
                post("X: 1\r\n folded\r\n" + length, BODY),
                post("X: 1\r\n\tfolded\r\n" + length, BODY),
                post("X: a\rb\r\n" + length, BODY),
                post("X: a\nY: b\r\n" + length, BODY),
                post("X: a\u0000b\r\n" + length, BODY),
                post("X\u0000: a\r\n" + length, BODY),
                post("X y: a\r\n" + length, BODY),
                post(": a\r\n" + length, BODY),
                post("X\r\n" + length, BODY),
                post(length, BODY).replace("\r\n", "\n"),
                post(length, BODY).replace("\r\n", "\r"),
                post(length, BODY).replace("\r\n\r\n", "\r\n\n"),
                post("Host: localhost\r\n" + length, BODY),
                post("Host: other\r\n" + length, BODY),
                post(length, BODY).replace("Host: localhost\r\n", ""),
                post(length, BODY).replace("Host: localhost", "Host: localhost/x"),
                post(length, BODY).replace("Host: localhost", "Host: a b"),
                post(length, BODY).replace("Host: localhost", "Host: localhost:99999"),
                post(length, BODY).replace("POST /v1", "POST v1"),
                post(length, BODY).replace("POST /v1", "POST\t/v1"),
                post(length, BODY).replace("POST /v1", "P\u0000ST /v1"),
                post(length, BODY).replace("POST /v1", "POST /v1\u0000"),
                post(length, BODY).replace("HTTP/1.1", "HTTP/1.1 x"),
                post(length, BODY).replace("HTTP/1.1", "HTTP/9.9"),
                post(length, BODY).replace(" HTTP/1.1", ""));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void requestsWithTwoEnds(String request) throws IOException {
        String answer = RawHttp.exchange(served.port(), request + SMUGGLED);
        assertTrue(answers(answer) <= 1, answer);
        assertFalse(answer.contains("\nok\n"), answer);
        assertTrue(answer.isEmpty() || RawHttp.status(answer).matches("400|403|426|505"), answer);
        CleanAnswers.assertClean(answer, folder);
    }

    /// Odd, but everybody sees the same end of them: the next request is answered.
    @ParameterizedTest
    @CsvSource({
        "POST /v1, POST http://evil.example/v1, 400",
        "POST /v1, POST http://localhost/v1, 200",
        "/search HTTP, /search\u00e9 HTTP, 404",
        "HTTP/1.1, http/1.1, 200",
        "Host: localhost, hOST:localhost, 200",
        "Host: localhost, Host: localhost\t , 200",
        "Host: localhost, Host: LOCALHOST:1, 200"
    })
    void requestsThatAreOdd(String usual, String odd, String status) throws IOException {
        String request = post("Content-Length: 7\r\n", BODY).replace(usual, odd);
        String answer = RawHttp.exchange(
                served.port(), request + SMUGGLED.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertEquals(status, RawHttp.status(answer), answer);
        assertTrue(answer.endsWith("\nok\n"), answer);
        CleanAnswers.assertClean(answer, folder);
    }

    static List<String> badChunks() {
        return List.of(
                "zz\r\n",
                "-5\r\n",
                "0x7\r\n",
                "\r\n",
                " 7\r\n" + BODY,
                "7 \r\n" + BODY,
                "+7\r\n" + BODY + "\r\n0\r\n\r\n",
                "7\n" + BODY + "\n0\n\n",
                "7\r\n" + BODY + "xx\r\n0\r\n\r\n",
                "6\r\n" + BODY + "\r\n0\r\n\r\n",
                "7\r\n" + BODY + "0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\n" + BODY,
                "80000000\r\n" + BODY + "\r\nzz\r\n",
                "7;" + "x".repeat(1 << 16) + "\r\n" + BODY + "\r\n0\r\n\r\n",
                "7\r\n" + BODY + "\r\n0\r\nX: " + "x".repeat(1 << 16) + "\r\n\r\n",
                "7\r\n" + BODY + "\r\n0\r\n folded\r\n\r\n");
    }

    /// A chunk of 2 GiB is legal, and the server waits for it: its client goes away here.
    @ParameterizedTest
    @MethodSource("badChunks")
    void chunksThatAreNone(String chunks) throws IOException {
        try (Socket socket = RawHttp.open(served.port())) {
            RawHttp.write(socket, post("Transfer-Encoding: chunked\r\n", chunks + SMUGGLED));
            shutdown(socket);
            String answer = RawHttp.readAll(socket);
            assertTrue(answers(answer) <= 1, answer);
            assertFalse(answer.contains("\nok\n"), answer);
            assertTrue(answer.isEmpty() || RawHttp.status(answer).matches("400|431"), answer);
            CleanAnswers.assertClean(answer, folder);
        }
    }

    private static void shutdown(Socket socket) throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException _) {
            // It is closed.
        }
    }

    @Test
    void aChunkExtensionWithoutEnd() throws IOException {
        try (Socket socket = RawHttp.open(served.port())) {
            RawHttp.write(socket, post("Transfer-Encoding: chunked\r\n", "7;"));
            byte[] more = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                RawHttp.write(socket, more);
            }
            String answer = RawHttp.readAll(socket);
            assertTrue(answer.isEmpty() || RawHttp.status(answer).equals("400"), answer);
        }
    }

    @Test
    void aBodyThatEndsEarlyIsTheFaultOfItsClient() throws Exception {
        LOG.clear();
        for (String request :
                List.of(post("Content-Length: 100\r\n", "{"), post("Transfer-Encoding: chunked\r\n", "7\r\n{"))) {
            try (Socket socket = RawHttp.open(served.port())) {
                RawHttp.write(socket, request);
                socket.shutdownOutput();
                String answer = RawHttp.readAll(socket);
                assertTrue(answer.isEmpty() || RawHttp.status(answer).equals("400"), answer);
                RequestLog.Entry entry = LOG.poll(HANG_SECONDS, TimeUnit.SECONDS);
                assertFalse(entry == null || entry.isFault(), String.valueOf(entry));
            }
        }
    }

    @Test
    void chunksAreAccepted() throws IOException {
        String chunked = "Connection: close\r\nTransfer-Encoding: chunked\r\n";
        for (String chunks : List.of(
                "7\r\n" + BODY + "\r\n0\r\n\r\n",
                "7;ext=1\r\n" + BODY + "\r\n0\r\n\r\n",
                "07\r\n" + BODY + "\r\n0\r\nX: trailer\r\n\r\n",
                "1\r\n{\r\n6\r\n\"k\":1}\r\n0\r\n\r\n")) {
            assertEquals("200", RawHttp.status(RawHttp.exchange(served.port(), post(chunked, chunks))), chunks);
        }
    }

    @Test
    void otherCodingsAreNotDecoded() throws IOException {
        String answer = RawHttp.exchange(
                served.port(),
                post("Connection: close\r\nTransfer-Encoding: gzip, chunked\r\n", "7\r\n" + BODY + "\r\n0\r\n\r\n"));
        assertEquals("501", RawHttp.status(answer), answer);
    }

    @Test
    void headersBeyondTheirLimits() throws IOException {
        String line = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
        String large = RawHttp.exchange(served.port(), line + "X: " + "x".repeat(20_000) + "\r\n\r\n" + SMUGGLED);
        assertEquals("431", RawHttp.status(large), large);
        String many = RawHttp.exchange(served.port(), line + "X: 1\r\n".repeat(150) + "\r\n" + SMUGGLED);
        assertEquals("431", RawHttp.status(many), many);
        assertEquals(1, answers(many));
        String uri = RawHttp.exchange(served.port(), SMUGGLED.replace("/healthz", "/" + "x".repeat(20_000)));
        assertEquals("414", RawHttp.status(uri), uri);
        String method = RawHttp.exchange(served.port(), SMUGGLED.replace("GET", "G".repeat(20_000)));
        assertTrue(RawHttp.status(method).matches("4..|501"), method);
        for (String answer : List.of(large, many, uri, method)) {
            assertTrue(answer.contains("\"code\":13"), answer);
            CleanAnswers.assertClean(answer, folder);
        }
        String most = RawHttp.exchange(served.port(), line + "X: 1\r\n".repeat(90) + "Connection: close\r\n\r\n");
        assertEquals("200", RawHttp.status(most), most);
    }

    @Test
    void headersWithoutEnd() throws IOException {
        try (Socket socket = RawHttp.open(served.port())) {
            RawHttp.write(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
            for (int i = 0; i < 2000; i++) {
                RawHttp.write(socket, "X-" + i + ": " + "x".repeat(100) + "\r\n");
            }
            String answer = RawHttp.readAll(socket);
            assertTrue(answer.isEmpty() || RawHttp.status(answer).equals("431"), answer);
        }
    }

    @Test
    void otherProtocols() throws IOException {
        byte[] hello = new byte[300];
        new Random(1).nextBytes(hello);
        System.arraycopy(new byte[] {0x16, 3, 1, 1, 0x27, 1, 0, 1, 0x23, 3, 3}, 0, hello, 0, 11);
        List<byte[]> protocols = List.of(
                hello,
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1),
                "GET /\r\n".getBytes(StandardCharsets.US_ASCII),
                "SSH-2.0-OpenSSH_9.0\r\n".getBytes(StandardCharsets.US_ASCII),
                "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
                "EHLO x\r\n".getBytes(StandardCharsets.US_ASCII),
                "\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "\0".repeat(100).getBytes(StandardCharsets.US_ASCII),
                "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
        for (byte[] protocol : protocols) {
            try (Socket socket = RawHttp.open(served.port())) {
                RawHttp.write(socket, protocol);
                shutdown(socket);
                String answer = RawHttp.readAll(socket);
                assertTrue(answer.isEmpty() || RawHttp.status(answer).matches("400|426|505"), answer);
                CleanAnswers.assertClean(answer, folder);
            }
        }
        try (Socket socket = RawHttp.open(served.port())) {
            RawHttp.write(
                    socket,
                    SMUGGLED.replace(
                            "\r\n\r\n",
                            "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"));
            assertEquals("200", RawHttp.status(RawHttp.readAnswer(socket)));
        }
        for (String request : List.of(
                "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            try (Socket socket = RawHttp.open(served.port())) {
                RawHttp.write(socket, request);
                String answer = RawHttp.readAnswer(socket);
                assertTrue(RawHttp.status(answer).matches("4.."), answer);
            }
        }
    }

    /// Random bytes, and requests with random bytes in them.
    @Test
    void noiseIsSurvived() throws IOException {
        Random random = new Random(20_261_122);
        byte[] whole = post("Content-Length: 7\r\nConnection: close\r\n", BODY).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 2000; i++) {
            byte[] noise;
            if (i % 2 == 0) {
                noise = new byte[1 + random.nextInt(2000)];
                random.nextBytes(noise);
            } else {
                noise = whole.clone();
                for (int change = 1 + random.nextInt(4); change > 0; change--) {
                    noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
                }
            }
            try (Socket socket = RawHttp.open(served.port())) {
                RawHttp.write(socket, noise);
                shutdown(socket);
                String answer = RawHttp.readAll(socket);
                assertTrue(
                        answer.isEmpty() || RawHttp.status(answer).matches("[245]..") || answer.startsWith("HTTP/1.1"),
                        answer);
                assertFalse(RawHttp.status(answer).equals("500") && !answer.contains("\"code\":18"), answer);
                CleanAnswers.assertClean(answer, folder);
            }
        }
        LOG.clear();
    }

    @Test
    void slowHeadersAreClosed() throws IOException, InterruptedException {
        try (SearchServer hasty = hasty(hastyWeb(), ApiLimits.DEFAULT)) {
            try (Socket silent = RawHttp.open(hasty.port());
                    Socket half = RawHttp.open(hasty.port())) {
                RawHttp.write(half, "GET /healthz HTTP/1.1\r\nHo");
                assertEquals("", RawHttp.readAll(silent));
                String answer = RawHttp.readAll(half);
                assertTrue(answer.isEmpty() || RawHttp.status(answer).equals("408"), answer);
            }
            // A byte often enough never is idle: the whole of the headers has a time.
            assertTrue(isClosedWhileDripping(hasty.port(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "));
            // The second request of a connection has it as well.
            assertTrue(isClosedWhileDripping(hasty.port(), SMUGGLED + "GET /healthz HTTP/1.1\r\nX: "));
        }
    }

    private static boolean isClosedWhileDripping(int port, String start) throws IOException, InterruptedException {
        try (Socket socket = RawHttp.open(port)) {
            RawHttp.write(socket, start);
            for (int i = 0; i < 600; i++) {
                Thread.sleep(100);
                try {
                    socket.getOutputStream().write('x');
                } catch (SocketException _) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void silentBodiesAreTimedOut() throws IOException {
        try (SearchServer hasty = hasty(hastyWeb(), ApiLimits.DEFAULT)) {
            for (String request : List.of(
                    post("Content-Length: 7\r\n", "{\"k"), post("Transfer-Encoding: chunked\r\n", "7\r\n{\"k"))) {
                String answer = RawHttp.exchange(hasty.port(), request);
                assertEquals("408", RawHttp.status(answer), answer);
                assertTrue(answer.contains("\"code\":13"), answer);
                assertTrue(answer.contains("onnection: close"), answer);
            }
        }
    }

    @Test
    void aBodyHasNoMoreTimeThanItsRequest() throws IOException, InterruptedException {
        WebSettings web = times(WebSettings.of("127.0.0.1", 0), 20, 30);
        try (SearchServer hasty = hasty(web, ApiLimits.DEFAULT.withTimeout(Duration.ofSeconds(1)));
                Socket socket = RawHttp.open(hasty.port())) {
            RawHttp.write(socket, post("Content-Length: 1000\r\n", "{"));
            for (int i = 0; i < 600 && socket.getInputStream().available() == 0; i++) {
                RawHttp.write(socket, " ");
                Thread.sleep(50);
            }
            String answer = RawHttp.readAnswer(socket);
            assertEquals("504", RawHttp.status(answer), answer);
        }
    }

    /// More of them than there are places for requests.
    @Test
    void slowBodiesTakeNoPlaces() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 16 * Runtime.getRuntime().availableProcessors(); i++) {
                Socket socket = RawHttp.open(served.port());
                slow.add(socket);
                RawHttp.write(socket, post("Content-Length: 7\r\n", "{"));
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(200, served.post("/v1/table/t3/search", BODY).statusCode());
            }
            for (Socket socket : slow) {
                RawHttp.write(socket, BODY.substring(1));
                String answer = RawHttp.readAnswer(socket);
                assertEquals("200", RawHttp.status(answer), answer);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /// Bodies that come in pieces while the server looks whether their clients are still there.
    @Test
    void bodiesInPiecesAreWhole() throws Exception {
        List<CompletableFuture<String>> clients = new ArrayList<>();
        for (int c = 0; c < 40; c++) {
            int seed = c;
            CompletableFuture<String> client = new CompletableFuture<>();
            clients.add(client);
            Thread.ofVirtual().start(() -> {
                try (Socket socket = RawHttp.open(served.port())) {
                    Random random = new Random(seed);
                    for (int i = 0; i < 5; i++) {
                        RawHttp.write(socket, post("Content-Length: 60\r\n", ""));
                        for (int piece = 0; piece < 20; piece++) {
                            Thread.sleep(random.nextInt(20));
                            RawHttp.write(socket, piece == 0 ? "{  " : piece == 19 ? "  }" : "   ");
                        }
                        String answer = RawHttp.readAnswer(socket);
                        if (!RawHttp.status(answer).equals("200")) {
                            client.complete(answer);
                        }
                    }
                    client.complete("200");
                } catch (IOException | InterruptedException e) {
                    client.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<String> client : clients) {
            assertEquals("200", client.get(HANG_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void clientsThatDoNotReadAreClosed() throws Exception {
        try (SearchServer hasty = hasty(hastyWeb(), ApiLimits.DEFAULT);
                Socket socket = new Socket()) {
            LOG.clear();
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hasty.port()));
            String body = "{\"k\":20000}";
            RawHttp.write(
                    socket,
                    "POST /v1/table/words/search HTTP/1.1\r\nHost: localhost\r\nx-request-id: slow-reader\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            RequestLog.Entry entry = LOG.poll(HANG_SECONDS, TimeUnit.SECONDS);
            assertEquals("slow-reader", entry == null ? "" : entry.requestId());
            assertTrue(entry.failure() != null);
            String part = RawHttp.readAll(socket);
            assertFalse(part.endsWith("0\r\n\r\n"), "an answer that was cut must not look whole");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        int count = 30;
        for (int i = 0; i < count; i++) {
            boolean isLast = i == count - 1;
            requests.append(post(
                    "x-request-id: id-" + i + "\r\nContent-Length: 7\r\n" + (isLast ? "Connection: close\r\n" : ""),
                    BODY));
        }
        String answer = RawHttp.exchange(served.port(), requests.toString());
        assertEquals(count, answers(answer));
        int at = 0;
        for (int i = 0; i < count; i++) {
            int next = answer.indexOf("id-" + i + "\r\n", at);
            assertTrue(next >= 0, answer);
            at = next;
        }
    }

    private static String held(String headers) {
        return "GET " + HeldStorage.HELD + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    /// What comes while a request computes is read by the look for clients that left.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void requestsThatComeWhileOneComputes(int count) throws Exception {
        try (Socket socket = RawHttp.open(served.port())) {
            for (int round = 0; round < 3; round++) {
                RawHttp.write(socket, held("x-request-id: first\r\n"));
                storage.awaitHeld(1);
                StringBuilder more = new StringBuilder();
                for (int i = 0; i < count; i++) {
                    more.append(post("x-request-id: next-" + i + "\r\nContent-Length: 7\r\n", BODY));
                }
                String text = more.toString();
                RawHttp.write(socket, text.substring(0, text.length() / 3));
                Thread.sleep(300);
                RawHttp.write(socket, text.substring(text.length() / 3, text.length() - 3));
                Thread.sleep(300);
                storage.release(1);
                String first = RawHttp.readAnswer(socket);
                assertEquals("200", RawHttp.status(first), first);
                assertTrue(first.contains("first"), first);
                RawHttp.write(socket, text.substring(text.length() - 3));
                for (int i = 0; i < count; i++) {
                    String answer = RawHttp.readAnswer(socket);
                    assertEquals("200", RawHttp.status(answer), answer);
                    assertTrue(answer.contains("next-" + i + "\r\n"), answer);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half"})
    void aRequestEndsWhenItsClientGoesAway(String how) throws Exception {
        LOG.clear();
        Socket socket = RawHttp.open(served.port());
        RawHttp.write(socket, held("x-request-id: gone\r\n"));
        storage.awaitHeld(1);
        switch (how) {
            case "reset" -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case "half" -> socket.shutdownOutput();
            default -> socket.close();
        }
        RequestLog.Entry entry = LOG.poll(HANG_SECONDS, TimeUnit.SECONDS);
        assertEquals("gone", entry == null ? "" : entry.requestId());
        assertEquals(504, entry.status());
        assertEquals("the client closed the connection", message(entry));
        assertFalse(entry.isFault());
        socket.close();
    }

    private static String message(RequestLog.Entry entry) {
        Throwable failure = entry.failure();
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    @Test
    void aRequestThatComputesIsNotIdleAndItsDeadlineEndsIt() throws Exception {
        ApiLimits limits = ApiLimits.DEFAULT.withTimeout(Duration.ofSeconds(3));
        try (SearchServer hasty = hasty(hastyWeb(), limits)) {
            String answer = RawHttp.exchange(hasty.port(), held("Connection: close\r\n"));
            assertEquals("504", RawHttp.status(answer), answer);
            assertTrue(answer.contains("\"code\":17"), answer);
            storage.awaitHeld(1);
            String sooner = RawHttp.exchange(hasty.port(), held("Connection: close\r\nx-request-timeout-ms: 50\r\n"));
            assertEquals("504", RawHttp.status(sooner), sooner);
            assertTrue(sooner.contains("within 50 ms"), sooner);
            storage.awaitHeld(1);
            // The interrupt stays with its request, on a connection and thread that go on.
            try (Socket socket = RawHttp.open(hasty.port())) {
                for (int i = 0; i < 20; i++) {
                    RawHttp.write(socket, held("x-request-timeout-ms: 20\r\n"));
                    assertEquals("504", RawHttp.status(RawHttp.readAnswer(socket)));
                    RawHttp.write(socket, post("Content-Length: 7\r\n", BODY));
                    assertEquals("200", RawHttp.status(RawHttp.readAnswer(socket)));
                }
            }
            storage.awaitHeld(20);
        }
    }

    @Test
    void moreRequestsThanTheQueueTakesAreTurnedAway() throws Exception {
        int places = 4 * Runtime.getRuntime().availableProcessors();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < places; i++) {
                Socket socket = RawHttp.open(served.port());
                sockets.add(socket);
                RawHttp.write(socket, held(""));
            }
            storage.awaitHeld(places);
            for (int i = 0; i < 300; i++) {
                Socket socket = RawHttp.open(served.port());
                sockets.add(socket);
                RawHttp.write(socket, SMUGGLED.replace("/healthz", "/v1/table/"));
            }
            // Some are answered at once, since no more than 256 wait.
            List<Socket> waiting = new ArrayList<>(sockets.subList(places, sockets.size()));
            int refused = 0;
            while (refused < 44) {
                for (Socket socket : List.copyOf(waiting)) {
                    if (socket.getInputStream().available() > 0) {
                        String answer = RawHttp.readAnswer(socket);
                        assertEquals("503", RawHttp.status(answer), answer);
                        assertTrue(answer.contains("Retry-After: 1") || answer.contains("retry-after: 1"), answer);
                        assertTrue(answer.contains("\"code\":17"), answer);
                        waiting.remove(socket);
                        refused++;
                    }
                }
                Thread.sleep(10);
            }
            // Health is told without a place.
            assertEquals(200, served.get("/healthz").statusCode());
            storage.release(places);
            for (Socket socket : waiting) {
                assertEquals("200", RawHttp.status(RawHttp.readAnswer(socket)));
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void expectations() throws IOException {
        try (Socket socket = RawHttp.open(served.port())) {
            RawHttp.write(socket, post("Expect: 100-continue\r\nContent-Length: 7\r\n", ""));
            String go = RawHttp.readAnswer(socket);
            assertEquals("100", RawHttp.status(go), go);
            RawHttp.write(socket, BODY);
            assertEquals("200", RawHttp.status(RawHttp.readAnswer(socket)));
        }
        String refused = RawHttp.exchange(
                served.port(),
                post("Expect: 100-continue\r\nContent-Length: 7\r\n", "").replace("/t3/", "/../"));
        assertEquals("400", RawHttp.status(refused), refused);
        String unknown = RawHttp.exchange(served.port(), post("Expect: foo\r\nContent-Length: 7\r\n", BODY));
        assertEquals("417", RawHttp.status(unknown), unknown);
    }

    @Test
    void headHasNoBody() throws IOException {
        String answer = RawHttp.exchange(
                served.port(),
                SMUGGLED.replace("GET", "HEAD") + SMUGGLED.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertEquals(2, answers(answer), answer);
        assertEquals("405", RawHttp.status(answer), answer);
        assertFalse(answer.contains("{"), answer);
        assertTrue(answer.endsWith("ok\n"), answer);
    }

    @Test
    void moreConnectionsThanThereMayBe() throws Exception {
        try (SearchServer hasty = hasty(WebSettings.of("127.0.0.1", 0).withMaxConnections(5), ApiLimits.DEFAULT)) {
            List<Socket> idle = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Socket socket = RawHttp.open(hasty.port());
                idle.add(socket);
                RawHttp.write(socket, SMUGGLED);
                assertEquals("200", RawHttp.status(RawHttp.readAnswer(socket)));
            }
            List<Socket> more = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket socket = RawHttp.open(hasty.port());
                more.add(socket);
                RawHttp.write(socket, SMUGGLED);
            }
            assertTrue(hasty.connections() <= 6, hasty.connections() + " connections");
            for (Socket socket : idle) {
                socket.close();
            }
            for (Socket socket : more) {
                assertEquals("200", RawHttp.status(RawHttp.readAnswer(socket)));
                socket.close();
            }
        }
    }

    @Test
    void anEndWaitsForRequestsThatAreUnderWay() throws Exception {
        SearchServer ending = hasty(times(WebSettings.of("127.0.0.1", 0), 20, 30), ApiLimits.DEFAULT);
        try (Socket busy = RawHttp.open(ending.port());
                Socket idle = RawHttp.open(ending.port())) {
            RawHttp.write(idle, SMUGGLED);
            assertEquals("200", RawHttp.status(RawHttp.readAnswer(idle)));
            RawHttp.write(busy, held(""));
            storage.awaitHeld(1);
            int port = ending.port();
            Thread end = Thread.ofPlatform().start(ending::close);
            assertEquals("", RawHttp.readAll(idle));
            assertTrue(isRefused(port));
            storage.release(1);
            String answer = RawHttp.readAll(busy);
            assertEquals("200", RawHttp.status(answer), answer);
            end.join();
        }
    }

    private static boolean isRefused(int port) throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = RawHttp.open(port)) {
                RawHttp.write(socket, SMUGGLED);
                String answer = RawHttp.readAll(socket);
                if (!RawHttp.status(answer).equals("200")) {
                    return true;
                }
            } catch (ConnectException _) {
                return true;
            }
        }
        return false;
    }

    @Test
    void anEndDoesNotWaitForever() throws Exception {
        WebSettings web = WebSettings.of("127.0.0.1", 0)
                .withTimes(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(1));
        SearchServer ending = hasty(web, ApiLimits.DEFAULT);
        try (Socket busy = RawHttp.open(ending.port())) {
            RawHttp.write(busy, held(""));
            storage.awaitHeld(1);
            ending.close();
            String answer = RawHttp.readAll(busy);
            assertFalse(RawHttp.status(answer).equals("200"), answer);
        }
    }
}
