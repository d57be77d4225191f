package dev.evodb.sim.workerd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Follows the file that `--async-trace` writes: one JSON object a line, which grows while workerd runs.
///
/// A context is one request in one worker; a turn is one hold of the isolate's lock. Time within the lock
/// is time on the clock, which is CPU time where the core is not shared.
final class AsyncTrace implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final RandomAccessFile file;
    private final Map<Long, Context> open = new HashMap<>();
    private final Map<String, List<Context>> begun = new HashMap<>();
    private String rest = "";

    /// One request in one worker.
    static final class Context {
        final String worker;
        final List<Turn> turns = new ArrayList<>();
        boolean isEnded;

        Context(String worker) {
            this.worker = worker;
        }

        /// Time within the isolate's lock.
        long nanos() {
            return turns.stream().mapToLong(Turn::nanos).sum();
        }
    }

    /// One hold of the lock, in nanoseconds of the trace's clock.
    record Turn(long startNanos, long nanos) {}

    AsyncTrace(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    /// The contexts of `worker` that have begun, in that order, with what has been written of them by
    /// now.
    List<Context> contexts(String worker) throws IOException {
        poll();
        return begun.getOrDefault(worker, List.of());
    }

    private void poll() throws IOException {
        byte[] fresh = new byte[Math.toIntExact(file.length() - file.getFilePointer())];
        file.readFully(fresh);
        String text = rest + new String(fresh, StandardCharsets.UTF_8);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            line(text.substring(from, end));
            from = end + 1;
        }
        rest = text.substring(from);
    }

    private void line(String line) throws IOException {
        String event = "";
        String worker = "";
        long id = -1;
        long start = 0;
        long locked = 0;
        long end = 0;
        try (JsonParser json = JSON.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "e" -> event = json.getText();
                    case "worker" -> worker = json.getValueAsString("");
                    case "ctx" -> id = json.getValueAsLong(-1);
                    case "start" -> start = json.getValueAsLong(0);
                    case "locked" -> locked = json.getValueAsLong(0);
                    case "end" -> end = json.getValueAsLong(0);
                    default -> json.skipChildren();
                }
            }
        }
        switch (event) {
            case "ctx" -> {
                Context context = new Context(worker);
                open.put(id, context);
                begun.computeIfAbsent(worker, key -> new ArrayList<>()).add(context);
            }
            case "turn" -> {
                Context context = open.get(id);
                if (context != null) {
                    context.turns.add(new Turn(start, end - locked));
                }
            }
            case "ctx_end" -> {
                Context context = open.remove(id);
                if (context != null) {
                    context.isEnded = true;
                }
            }
            default -> {
                // Promises, operations and their annotations: the network is counted where it arrives.
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
