package dev.evodb.sim.workerd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evodb.sim.RunFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks one service's isolate for its memory, over V8's inspector protocol.
final class Inspector implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long SECONDS = 10;

    private final HttpClient client;
    private final WebSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private int lastId;

    /// Connects to `service` at the inspector's `port`.
    Inspector(int port, String service) throws IOException {
        client = HttpClient.newHttpClient();
        try {
            socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/" + service), new WebSocket.Listener() {
                        private final StringBuilder text = new StringBuilder();

                        @Override
                        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
                            text.append(data);
                            if (isLast) {
                                answers.add(text.toString());
                                text.setLength(0);
                            }
                            from.request(1);
                            return null;
                        }
                    })
                    .get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            client.close();
            throw new RunFailedException(
                    RunFailedException.Kind.LAUNCH, "the inspector of workerd does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.close();
            throw new RunFailedException(RunFailedException.Kind.DEADLINE, "interrupted", e);
        }
    }

    /// Used heap and array buffers now, garbage included.
    long usedBytes() throws IOException {
        long used = 0;
        try (JsonParser json = JSON.createParser(ask("Runtime.getHeapUsage"))) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (name.equals("usedSize") || name.equals("backingStorageSize")) {
                        json.nextToken();
                        used += json.getValueAsLong();
                    }
                }
            }
        }
        return used;
    }

    private String ask(String method) throws IOException {
        int id = ++lastId;
        try {
            socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\"}", true)
                    .get(SECONDS, TimeUnit.SECONDS);
            while (true) {
                String answer = answers.poll(SECONDS, TimeUnit.SECONDS);
                if (answer == null) {
                    throw new RunFailedException(
                            RunFailedException.Kind.DEADLINE, "the inspector of workerd does not answer " + method);
                }
                if (answer.startsWith("{\"id\":" + id + ",\"error\"")) {
                    throw new RunFailedException(
                            RunFailedException.Kind.EXIT, "the inspector of workerd refuses " + method + ": " + answer);
                }
                if (answer.startsWith("{\"id\":" + id + ",")) {
                    return answer;
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new RunFailedException(
                    RunFailedException.Kind.EXIT, "the inspector of workerd is gone: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException(RunFailedException.Kind.DEADLINE, "interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
