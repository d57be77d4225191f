package dev.evodb.chain.jvm.run;

import dev.evodb.chain.Hops;
import dev.evodb.chain.run.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Calls deployed snippets over HTTP, as `docs/format/chain.md` describes. `client` is the caller's; it
/// should not follow redirects, as its default is: each would be a further subrequest.
public record HttpCaller(HttpClient client) implements Caller {
    private static final int OK = 200;

    /// More than any answer that a snippet can make.
    private static final int MAX_BODY_BYTES = 64 << 20;

    @Override
    public Value call(Call call) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(call.url() + query(call.parameters())))
                .header(Hops.HEADER, call.hops());
        if (call.timeLeft() > 0) {
            request.header(Deadline.HEADER, Integer.toString(call.timeLeft()));
        }
        switch (call.input()) {
            case Value.Bytes bytes when bytes.equals(Value.Bytes.NONE) -> request.GET();
            case Value.Bytes(String contentType, byte[] bytes) ->
                request.header("content-type", contentType).POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
            case Value.Members _,
                    Value.Items _,
                    Value.Text _,
                    Value.Numeral _,
                    Value.Digits _,
                    Value.Truth _,
                    Value.Null _ ->
                request.header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(ValueJson.write(call.input())));
        }
        HttpResponse<byte[]> response =
                client.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
        if (response.statusCode() != OK) {
            throw CallFailedException.status(response.statusCode(), errorOf(response.body()));
        }
        return ValueJson.read(response.body());
    }

    /// In an order of its own, so that equal requests have equal URLs.
    private static String query(Map<String, String> parameters) {
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    /// The member `error` of a JSON body, or else the text.
    private static String errorOf(byte[] body) {
        try {
            if (ValueJson.read(body) instanceof Value.Members(Map<String, Value> members)
                    && members.get("error") instanceof Value.Text(String error)) {
                return error;
            }
        } catch (CallFailedException _) {
            // Then it is a text.
        }
        return new String(body, StandardCharsets.UTF_8);
    }
}
