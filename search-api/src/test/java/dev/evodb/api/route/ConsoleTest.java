package dev.evodb.api.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.ServedTables;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page for people, as text: it needs nothing but this server, and asks it only what there is.
final class ConsoleTest {
    private static final int MOST_BYTES = 60 << 10;

    private final String page = read();

    private static String read() {
        try (InputStream in = Routes.class.getResourceAsStream("/dev/evodb/api/console.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isServedAtTheRootWithAPolicyThatAllowsNothingElse(@TempDir Path folder) throws IOException {
        try (ServedTables served = ServedTables.start(folder)) {
            HttpResponse<String> answer = served.get("/");
            assertEquals(200, answer.statusCode());
            assertEquals(page, answer.body());
            assertEquals(List.of("text/html; charset=utf-8"), answer.headers().allValues("content-type"));
            assertEquals(List.of("nosniff"), answer.headers().allValues("x-content-type-options"));
            assertEquals(List.of("no-referrer"), answer.headers().allValues("referrer-policy"));
            List<String> policy = Arrays.stream(answer.headers()
                            .firstValue("content-security-policy")
                            .orElse("")
                            .split(";", -1))
                    .map(String::strip)
                    .toList();
            assertEquals(
                    Set.of(
                            "default-src 'none'",
                            "style-src 'unsafe-inline'",
                            "script-src 'unsafe-inline'",
                            "connect-src 'self'",
                            "img-src data:",
                            "base-uri 'none'",
                            "form-action 'none'",
                            "frame-ancestors 'none'"),
                    Set.copyOf(policy));
        }
        assertTrue(page.getBytes(StandardCharsets.UTF_8).length < MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"://", " src=", "url(", "@import", "import(", "<iframe", "WebSocket", "EventSource"})
    void loadsNothing(String wayOut) {
        assertFalse(page.contains(wayOut));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc"
            })
    void makesNoMarkupOfTexts(String way) {
        assertFalse(page.contains(way));
    }

    @Test
    void keepsNothingBeyondItsTab() {
        assertFalse(page.contains("localStorage") || page.contains("indexedDB") || page.contains("cookie"));
    }

    @Test
    void asksOnlyForWhatThereIs(@TempDir Path folder) throws IOException {
        Set<String> asked = new TreeSet<>();
        collect("askNamespace\\(\"([^\"]+)\"", "GET /v1/namespace/{id}/", asked);
        collect("askTable\\(\"([^\"]+)\"", "POST /v1/table/{id}/", asked);
        collect("plan\\(\"([^\"]+)\"", "POST /v1/table/{id}/", asked);
        assertEquals(
                Set.of(
                        "GET /v1/namespace/{id}/list",
                        "GET /v1/namespace/{id}/table/list",
                        "POST /v1/table/{id}/analyze_plan",
                        "POST /v1/table/{id}/count_rows",
                        "POST /v1/table/{id}/describe",
                        "POST /v1/table/{id}/explain_plan",
                        "POST /v1/table/{id}/index/list",
                        "POST /v1/table/{id}/search",
                        "POST /v1/table/{id}/stats",
                        "POST /v1/table/{id}/tags/list",
                        "POST /v1/table/{id}/version/list"),
                asked);
        try (RoutesOfFolder served = RoutesOfFolder.of(folder)) {
            for (String request : asked) {
                String[] parts = request.split(" ", -1);
                Routes.Match match = served.routes()
                        .find(parts[0], List.of(parts[1].substring(1).split("/", -1)))
                        .orElseThrow();
                assertEquals(parts[1], match.route().label());
            }
        }
    }

    /// Everything that is sent goes through these: no other path is in the page, and no other request.
    @Test
    void hasOneWayToTheServer() {
        assertEquals(1, count("fetch("));
        assertEquals(2, count("/v1/"));
        assertEquals(0, count("XMLHttpRequest") + count("sendBeacon"));
    }

    private void collect(String pattern, String before, Set<String> into) {
        Matcher found = Pattern.compile(pattern).matcher(page);
        while (found.find()) {
            into.add(before + found.group(1));
        }
    }

    private int count(String text) {
        return page.split(Pattern.quote(text), -1).length - 1;
    }
}
