package dev.evodb.sim.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answers of an origin that was asked before, for a process that cannot reach it. The same request
/// gets the last of its answers.
public final class RecordedOrigin implements Origin {
    private static final List<String> TELLING_HEADERS = List.of("range", "if-range", "if-match", "if-none-match");

    private final Map<String, OriginResponse> answers;

    /// With the answers by key, as `answers()` gives them.
    public RecordedOrigin(Map<String, OriginResponse> answers) {
        this.answers = new LinkedHashMap<>(answers);
    }

    /// An origin that asks `origin` and keeps what it answers in `recording`.
    public static Origin recording(Origin origin, RecordedOrigin recording) {
        return request -> {
            OriginResponse response = origin.answer(request);
            recording.answers.put(key(request), response);
            return response;
        };
    }

    /// What was recorded, by a key of the request.
    public Map<String, OriginResponse> answers() {
        return Map.copyOf(answers);
    }

    /// @throws IOException if this request was never answered
    @Override
    public OriginResponse answer(SnippetRequest request) throws IOException {
        OriginResponse response = answers.get(key(request));
        if (response == null) {
            throw new IOException("no answer was recorded for " + request.method() + " " + request.url());
        }
        return response;
    }

    private static String key(SnippetRequest request) {
        StringBuilder key = new StringBuilder(request.method()).append(' ').append(request.url());
        for (String name : TELLING_HEADERS) {
            key.append('\n').append(request.headers().getOrDefault(name, ""));
        }
        return key.append('\n').append(Arrays.hashCode(request.body())).toString();
    }
}
