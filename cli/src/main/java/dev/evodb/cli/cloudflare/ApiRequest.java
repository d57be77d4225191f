package dev.evodb.cli.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request to the API, without the token. `path` starts with `/` and is in need of no escapes; `accept`
/// is what the answer should be.
public record ApiRequest(String method, String path, String accept, Body body) {
    private static final String JSON = "application/json";
    private static final byte[] NO_BYTES = {};

    /// What is sent.
    public sealed interface Body {
        record None() implements Body {}

        record Json(JsonNode document) implements Body {}

        record Form(Multipart form) implements Body {}
    }

    /// Asks for a JSON document.
    public static ApiRequest get(String path) {
        return new ApiRequest("GET", path, JSON, new Body.None());
    }

    /// Asks for something else.
    public static ApiRequest get(String path, String accept) {
        return new ApiRequest("GET", path, accept, new Body.None());
    }

    public static ApiRequest put(String path, Body body) {
        return new ApiRequest("PUT", path, JSON, body);
    }

    /// All headers but the authorization.
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("accept", accept);
        switch (body) {
            case Body.None() -> {}
            case Body.Json _ -> headers.put("content-type", JSON);
            case Body.Form(Multipart form) -> headers.put("content-type", form.contentType());
        }
        return headers;
    }

    /// The body as it is sent; empty for none.
    public byte[] bytes() {
        return switch (body) {
            case Body.None() -> NO_BYTES;
            case Body.Json(JsonNode document) -> document.toString().getBytes(StandardCharsets.UTF_8);
            case Body.Form(Multipart form) -> form.bytes();
        };
    }

    /// Method and path, as errors name a request.
    public String name() {
        return method + " " + path;
    }
}
