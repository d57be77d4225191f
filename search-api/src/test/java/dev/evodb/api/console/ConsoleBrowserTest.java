package dev.evodb.api.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.api.ServedTables;
import dev.evodb.api.auth.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page for people in a browser, against a server: what it shows is what the server says.
@Tag("browser")
final class ConsoleBrowserTest {
    private static final int WIDE = 1280;
    private static final int HEIGHT = 900;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static ServedTables served;
    private static Chromium browser;

    @BeforeAll
    static void start() throws IOException {
        served = ServedTables.start(folder.resolve("tables"));
        browser = Chromium.start(folder);
    }

    @AfterAll
    static void stop() {
        browser.close();
        served.close();
    }

    private static Chromium.Page open(String hash) {
        Chromium.Page page = browser.page(WIDE, HEIGHT, "light");
        page.open(served.url() + "/" + hash);
        return page;
    }

    private static Chromium.Page openTable(String name) {
        Chromium.Page page = open("#table=" + name);
        page.until("document.querySelector('#table:not([hidden])')");
        return page;
    }

    private static void chooseMode(Chromium.Page page, String mode) {
        page.click("input[value=" + mode + "]");
    }

    private static void search(Chromium.Page page, String summary) {
        page.click("#run");
        page.until("document.getElementById('summary').textContent.includes(" + Chromium.quoted(summary) + ")");
    }

