package dev.evodb.chain.jvm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.evodb.chain.run.FailureKind;
import dev.evodb.chain.run.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpCallerTest {
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private int status = 200;
    private String body = "[1]";
    private int announced;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("content-type") + " "
                    + exchange.getRequestHeaders().getFirst("x-evodb-hop") + " "
                    + exchange.getRequestHeaders().getFirst("x-evodb-deadline") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, announced == 0 ? bytes.length : announced);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    @Test
    void sendsJsonWithTheQueryTheHopsAndTheDeadline() throws Exception {
        assertEquals(Value.list(Value.of(1)), call(Value.object("word", Value.of("é"))));

        assertEquals(List.of("POST /x?filter=a%26b&k=3 application/json r.example 35 {\"word\":\"é\"}"), requests);
    }

    @Test
    void sendsBytesAsTheyCame() throws Exception {
        call(new Value.Bytes("application/octet-stream", "raw".getBytes(StandardCharsets.UTF_8)));

        assertEquals(List.of("POST /x?filter=a%26b&k=3 application/octet-stream r.example 35 raw"), requests);
    }

    @Test
    void asksWithoutABodyIfTheRequestHadNone() throws Exception {
        call(Value.Bytes.NONE);

        assertEquals(List.of("GET /x?filter=a%26b&k=3 null r.example 35 "), requests);
    }

    @Test
    void sendsTheNullOfAStepAsJson() throws Exception {
        call(new Value.Null());

        assertEquals(List.of("POST /x?filter=a%26b&k=3 application/json r.example 35 null"), requests);
    }

    @Test
    void tellsWhatTheSnippetSaid() {
        status = 503;
        body = "{\"error\":\"busy\"}";
        assertEquals(Problem.status(503, "busy"), problem());
        status = 302;
        body = "elsewhere";
        assertEquals(Problem.status(302, "elsewhere"), problem());
        status = 500;
        body = "";
        assertEquals(Problem.status(500, "no text"), problem());
    }

    @Test
    void refusesAnAnswerThatIsNoJson() {
        body = "{\"hits\":[";
        assertEquals(FailureKind.BROKEN_BODY, problem().kind());
        body = "[1] 2";
        assertEquals(Problem.brokenBody("answer is no JSON: text behind the end"), problem());
        body = " ";
        assertEquals(Problem.brokenBody("answer is no JSON: there is no value"), problem());
        body = "1e999";
        assertEquals(Problem.brokenBody("answer is no JSON: a number is out of range"), problem());
        body = "[".repeat(300);
        assertEquals(FailureKind.BROKEN_BODY, problem().kind());
    }

    @Test
    void failsIfTheAnswerIsCut() {
        announced = 100;

        assertThrows(IOException.class, () -> call(new Value.Null()));
    }

    private Problem problem() {
        return assertThrows(CallFailedException.class, () -> call(new Value.Null()))
                .problem();
    }

    private Value call(Value input) throws IOException, InterruptedException {
        String url = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/x";
        return new HttpCaller(client)
                .call(new Call("s0", url, input, Map.of("k", "3", "filter", "a&b"), 1, 35, "r.example"));
    }
}
