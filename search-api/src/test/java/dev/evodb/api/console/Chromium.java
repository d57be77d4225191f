package dev.evodb.api.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A Chromium without a window, driven by its own protocol. The binary is the one that `-Devodb.chromium`
/// names, else the first on the PATH. Thread-safe.
final class Chromium implements Closeable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String LISTENING = "DevTools listening on ";
    private static final long PATIENCE_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient client;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private Chromium(Process process, HttpClient client, URI address) {
        this.process = process;
        this.client = client;
        this.socket = await(client.newWebSocketBuilder().buildAsync(address, new Messages()));
    }

    /// Starts one with its profile in `folder`.
    ///
    /// @throws IOException if there is none
    static Chromium start(Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "--no-first-run",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
                "about:blank"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--no-sandbox");
        }
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Not closed: that would end the browser when it says something later.
        BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith(LISTENING)) {
                Thread.ofPlatform().daemon().start(() -> drain(errors));
                URI address = URI.create(line.substring(LISTENING.length()).strip());
                return new Chromium(process, HttpClient.newHttpClient(), address);
            }
        }
        throw new IOException("the browser ended: " + said);
    }

    private static void drain(BufferedReader reader) {
        try {
            while (reader.readLine() != null) {}
        } catch (IOException e) {
            // It has ended.
        }
    }

    private static String binary() throws IOException {
        String named = System.getProperty("evodb.chromium", "");
        if (!named.isEmpty()) {
            return named;
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : NAMES) {
                Path file = Path.of(folder).resolve(name);
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        throw new IOException("no Chromium on the PATH: name one by -Devodb.chromium=FILE");
    }

    /// A new page of its own, with nothing that another one has kept.
    Page page(int width, int height, String scheme) {
        String context = call("", "Target.createBrowserContext", JSON.createObjectNode())
                .get("browserContextId")
                .asText();
        ObjectNode target = JSON.createObjectNode().put("url", "about:blank").put("browserContextId", context);
        String id = call("", "Target.createTarget", target).get("targetId").asText();
        ObjectNode attach = JSON.createObjectNode().put("targetId", id).put("flatten", true);
        String session =
                call("", "Target.attachToTarget", attach).get("sessionId").asText();
        Page page = new Page(session, id);
        pages.put(session, page);
        page.call("Page.enable", JSON.createObjectNode());
        page.call("Runtime.enable", JSON.createObjectNode());
        page.call("Log.enable", JSON.createObjectNode());
        page.call(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        page.call("Emulation.setEmulatedMedia", media);
        return page;
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode call(String session, String method, ObjectNode parameters) {
        int id = ids.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        synchronized (this) {
            await(socket.sendText(message.toString(), true));
        }
        JsonNode result = await(answer);
        if (result.has("error")) {
            throw new IllegalStateException(method + ": " + result.get("error"));
        }
        return result.get("result");
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the browser does not answer", e);
        }
    }

    /// Puts messages together, and hands them to who waits for them.
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                receive(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void receive(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            CompletableFuture<JsonNode> asked =
                    waiting.remove(message.path("id").asInt());
            if (asked != null) {
                asked.complete(message);
                return;
            }
            Page page = pages.get(message.path("sessionId").asText());
            if (page != null) {
                page.told(message.path("method").asText(), message.path("params"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One page. Whoever opens it closes it.
    final class Page implements AutoCloseable {
        private final String session;
        private final String target;
        private final List<String> problems = new CopyOnWriteArrayList<>();

        private Page(String session, String target) {
            this.session = session;
            this.target = target;
        }

        private JsonNode call(String method, ObjectNode parameters) {
            return Chromium.this.call(session, method, parameters);
        }

        private void told(String method, JsonNode what) {
            if (method.equals("Runtime.exceptionThrown")) {
                problems.add(what.at("/exceptionDetails/exception/description").asText());
            }
            // Answers with an error status are no fault of the page.
            boolean isAnswer = what.at("/entry/source").asText().equals("network");
            if (method.equals("Log.entryAdded")
                    && !isAnswer
                    && what.at("/entry/level").asText().equals("error")) {
                problems.add(what.at("/entry/text").asText());
            }
        }

        /// Exceptions that nothing has caught, and what the policy has refused.
        List<String> problems() {
            return List.copyOf(problems);
        }

        /// Goes there, and waits until it is.
        void open(String address) {
            call("Page.navigate", JSON.createObjectNode().put("url", address));
            until("location.href !== 'about:blank' && document.readyState === 'complete'");
        }

        /// The value of an expression, of a promise too.
        JsonNode evaluate(String expression) {
            JsonNode answer = call(
                    "Runtime.evaluate",
                    JSON.createObjectNode()
                            .put("expression", expression)
                            .put("awaitPromise", true)
                            .put("returnByValue", true));
            if (answer.has("exceptionDetails")) {
                throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
            }
            return answer.at("/result/value");
        }

        /// Waits until a condition holds.
        void until(String condition) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (System.nanoTime() < end) {
                try {
                    if (evaluate("Boolean(" + condition + ")").asBoolean()) {
                        return;
                    }
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
            throw new AssertionError("never came true: " + condition + "\n"
                    + evaluate("document.body.innerText").asText() + "\n" + problems);
        }

        /// What an element shows.
        String text(String selector) {
            return evaluate("document.querySelector(" + quoted(selector) + ").innerText")
                    .asText();
        }

        void click(String selector) {
            evaluate("document.querySelector(" + quoted(selector) + ").click()");
        }

        /// Puts a text into a field as a person would, with the events of that.
        void fill(String selector, String text) {
            evaluate("{ const field = document.querySelector(" + quoted(selector) + "); field.value = " + quoted(text)
                    + "; field.dispatchEvent(new Event('input', {bubbles: true}));"
                    + " field.dispatchEvent(new Event('change', {bubbles: true})); }");
        }

        /// Presses a key.
        void press(String key, String code, int number, String text) {
            ObjectNode down = JSON.createObjectNode()
                    .put("type", text.isEmpty() ? "rawKeyDown" : "keyDown")
                    .put("key", key)
                    .put("code", code)
                    .put("windowsVirtualKeyCode", number);
            if (!text.isEmpty()) {
                down.put("text", text);
            }
            call("Input.dispatchKeyEvent", down);
            call(
                    "Input.dispatchKeyEvent",
                    JSON.createObjectNode()
                            .put("type", "keyUp")
                            .put("key", key)
                            .put("code", code)
                            .put("windowsVirtualKeyCode", number));
        }

        /// The page from `y` on, as PNG.
        byte[] picture(int y, int width, int height) {
            ObjectNode parameters = JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true);
            parameters
                    .putObject("clip")
                    .put("x", 0)
                    .put("y", y)
                    .put("width", width)
                    .put("height", height)
                    .put("scale", 1);
            return Base64.getDecoder()
                    .decode(call("Page.captureScreenshot", parameters)
                            .get("data")
                            .asText());
        }

        @Override
        public void close() {
            pages.remove(session);
            Chromium.this.call("", "Target.closeTarget", JSON.createObjectNode().put("targetId", target));
        }
    }

    /// As a literal of JavaScript.
    static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }
}
