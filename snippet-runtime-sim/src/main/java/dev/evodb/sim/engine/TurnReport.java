package dev.evodb.sim.engine;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueNull;
import com.caoccao.javet.values.primitive.V8ValuePrimitive;
import com.caoccao.javet.values.reference.V8ValueArray;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Reads what `drain` of `platform.js` returns: the outcome, the log lines and the operations of a turn,
/// one after the other in one array.
///
/// @param progress waiting, answered, or stopped by an uncaught exception
record TurnReport(Progress progress, List<String> console, List<Operation> operations) {
    private static final int ANSWERED = 1;
    private static final int FAILED = 2;
    private static final int FETCH = 0;
    private static final int READ = 1;
    private static final int TIMER = 2;
    private static final int CACHE = 3;

    private static final int MATCH = 0;
    private static final int PUT = 1;

    private static final byte[] NO_BODY = {};

    /// `bodies` are the bodies of the running request that stay on this side; a body in the array is
    /// one's index.
    static TurnReport read(V8ValueArray array, List<byte[]> bodies) throws JavetException {
        Cursor cursor = new Cursor(array, bodies);
        Progress progress = switch (cursor.nextInt()) {
            case ANSWERED -> {
                int status = cursor.nextInt();
                yield new Progress.Answered(
                        new OriginResponse(status, headers(cursor.nextString()), cursor.nextBody()));
            }
            case FAILED -> uncaught(cursor.nextString());
            default -> new Progress.Waiting();
        };
        int lines = cursor.nextInt();
        List<String> console = new ArrayList<>(lines);
        for (int i = 0; i < lines; i++) {
            console.add(cursor.nextString());
        }
        List<Operation> operations = new ArrayList<>();
        while (cursor.hasNext()) {
            int kind = cursor.nextInt();
            int id = cursor.nextInt();
            operations.add(
                    switch (kind) {
                        case FETCH -> fetch(id, cursor);
                        case READ -> new Operation.ReadBody(id, cursor.nextInt(), cursor.nextBoolean());
                        case TIMER -> new Operation.Timer(id, cursor.nextInt());
                        case CACHE -> cacheCall(id, cursor);
                        default -> throw new IllegalStateException("platform.js names an operation of kind " + kind);
                    });
        }
        return new TurnReport(progress, console, operations);
    }

    /// The end of a request by an exception that nobody caught.
    static Progress.Stopped uncaught(String message) {
        return new Progress.Stopped(ErrorCode.UNCAUGHT, 0, 1, message);
    }

    /// Headers as one string, `name\nvalue\n…`; their values hold no line break.
    static String flat(Map<String, String> headers) {
        StringBuilder flat = new StringBuilder();
        headers.forEach((name, value) -> flat.append(flat.isEmpty() ? "" : "\n")
                .append(name)
                .append('\n')
                .append(value));
        return flat.toString();
    }

    private static Map<String, String> headers(String flat) {
        Map<String, String> headers = new TreeMap<>();
        if (!flat.isEmpty()) {
            String[] parts = flat.split("\n", -1);
            for (int i = 0; i < parts.length; i += 2) {
                headers.put(parts[i], parts[i + 1]);
            }
        }
        return headers;
    }

    private static Operation fetch(int id, Cursor cursor) throws JavetException {
        String method = cursor.nextString();
        String url = cursor.nextString();
        String redirect = cursor.nextString();
        Map<String, String> headers = headers(cursor.nextString());
        byte[] body = cursor.nextBody();
        try {
            return new Operation.Fetch(id, new SnippetRequest(method, url, headers, body), redirect.equals("manual"));
        } catch (IllegalArgumentException e) {
            return new Operation.BadFetch(id, String.valueOf(e.getMessage()));
        }
    }

    private static Operation cacheCall(int id, Cursor cursor) throws JavetException {
        boolean isCounted = cursor.nextBoolean();
        int action = cursor.nextInt();
        String cache = cursor.nextString();
        String method = cursor.nextString();
        String url = cursor.nextString();
        Map<String, String> headers = headers(cursor.nextString());
        int status = cursor.nextInt();
        Map<String, String> responseHeaders = headers(cursor.nextString());
        byte[] body = cursor.nextBody();
        try {
            SnippetRequest request = new SnippetRequest(method, url, headers, NO_BODY);
            return new Operation.CacheCall(
                    id,
                    switch (action) {
                        case MATCH -> new Operation.Cache.Match(cache, request);
                        case PUT ->
                            new Operation.Cache.Put(cache, request, new OriginResponse(status, responseHeaders, body));
                        default -> new Operation.Cache.Delete(cache, request);
                    },
                    isCounted);
        } catch (IllegalArgumentException e) {
            return new Operation.BadFetch(id, String.valueOf(e.getMessage()));
        }
    }

    private static final class Cursor {
        private final V8ValueArray array;
        private final List<byte[]> bodies;
        private final int length;
        private int at;

        Cursor(V8ValueArray array, List<byte[]> bodies) throws JavetException {
            this.array = array;
            this.bodies = bodies;
            this.length = array.getLength();
        }

        boolean hasNext() {
            return at < length;
        }

        int nextInt() throws JavetException {
            return ((Number) nextPrimitive()).intValue();
        }

        boolean nextBoolean() throws JavetException {
            return (Boolean) nextPrimitive();
        }

        String nextString() throws JavetException {
            return (String) nextPrimitive();
        }

        /// Null, a string, a whole buffer, or the index of a body on this side.
        byte[] nextBody() throws JavetException {
            try (V8Value value = array.get(at++)) {
                return switch (value) {
                    case V8ValueNull _ -> NO_BODY;
                    case V8ValueArrayBuffer buffer -> buffer.toBytes();
                    case V8ValuePrimitive<?> primitive ->
                        switch (primitive.getValue()) {
                            case String text -> text.getBytes(StandardCharsets.UTF_8);
                            case Number index -> bodies.get(index.intValue());
                            default -> throw foreign(value);
                        };
                    default -> throw foreign(value);
                };
            }
        }

        private Object nextPrimitive() throws JavetException {
            try (V8Value value = array.get(at++)) {
                if (value instanceof V8ValuePrimitive<?> primitive) {
                    return primitive.getValue();
                }
                throw foreign(value);
            }
        }

        private static IllegalStateException foreign(V8Value value) {
            return new IllegalStateException("platform.js handed over a "
                    + value.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
    }
}
