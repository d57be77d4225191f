package dev.evodb.cli.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.ann.source.FvecsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One query as the command line or a `.jsonl` file states it; what is null is not stated.
public record QueryLine(
        float[] vector,
        @Nullable Integer k,
        @Nullable Integer nprobes,
        @Nullable Integer maximumNprobes,
        @Nullable Integer patience,
        @Nullable Integer refineFactor,
        @Nullable Integer ef,
        @Nullable Double lowerBound,
        @Nullable Double upperBound,
        @Nullable String filter,
        @Nullable Boolean prefilter,
        @Nullable Boolean useIndex,
        @Nullable String metric) {
    /// Most queries of one run.
    public static final int MAX_QUERIES = 1_000_000;

    private static final Set<String> KEYS = Set.of(
            "vector",
            "k",
            "nprobes",
            "maximumNprobes",
            "patience",
            "refineFactor",
            "ef",
            "lowerBound",
            "upperBound",
            "filter",
            "prefilter",
            "useIndex",
            "metric");
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// A vector alone.
    public static QueryLine of(float[] vector) {
        return new QueryLine(vector, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /// A JSON array of numbers.
    ///
    /// @throws IllegalArgumentException if `text` is anything else
    public static QueryLine ofVector(String text) {
        return of(vector(parse(text, "--query"), "--query"));
    }

    /// Every line of a `.jsonl` file, or every row of a `.fvecs` file, told apart by the name.
    ///
    /// @throws IllegalArgumentException naming the line that cannot be read
    public static List<QueryLine> readFile(Path file) throws IOException {
        if (file.toString().endsWith(".fvecs")) {
            return Arrays.stream(FvecsFile.read(file)).map(QueryLine::of).toList();
        }
        if (!file.toString().endsWith(".jsonl")) {
            throw new IllegalArgumentException("queries must be a .jsonl or .fvecs file, got " + file);
        }
        List<QueryLine> queries = new ArrayList<>();
        try (var reader = Files.newBufferedReader(file)) {
            String line;
            for (int number = 1; (line = reader.readLine()) != null; number++) {
                if (!line.isBlank()) {
                    queries.add(ofObject(line, file + " line " + number));
                }
                if (queries.size() > MAX_QUERIES) {
                    throw new IllegalArgumentException(file + " has more than " + MAX_QUERIES + " queries");
                }
            }
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8 text", e);
        }
        return queries;
    }

    private static QueryLine ofObject(String text, String where) {
        JsonNode node = parse(text, where);
        if (!node.isObject()) {
            throw new IllegalArgumentException(where + " must be a JSON object");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(where + " has the unknown key " + key + ", known: "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        });
        JsonNode vector = node.get("vector");
        if (vector == null) {
            throw new IllegalArgumentException(where + " has no vector");
        }
        return new QueryLine(
                vector(vector, where),
                integer(node, "k", where),
                integer(node, "nprobes", where),
                integer(node, "maximumNprobes", where),
                integer(node, "patience", where),
                integer(node, "refineFactor", where),
                integer(node, "ef", where),
                number(node, "lowerBound", where),
                number(node, "upperBound", where),
                text(node, "filter", where),
                flag(node, "prefilter", where),
                flag(node, "useIndex", where),
                text(node, "metric", where));
    }

    private static JsonNode parse(String text, String where) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static float[] vector(JsonNode node, String where) {
        if (!node.isArray() || node.isEmpty()) {
            throw new IllegalArgumentException(where + " must hold the vector as a JSON array of numbers");
        }
        float[] vector = new float[node.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode item = node.get(i);
            // JSON has no NaN and no infinity; fixtures and clients write them as strings.
            if (!item.isNumber() && !(item.isTextual() && isNonFinite(item.textValue()))) {
                throw new IllegalArgumentException(where + " value " + i + " of the vector is not a number: " + item);
            }
            vector[i] = item.isNumber() ? item.floatValue() : Float.parseFloat(item.textValue());
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        where + " value " + i + " of the vector is " + vector[i] + ", allowed finite numbers");
            }
        }
        return vector;
    }

    private static boolean isNonFinite(String text) {
        return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    }

    private static @Nullable Integer integer(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(where + " " + key + " must be a 32-bit integer, got " + value);
        }
        return value.intValue();
    }

    private static @Nullable Double number(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(where + " " + key + " must be a number, got " + value);
        }
        return value.doubleValue();
    }

    private static @Nullable String text(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(where + " " + key + " must be a string, got " + value);
        }
        return value.textValue();
    }

    private static @Nullable Boolean flag(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(where + " " + key + " must be true or false, got " + value);
        }
        return value.booleanValue();
    }
}
