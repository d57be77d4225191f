package dev.evodb.api.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.catalog.Identifiers;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.Failures;
import dev.evodb.api.json.StrictJson;
import dev.evodb.api.query.QueryReader;
import dev.evodb.api.query.QueryRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Everything that reads what clients send, as a function of bytes that ends normally or refuses them.
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
enum FuzzTarget {
    QUERY(FuzzTarget::query),
    BODY(FuzzTarget::body),
    IDENTIFIER(FuzzTarget::identifier),
    MESSAGE(FuzzTarget::message);

    private static final ApiLimits LIMITS = ApiLimits.DEFAULT;

    private final Reading reading;

    FuzzTarget(Reading reading) {
        this.reading = reading;
    }

    /// What is done with an input.
    @FunctionalInterface
    interface Reading {
        void run(byte[] input);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FuzzTarget of(String id) {
        return Arrays.stream(values())
                .filter(target -> target.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fuzz target " + id));
    }

    List<byte[]> seeds() {
        return texts().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> texts() {
        return switch (this) {
            case QUERY ->
                List.of(
                        "{\"vector\":[0.1,2,3e1,-4],\"k\":10,\"offset\":2,\"filter\":\"id > 1\",\"with_row_id\":true}",
                        "{\"vector\":[[1,2],[3,4]],\"columns\":{\"x\":\"id * 2\"},\"distance_type\":\"cosine\"}",
                        "{\"vector\":{\"single_vector\":[1],\"multi_vector\":[]},\"id\":[\"t\"],\"version\":3}",
                        "{\"columns\":{\"column_names\":[\"id\"],\"column_aliases\":{\"a\":\"b\"}},\"ef\":null}",
                        "{\"query\":{\"full_text_query\":{\"query\":\"x\",\"columns\":[\"name\"]}},\"verbose\":true}",
                        "{\"full_text_query\":{\"query\":{\"match\":{\"terms\":\"a\",\"operator\":\"Or\",\"boost\":1.5}}}}",
                        "{\"full_text_query\":{\"structured_query\":{\"query\":{\"phrase\":{\"terms\":\"\\ud83d\\ude00\"}}}}}",
                        "{\"nprobes\":1,\"minimum_nprobes\":1,\"maximum_nprobes\":0,\"refine_factor\":2,\"lower_bound\":-1}");
            case BODY -> List.of("{\"version\":3,\"id\":[\"a\",\"b\"]}", "null", "", "{\"predicate\":\"x\"}");
            case IDENTIFIER -> List.of("a$b%24c", "%F0%9F%98%80", "%2e%2e", "$", "a%252f");
            case MESSAGE -> List.of("cannot read /srv/data/x: gone", "C:\\x\\y", "s3://a/b/c");
        };
    }

    private static void query(byte[] input) {
        QueryRequest query = QueryReader.read(input, LIMITS).query();
        require(query.vectors().size() <= LIMITS.maxVectors(), "too many vectors");
        require(query.k() >= 0 && query.offset() >= 0, "k and offset are negative");
        require(query.minimumProbes() >= 1 && query.maximumProbes() >= 0, "probes are negative");
        for (float[] vector : query.vectors()) {
            for (float value : vector) {
                require(Float.isFinite(value), "a value is not finite");
            }
        }
    }

    private static void body(byte[] input) {
        JsonNode body = StrictJson.object(input);
        require(body.isObject(), "no object");
    }

    private static void identifier(byte[] input) {
        for (String name : Identifiers.names(new String(input, StandardCharsets.ISO_8859_1), "$")) {
            require(!name.isEmpty() && !name.equals("..") && !name.equals("."), "a name that leads elsewhere");
            require(name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == '$'), "a character");
        }
    }

    private static void message(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        String told =
                String.valueOf(Failures.of(new IllegalArgumentException(text)).getMessage());
        require(!told.contains(" /srv/data"), "a path of this machine");
        require(told.length() < 2000, "a long message");
    }

    private static void require(boolean isSo, String what) {
        if (!isSo) {
            throw new IllegalStateException(what);
        }
    }

    /// @throws RuntimeException if the input is neither taken nor refused with 400
    void run(byte[] input) {
        try {
            reading.run(input);
        } catch (ApiException e) {
            // Whole queries of several columns, say, are understood and not offered.
            require(e.status() == 400 || e.status() == 406, "status " + e.status());
        }
    }
}
