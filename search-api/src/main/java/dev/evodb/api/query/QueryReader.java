package dev.evodb.api.query;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evodb.ann.DistanceType;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the body of a query, in the form of either dialect. Fields that it does not know are skipped, as
/// both dialects want it; null is as good as absent.
///
/// | field | forms |
/// |---|---|
/// | `vector` | numbers; a list of them; `{single_vector, multi_vector}` |
/// | `columns` | names; an object of SQL by name; `{column_names, column_aliases}` |
/// | `full_text_query` | `{query, columns}`; `{query: {match …}}`; `{string_query}`; `{structured_query}` |
///
/// Streams: a vector is never more than its numbers.
public final class QueryReader {
    private static final Set<String> COLUMN_FIELDS = Set.of("column_names", "column_aliases");

    private final ApiLimits limits;
    private final QueryRequest.Builder query = new QueryRequest.Builder();
    private List<String> path = List.of();
    private boolean isVerbose;

    private QueryReader(ApiLimits limits) {
        this.limits = limits;
    }

    /// A query, and what else its body says: the `id` of the table that it is for, empty if it does not say,
    /// and whether a plan is to be `verbose`.
    public record Body(QueryRequest query, List<String> id, boolean isVerbose) {}

    /// Reads a query, standing alone or, as for plans, inside of `{"query": …}`.
    ///
    /// @throws ApiException (400) for what is no query, and for one beyond `limits`
    public static Body read(byte[] body, ApiLimits limits) {
        return StrictJson.read(body, json -> read(json, limits));
    }

    /// As above, of a document whose first token is the current one of `json`, which it leaves at the last.
    ///
    /// @throws ApiException (400) for what is no query, and for one beyond `limits`
    public static Body read(JsonParser json, ApiLimits limits) throws IOException {
        QueryReader reader = new QueryReader(limits);
        reader.readQuery(json);
        return new Body(reader.query.build(), reader.path, reader.isVerbose);
    }