    private static List<String> column(Chromium.Page page, String name) {
        JsonNode values = page.evaluate("[...document.querySelectorAll('#results td[data-name=" + Chromium.quoted(name)
                + "]')].map(cell => cell.innerText)");
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static void assertSound(Chromium.Page page) {
        assertEquals(List.of(), page.problems());
    }

    @Test
    void showsWhatATableIs() {
        try (Chromium.Page page = openTable("t3")) {
            assertEquals("t3", page.text("#table-name"));
            assertEquals("t3 · EvoDB", page.evaluate("document.title").asText());
            assertTrue(page.text("#facts").startsWith("Rows\n310"), page.text("#facts"));
            assertTrue(page.text("#schema").contains("float[4]"), page.text("#schema"));
            String indices = page.text("#indices");
            assertTrue(indices.contains("vector_idx\nIVF_PQ\ncovers 96.8 % of 310 rows"), indices);
            assertTrue(indices.contains("name_idx\nFTS"), indices);
            assertTrue(page.text("#versions").contains("3 v1"), page.text("#versions"));
            assertEquals(
                    5,
                    page.evaluate("document.querySelectorAll('#versions tbody tr').length")
                            .asInt());
            page.click("#older");
            page.until("document.querySelectorAll('#versions tbody tr').length === 7");
            assertTrue(page.evaluate("document.getElementById('older').hidden").asBoolean());
            assertSound(page);
        }
    }

    @Test
    void walksThroughNamespaces() {
        try (Chromium.Page page = open("")) {
            page.until("document.querySelectorAll('#tables a').length > 2");
            for (String name : List.of("a /", "b /")) {
                page.until("document.querySelector('#namespaces a')?.textContent === " + Chromium.quoted(name));
                page.click("#namespaces a");
            }
            page.until("document.querySelector('#tables a')?.textContent === 'tt'");
            page.click("#tables a");
            page.until("document.querySelector('#table:not([hidden])')");
            assertEquals("root / a / b /", page.text("#table-path"));
            assertEquals("#n=a&n=b&table=tt", page.evaluate("location.hash").asText());
            search(page, "10 rows");
            assertSound(page);
        }
    }

    @Test
    void travelsInTime() {
        try (Chromium.Page page = openTable("t3")) {
            page.evaluate(
                    "[...document.querySelectorAll('#versions a')].find(link => link.textContent === '3').click()");
            page.until("document.getElementById('old-version-text').textContent.startsWith('This is version 3.')");
            assertEquals("#table=t3&version=3", page.evaluate("location.hash").asText());
            assertTrue(page.text("#facts").startsWith("Rows\n300"), page.text("#facts"));
            assertTrue(page.text("#indices").startsWith("None"), page.text("#indices"));
            search(page, "version 3.");
            page.click("#to-newest");
            page.until("document.getElementById('old-version').hidden");
            assertTrue(page.text("#facts").startsWith("Rows\n310"), page.text("#facts"));
            assertTrue(page.evaluate("document.getElementById('results-card').hidden")
                    .asBoolean());
            assertSound(page);
        }
    }

    @Test
    void findsMoreLikeARowAndComparesWithExact() throws IOException {
        try (Chromium.Page page = openTable("words")) {
            page.fill("#filter", "word = 'castle'");
            search(page, "1 row ");
            String row = column(page, "Row id").getFirst();
            page.click("#results td.act button");
            page.until("document.getElementById('summary').textContent.includes('Nearest to row " + row + ".')");
            page.fill("#filter", "");
            page.fill("#nprobes", "1");
            search(page, "1 partition probed");
            assertEquals(row, column(page, "Row id").getFirst());
            assertEquals("castle", column(page, "word").getFirst());
            page.click("#recall");
            page.until("!document.getElementById('score').hidden");

            String vector =
                    page.evaluate("document.getElementById('vector').value").asText();
            String common = "\"vector\":" + vector + ",\"k\":10,\"with_row_id\":true,\"columns\":[\"word\"]";
            List<String> near = rowIds("{" + common + ",\"nprobes\":1}");
            List<String> exact = rowIds("{" + common + ",\"bypass_vector_index\":true}");
            assertEquals(near, column(page, "Row id"));
            Set<String> found = new HashSet<>(near);
            found.retainAll(exact);
            assertTrue(
                    page.text("#score").startsWith("0." + found.size() + "00\nrecall@10"),
                    page.text("#score") + ": " + found);
            for (int i = 0; i < near.size(); i++) {
                int place = exact.indexOf(near.get(i));
                assertEquals(
                        place < 0 ? "–" : "# " + (place + 1),
                        column(page, "Exact").get(i));
            }
            assertSound(page);
        }
    }

    private static List<String> rowIds(String query) throws IOException {
        JsonNode rows = JSON.readTree(
                        served.post("/v1/table/words/search", query).body())
                .get("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.get("_rowid").asText())
                .toList();
    }

    @Test
    void takesAPastedVectorAndChecksIt() {
        try (Chromium.Page page = openTable("t3")) {
            chooseMode(page, "vector");
            page.fill("#vector", "1, 2, 3");
            assertTrue(page.text("#vector-note").startsWith("3 of 4 dims."), page.text("#vector-note"));
            page.click("#run");
            page.until("document.getElementById('search-problem').textContent.startsWith('3 of 4 dims.')");
            assertEquals("vector", page.evaluate("document.activeElement.id").asText());
            page.fill("#vector", "1, 2, x3, 4");
            assertEquals("Value 3 is no number: x3", page.text("#vector-note"));
            for (String vector : List.of("1, 2, 3, 4", "[1,2,3,4]", "1 2\n3 4")) {
                page.fill("#vector", vector);
                page.fill("#k", vector.startsWith("[") ? "4" : "3");
                search(page, vector.startsWith("[") ? "4 rows" : "3 rows");
                assertEquals(List.of("9", "14", "4"), column(page, "Row id").subList(0, 3));
                assertEquals("15.8381", column(page, "Distance").getFirst());
            }
            page.click("#bypass");
            search(page, "310 rows compared");
            assertTrue(page.evaluate("document.getElementById('recall').hidden").asBoolean());
            page.click("#bypass");
            page.evaluate("document.getElementById('metric').value = 'cosine'");
            search(page, "310 rows compared");
            assertSound(page);
        }
    }

    @Test
    void looksForWordsByIndexOrByFilterAndSaysWhich() {
        try (Chromium.Page page = openTable("t3")) {
            chooseMode(page, "text");
            page.fill("#words", "hello");
            assertEquals("Full text search with index name_idx.", page.text("#text-note"));
            search(page, "Full text search.");
            assertEquals(Set.of("hello x"), Set.copyOf(column(page, "name")));
            assertSound(page);
        }
        try (Chromium.Page page = openTable("words")) {
            chooseMode(page, "text");
            page.fill("#words", "it's 100%");
            assertTrue(page.text("#text-note").contains("word ILIKE '%it''s 100\\%%'"), page.text("#text-note"));
            search(page, "0 rows");
            page.fill("#words", "castl");
            page.fill("#filter", "rank > 1");
            search(page, "Filter: (word ILIKE '%castl%') AND (rank > 1).");
            assertTrue(column(page, "word").stream().allMatch(word -> word.contains("castl")));
            assertTrue(column(page, "word").contains("castle"));
            assertSound(page);
        }
    }

    @Test
    void drawsAPlanAsBoxesWithinBoxes() throws IOException {
        try (Chromium.Page page = openTable("t3")) {
            chooseMode(page, "vector");
            page.fill("#vector", "1,2,3,4");
            page.fill("#filter", "id > 5");
            page.click("#explain");
            page.until("!document.getElementById('plan-card').hidden");
            String plan = JSON.readTree(served.post(
                                    "/v1/table/t3/explain_plan",
                                    "{\"vector\":[1,2,3,4],\"filter\":\"id > 5\",\"with_row_id\":true}")
                            .body())
                    .asText();
            assertEquals(
                    plan,
                    page.evaluate("document.getElementById('plan-text').textContent")
                            .asText());
            assertEquals(
                    plan.lines().count(),
                    page.evaluate("document.querySelectorAll('#picture rect.box').length")
                            .asLong());
            assertEquals(
                    plan.lines().filter(line -> line.startsWith("  ")).count(),
                    page.evaluate("document.querySelectorAll('#picture g g > rect.box').length")
                            .asLong());
            // Each box lies in the one around it, and each text in its box.
            assertEquals(
                    0,
                    page.evaluate(
                                    "[...document.querySelectorAll('#picture g g > rect.box, #picture text')].filter(part => {"
                                            + "const around = part.closest('g') === part.parentNode && part.tagName === 'text'"
                                            + " ? part.parentNode.firstChild : part.parentNode.parentNode.firstChild;"
                                            + "const [a, b] = [part.getBoundingClientRect(), around.getBoundingClientRect()];"
                                            + "return a.left < b.left || a.right > b.right || a.top < b.top || a.bottom > b.bottom;"
                                            + "}).length")
                            .asInt());
            page.click("#analyze");
            page.until("document.getElementById('picture').textContent.includes('elapsed')");
            assertSound(page);
        }
    }

    @Test
    void saysWhatIsWrongInWords() {
        try (Chromium.Page page = openTable("t3")) {
            page.fill("#filter", "<img src=x onerror=alert(1)> > 4");
            page.click("#run");
            page.until("document.querySelector('#search-problem .note')");
            String problem = page.text("#search-problem");
            assertTrue(problem.startsWith("The server does not accept this request.\nthe filter, "), problem);
            assertTrue(problem.matches("(?s).*HTTP 400, request [0-9a-f-]{36}"), problem);
            page.fill("#filter", "");
            page.fill("#k", "20000000");
            chooseMode(page, "vector");
            page.fill("#vector", "1,2,3,4");
            page.click("#run");
            page.until("document.getElementById('search-problem').textContent.includes('at most 10000')");
            page.fill("#k", "1.5");
            page.click("#run");
            page.until("document.getElementById('search-problem').textContent.includes('whole number')");
            page.evaluate("location.hash = '#table=nothing'");
            page.until("document.getElementById('problem').textContent.includes('no table nothing')");
            assertEquals(0, page.evaluate("document.images.length").asInt());
            assertSound(page);
        }
    }

    @Test
    void asksForAKeyAndKeepsItForTheTab(@TempDir Path other) throws IOException {
        ApiKeys.NewKey key = ApiKeys.create("reader", "t3,a$*");
        Path file = Files.writeString(other.resolve("keys"), key.line());
        ApiKeys keys = ApiKeys.read(file);
        try (ServedTables closed = ServedTables.start(other.resolve("tables"), options -> options.withKeys(keys));
                Chromium.Page page = browser.page(WIDE, HEIGHT, "light")) {
            page.open(closed.url() + "/");
            page.until("!document.getElementById('key-form').hidden");
            assertTrue(page.text("#problem").startsWith("The server wants an API key."), page.text("#problem"));
            assertEquals("key", page.evaluate("document.activeElement.id").asText());
            page.fill("#key", "evo_wrong");
            page.click("#key-form button.primary");
            page.until("document.getElementById('problem').textContent.includes('not known')");
            page.fill("#key", key.key());
            page.click("#key-form button.primary");
            page.until("document.querySelectorAll('#tables a').length === 1");
            page.click("#tables a");
            page.until("document.querySelector('#table:not([hidden])')");
            assertEquals("", page.text("#problem"));
            assertEquals(1, page.evaluate("sessionStorage.length").asInt());
            assertEquals(
                    0,
                    page.evaluate("localStorage.length + document.cookie.length")
                            .asInt());
            assertFalse(page.evaluate("location.href").asText().contains("evo_"));
            page.evaluate("location.hash = '#table=words'");
            page.until("document.getElementById('problem').textContent.startsWith('This is not open to you.')");
            page.click("#key-button");
            page.click("#forget-key");
            page.until("!document.getElementById('key-form').hidden");
            assertEquals(0, page.evaluate("sessionStorage.length").asInt());
            assertSound(page);
        }
    }

    @Test
    void isUsedWithTheKeyboardAlone() {
        try (Chromium.Page page = open("")) {
            page.until("document.querySelectorAll('#tables a').length > 2");
            focusByTab(page, "document.activeElement.textContent === 't3'");
            assertEquals(
                    "solid",
                    page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                            .asText());
            enter(page);
            page.until("document.querySelector('#table:not([hidden])')");
            focusByTab(page, "document.activeElement.name === 'mode'");
            page.press("ArrowRight", "ArrowRight", 39, "");
            page.until("!document.getElementById('vector').closest('[data-modes]').hidden");
            focusByTab(page, "document.activeElement.id === 'vector'");
            for (String digit : List.of("1", " ", "2", " ", "3", " ", "4")) {
                page.press(digit, digit.equals(" ") ? "Space" : "Digit" + digit, digit.charAt(0), digit);
            }
            focusByTab(page, "document.activeElement.id === 'k'");
            enter(page);
            page.until("document.getElementById('summary').textContent.includes('10 rows')");
            focusByTab(page, "document.activeElement.matches('#results td.act button')");
            enter(page);
            page.until("document.getElementById('summary').textContent.includes('Nearest to row 9.')");
            assertSound(page);
        }
    }

    private static void focusByTab(Chromium.Page page, String condition) {
        for (int i = 0; i < 60; i++) {
            page.press("Tab", "Tab", 9, "");
            if (page.evaluate(condition).asBoolean()) {
                return;
            }
        }
        throw new AssertionError("not reached by Tab: " + condition);
    }

    private static void enter(Chromium.Page page) {
        page.press("Enter", "Enter", 13, "\r");
    }

    @Test
    void everyControlHasAName() {
        try (Chromium.Page page = openTable("t3")) {
            search(page, "10 rows");
            JsonNode nameless = page.evaluate("[...document.querySelectorAll('input, select, textarea, button, a')]"
                    + ".filter(one => !one.labels?.length && !one.getAttribute('aria-label') && !one.textContent.trim())"
                    + ".map(one => one.outerHTML)");
            assertEquals("[]", nameless.toString());
            assertSound(page);
        }
    }

    /// Nothing sticks out of the page, whatever it shows. `-Devodb.console.images=DIR` keeps what it looks like.
    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void fitsOnScreens(int width, String scheme) throws IOException {
        try (Chromium.Page page = browser.page(width, HEIGHT, scheme)) {
            page.open(served.url() + "/#table=t3");
            page.until("document.querySelector('#table:not([hidden])')");
            keep(page, width, "table", scheme);
            page.evaluate("location.hash = '#table=words'");
            page.until("document.getElementById('table-name').textContent === 'words'");
            page.fill("#filter", "word = 'castle'");
            search(page, "1 row ");
            page.click("#results td.act button");
            page.until("document.getElementById('summary').textContent.includes('Nearest')");
            page.fill("#filter", "");
            page.fill("#nprobes", "2");
            search(page, "2 partitions probed");
            page.click("#recall");
            page.until("!document.getElementById('score').hidden");
            assertTrue(
                    page.evaluate(
                                    "{ const box = document.getElementById('results'); box.scrollWidth <= box.clientWidth }")
                            .asBoolean(),
                    "a part of the results is out of sight");
            keep(page, width, "search", scheme);
            page.evaluate("location.hash = '#table=t3'");
            page.until("document.getElementById('table-name').textContent === 't3'");
            chooseMode(page, "vector");
            page.fill("#vector", "1, 2, 3, 4");
            page.fill("#filter", "id > 5 AND name LIKE 'h%'");
            page.click("#analyze");
            page.until("!document.getElementById('plan-card').hidden");
            keep(page, width, "plan", scheme);
            page.fill("#filter", "nosuch > 4");
            page.click("#run");
            page.until("document.querySelector('#search-problem .note')");
            keep(page, width, "error", scheme);
            assertSound(page);
        }
    }

    private static void keep(Chromium.Page page, int width, String what, String scheme) throws IOException {
        assertEquals(
                width,
                page.evaluate("document.documentElement.scrollWidth").asInt(),
                what + " is wider than the screen");
        String images = System.getProperty("evodb.console.images", "");
        if (!images.isEmpty()) {
            int height = page.evaluate("document.documentElement.scrollHeight").asInt();
            Files.createDirectories(Path.of(images));
            Files.write(
                    Path.of(images).resolve(what + "-" + width + "-" + scheme + ".png"),
                    page.picture(0, width, height));
        }
    }
}
