package dev.evodb.api.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.api.SearchServer;
import dev.evodb.api.ServerOptions;
import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.http.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lance.namespace.client.apache.ApiClient;
import org.lance.namespace.client.apache.ApiException;
import org.lance.namespace.client.apache.api.TableApi;
import org.lance.namespace.model.CountTableRowsRequest;

/// What the README says of the server, done: its curl lines are sent, its Java lines are those of this test. Its
/// lines for Node run in [LanceDbNodeTest].
final class ReadmeServerTest {
    private static final Path ROOT = Path.of(System.getProperty("evodb.root"));
    private static final String ADDRESS = "http://127.0.0.1:8080";
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

    private static SearchServer server;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        server = SearchServer.start(
                ServerOptions.of(new LocalStorage(ROOT.resolve("samples")), WebSettings.of("127.0.0.1", 0)));
        url = "http://127.0.0.1:" + server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// The lines of the README's first block of that language in the section about the server.
    static List<String> block(String language) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String section = readme.substring(readme.indexOf("## As a server"));
        int from = section.indexOf("```" + language + "\n") + language.length() + 4;
        return section.substring(from, section.indexOf("```", from)).lines().toList();
    }

    @Test
    void curlLinesAnswer() throws IOException, InterruptedException {
        List<JsonNode> answers = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String line : block("sh")) {
                if (line.startsWith("curl ")) {
                    HttpResponse<String> answer = client.send(request(line), HttpResponse.BodyHandlers.ofString());
                    assertEquals(200, answer.statusCode(), line + "\n" + answer.body());
                    answers.add(new ObjectMapper().readTree(answer.body()));
                }
            }
        }
        assertEquals(3, answers.size());
        assertEquals("words", answers.get(0).path("tables").path(0).asText());
        assertEquals(3, answers.get(1).path("rows").size());
        assertEquals(3, answers.get(1).path("rows").path(2).path("rank").asInt());
        assertEquals(99, answers.get(2).asInt());
    }

    private static HttpRequest request(String curl) {
        List<String> arguments = new ArrayList<>();
        Matcher matcher = ARGUMENT.matcher(curl);
        while (matcher.find()) {
            arguments.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(arguments.get(1).replace(ADDRESS, url)));
        for (int i = 2; i < arguments.size(); i += 2) {
            switch (arguments.get(i)) {
                case "-H" -> {
                    String header = arguments.get(i + 1);
                    request.header(
                            header.substring(0, header.indexOf(':')),
                            header.substring(header.indexOf(':') + 1).strip());
                }
                case "-d" -> request.POST(HttpRequest.BodyPublishers.ofString(arguments.get(i + 1)));
                default -> throw new IllegalArgumentException("the test does not know " + arguments.get(i));
            }
        }
        return request.build();
    }

    @Test
    void javaLinesCount() throws ApiException, IOException {
        TableApi tables = new TableApi(new ApiClient().setBasePath(url));
        long rows = tables.countTableRows("words", new CountTableRowsRequest().predicate("rank < 100"), "$");
        assertEquals(99, rows);

        String source =
                Files.readString(ROOT.resolve("search-api/src/test/java/dev/evodb/api/client/ReadmeServerTest.java"));
        for (String line : block("java")) {
            String code = line.replaceFirst(" // .*", "").replace("\"" + ADDRESS + "\"", "url");
            assertTrue(source.contains(code), "the README has a line that no test runs: " + line);
        }
    }
}