    private void readQuery(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "the query");
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "query" -> readQuery(json);
                case "vector" -> readVector(json);
                case "columns" -> query.columns = readColumns(json);
                case "full_text_query" -> query.text = TextQueryReader.read(json);
                case "vector_column" -> query.vectorColumn = nonEmpty(text(json, field));
                case "filter" -> query.filter = nonEmpty(text(json, field));
                case "distance_type" ->
                    query.distanceType = nonEmpty(text(json, field)).map(QueryReader::distanceType);
                case "prefilter" -> query.isPrefilter = bool(json, field);
                case "bypass_vector_index" -> query.bypassesIndex = bool(json, field);
                case "fast_search" -> query.isIndexedOnly = bool(json, field);
                case "with_row_id" -> query.hasRowId = bool(json, field);
                case "verbose" -> isVerbose = bool(json, field);
                case "k" -> query.k = OptionalLong.of(whole(json, field, 0, Long.MAX_VALUE));
                case "offset" -> query.offset = whole(json, field, 0, Long.MAX_VALUE);
                case "nprobes" -> query.probes = OptionalInt.of(number(json, field, 1));
                case "minimum_nprobes" -> query.minimumProbes = OptionalInt.of(number(json, field, 1));
                case "maximum_nprobes" -> query.maximumProbes = OptionalInt.of(number(json, field, 0));
                case "refine_factor" -> query.refineFactor = number(json, field, 0);
                case "ef" -> query.ef = number(json, field, 1);
                case "lower_bound" -> query.lowerBound = real(json, field);
                case "upper_bound" -> query.upperBound = real(json, field);
                case "version" -> query.version = OptionalLong.of(whole(json, field, 0, Long.MAX_VALUE));
                case "id" -> {
                    List<String> id = texts(json, field);
                    path = id.isEmpty() ? path : id;
                }
                default -> json.skipChildren();
            }
        }
    }

    private void readVector(JsonParser json) throws IOException {
        List<float[]> vectors = new ArrayList<>();
        if (json.currentToken() == JsonToken.START_OBJECT) {
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                boolean isSingle = field.equals("single_vector");
                if (value != JsonToken.VALUE_NULL && (isSingle || field.equals("multi_vector"))) {
                    readVectors(json, vectors);
                } else {
                    json.skipChildren();
                }
            }
        } else {
            readVectors(json, vectors);
        }
        query.vectors = vectors;
    }

    /// Numbers, or a list of such; an empty list is no vector.
    private void readVectors(JsonParser json, List<float[]> vectors) throws IOException {
        StrictJson.require(json, JsonToken.START_ARRAY, "vector");
        JsonToken first = json.nextToken();
        if (first == JsonToken.END_ARRAY) {
            return;
        }
        if (first != JsonToken.START_ARRAY) {
            vectors.add(readNumbers(json));
            return;
        }
        query.isBatch = true;
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = json.nextToken()) {
            StrictJson.require(json, JsonToken.START_ARRAY, "vector " + vectors.size());
            if (json.nextToken() == JsonToken.END_ARRAY) {
                throw ApiException.invalid("vector " + vectors.size() + " is empty");
            }
            vectors.add(readNumbers(json));
            if (vectors.size() > limits.maxVectors()) {
                throw ApiException.invalid("a request has at most " + limits.maxVectors() + " vectors");
            }
        }
    }

    /// From the first number on to the end of the array.
    private static float[] readNumbers(JsonParser json) throws IOException {
        float[] values = new float[128];
        int count = 0;
        for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                StrictJson.require(json, JsonToken.VALUE_NUMBER_FLOAT, "value " + count + " of the vector");
            }
            float value = (float) json.getDoubleValue();
            if (!Float.isFinite(value)) {
                throw ApiException.invalid("value " + count + " of the vector is beyond the range of a float");
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }
        return Arrays.copyOf(values, count);
    }

    private static Columns readColumns(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            return named(texts(json, "columns"));
        }
        StrictJson.require(json, JsonToken.START_OBJECT, "columns");
        Map<String, String> expressions = new LinkedHashMap<>();
        List<String> names = List.of();
        boolean isOfNames = true;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            boolean isNames = COLUMN_FIELDS.contains(field) && value != JsonToken.VALUE_STRING;
            isOfNames &= isNames;
            if (isNames && value == JsonToken.START_ARRAY) {
                names = texts(json, field);
            } else if (isNames && value == JsonToken.START_OBJECT) {
                for (String alias = json.nextFieldName(); alias != null; alias = json.nextFieldName()) {
                    json.nextToken();
                    expressions.put(alias, text(json, "column_aliases." + alias));
                }
            } else if (value != JsonToken.VALUE_NULL) {
                expressions.put(field, text(json, "columns." + field));
            }
        }
        if (!isOfNames || names.isEmpty()) {
            return expressions.isEmpty() ? new Columns.All() : new Columns.Computed(expressions);
        }
        if (expressions.isEmpty()) {
            return named(names);
        }
        Map<String, String> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, quoted(name)));
        all.putAll(expressions);
        return new Columns.Computed(all);
    }

    private static Columns named(List<String> names) {
        return names.isEmpty() ? new Columns.All() : new Columns.Named(names);
    }

    /// A name as SQL: dots stay between the names of a path.
    private static String quoted(String name) {
        return name.indexOf('`') >= 0 || name.indexOf('"') >= 0 ? name : "`" + name.replace(".", "`.`") + "`";
    }

    /// @throws ApiException (400) for another name
    static DistanceType distanceType(String name) {
        try {
            return DistanceType.ofWireName(name);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("distance_type must be l2, cosine, dot or hamming");
        }
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static String text(JsonParser json, String field) throws IOException {
        StrictJson.require(json, JsonToken.VALUE_STRING, field);
        return json.getText();
    }

    static List<String> texts(JsonParser json, String field) throws IOException {
        StrictJson.require(json, JsonToken.START_ARRAY, field);
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(json, field));
        }
        return texts;
    }

    private static boolean bool(JsonParser json, String field) {
        if (json.currentToken() != JsonToken.VALUE_FALSE) {
            StrictJson.require(json, JsonToken.VALUE_TRUE, field);
        }
        return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    static double real(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            StrictJson.require(json, JsonToken.VALUE_NUMBER_FLOAT, field);
        }
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw ApiException.invalid(field + " is beyond the range of a double");
        }
        return value;
    }

    static int number(JsonParser json, String field, int least) throws IOException {
        return (int) whole(json, field, least, Integer.MAX_VALUE);
    }

    private static long whole(JsonParser json, String field, long least, long most) throws IOException {
        StrictJson.require(json, JsonToken.VALUE_NUMBER_INT, field);
        boolean isLong =
                json.getNumberType() == JsonParser.NumberType.INT || json.getNumberType() == JsonParser.NumberType.LONG;
        if (!isLong || json.getLongValue() < least || json.getLongValue() > most) {
            throw ApiException.invalid(field + " must be in " + least + "..=" + most + ", got " + json.getText());
        }
        return json.getLongValue();
    }
}
