package dev.evodb.api.query;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.json.StrictJson;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.FullTextQuery.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `full_text_query`: words with the columns to look in, or a structure of clauses.
///
/// | form | means |
/// |---|---|
/// | `{"query": "words", "columns": [..]}` | a match; in several columns, or with none named in all |
/// | `{"query": "\"words\"", "columns": [..]}` | a phrase, as clients send it that know no structures |
/// | `{"match": {terms, column, ..}}` | [FullTextQuery.Match] |
/// | `{"phrase": {terms, column, slop}}` | [FullTextQuery.Phrase] |
/// | `{"multi_match": {query, columns, boost}}`, or `{match_queries}` | [FullTextQuery.MultiMatch] |
/// | `{"boost": {positive, negative, negative_boost}}` | [FullTextQuery.Boost] |
/// | `{"boolean": {should, must, must_not}}` | [FullTextQuery.Bool] |
///
/// A `fuzziness` of null is none, as in the library of the clients, whatever its documentation says.
final class TextQueryReader {
    private static final String ACCEPTED = "match, phrase, multi_match, boost and boolean";

    private TextQueryReader() {}

    /// Reads the object that starts at the current token; nothing if it asks for nothing.
    static Optional<FullTextQuery> read(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "full_text_query");
        Optional<FullTextQuery> query = Optional.empty();
        Optional<String> words = Optional.empty();
        List<String> columns = List.of();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "query" -> {
                    if (value == JsonToken.VALUE_STRING) {
                        words = Optional.of(json.getText());
                    } else {
                        query = Optional.of(structured(json));
                    }
                }
                case "columns" -> columns = QueryReader.texts(json, field);
                case "string_query", "structured_query" -> query = read(json);
                default -> json.skipChildren();
            }
        }
        return words.isPresent() ? Optional.of(simple(words.get(), columns)) : query;
    }

    private static FullTextQuery simple(String words, List<String> columns) {
        if (words.length() > 2 && words.startsWith("\"") && words.endsWith("\"")) {
            if (columns.size() > 1) {
                throw ApiException.invalid("a phrase is looked for in one column, got " + columns);
            }
            FullTextQuery.Phrase phrase = FullTextQuery.phrase(words.substring(1, words.length() - 1));
            return columns.isEmpty() ? phrase : phrase.on(columns.getFirst());
        }
        return switch (columns.size()) {
            case 0 -> FullTextQuery.match(words);
            case 1 -> FullTextQuery.match(words).on(columns.getFirst());
            default -> FullTextQuery.multiMatch(words, columns);
        };
    }

    /// Reads an object of one kind of query.
    private static FullTextQuery structured(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "a full text query");
        Optional<FullTextQuery> found = Optional.empty();
        for (String kind = json.nextFieldName(); kind != null; kind = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            if (found.isPresent()) {
                throw ApiException.invalid("a full text query has more than one kind");
            }
            found = Optional.of(
                    switch (kind) {
                        case "match" -> match(json);
                        case "phrase", "match_phrase" -> phrase(json);
                        case "multi_match" -> multiMatch(json);
                        case "boost" -> boost(json);
                        case "boolean" -> bool(json);
                        default ->
                            throw ApiException.unsupported("full text queries of kind " + printable(kind)
                                    + " are not supported, accepted are " + ACCEPTED);
                    });
        }
        return found.orElseThrow(() -> ApiException.invalid("a full text query asks for nothing"));
    }

    private static FullTextQuery.Match match(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "match");
        Optional<String> terms = Optional.empty();
        FullTextQuery.Match match = FullTextQuery.match("");
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "terms" -> terms = Optional.of(QueryReader.text(json, field));
                case "column" -> match = match.on(QueryReader.text(json, field));
                case "operator" -> match = match.operator(operator(QueryReader.text(json, field)));
                case "boost" -> match = match.boost((float) QueryReader.real(json, field));
                case "fuzziness" -> match = match.fuzziness(QueryReader.number(json, field, 0));
                case "prefix_length" -> match = match.prefixLength(QueryReader.number(json, field, 0));
                case "max_expansions" -> match = match.maxExpansions(QueryReader.number(json, field, 1));
                default -> json.skipChildren();
            }
        }
        return match.text(required(terms, "match", "terms"));
    }

    private static FullTextQuery.Phrase phrase(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "phrase");
        Optional<String> terms = Optional.empty();
        Optional<String> column = Optional.empty();
        int slop = 0;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "terms" -> terms = Optional.of(QueryReader.text(json, field));
                case "column" -> column = Optional.of(QueryReader.text(json, field));
                case "slop" -> slop = QueryReader.number(json, field, 0);
                default -> json.skipChildren();
            }
        }
        return new FullTextQuery.Phrase(required(terms, "phrase", "terms"), column, slop);
    }

    private static FullTextQuery multiMatch(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "multi_match");
        Optional<String> words = Optional.empty();
        List<String> columns = List.of();
        Optional<List<Float>> boosts = Optional.empty();
        Operator operator = Operator.OR;
        List<FullTextQuery.Match> matches = new ArrayList<>();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "query" -> words = Optional.of(QueryReader.text(json, field));
                case "columns" -> columns = QueryReader.texts(json, field);
                case "boost" -> boosts = Optional.of(factors(json));
                case "operator" -> operator = operator(QueryReader.text(json, field));
                case "match_queries" -> {
                    StrictJson.require(json, JsonToken.START_ARRAY, field);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        matches.add(match(json));
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (!matches.isEmpty()) {
            return new FullTextQuery.MultiMatch(matches);
        }
        String text = required(words, "multi_match", "query");
        if (boosts.isPresent() && boosts.get().size() != columns.size()) {
            throw ApiException.invalid("multi_match has " + columns.size() + " columns and "
                    + boosts.get().size() + " boosts");
        }
        for (int i = 0; i < columns.size(); i++) {
            FullTextQuery.Match match =
                    FullTextQuery.match(text).on(columns.get(i)).operator(operator);
            matches.add(boosts.isPresent() ? match.boost(boosts.get().get(i)) : match);
        }
        return new FullTextQuery.MultiMatch(matches);
    }

    private static List<Float> factors(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_ARRAY, "boost");
        List<Float> factors = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            factors.add((float) QueryReader.real(json, "boost"));
        }
        return factors;
    }

    private static FullTextQuery boost(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "boost");
        Optional<FullTextQuery> positive = Optional.empty();
        Optional<FullTextQuery> negative = Optional.empty();
        float negativeBoost = FullTextQuery.DEFAULT_NEGATIVE_BOOST;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "positive" -> positive = Optional.of(structured(json));
                case "negative" -> negative = Optional.of(structured(json));
                case "negative_boost" -> negativeBoost = (float) QueryReader.real(json, field);
                default -> json.skipChildren();
            }
        }
        return new FullTextQuery.Boost(
                required(positive, "boost", "positive"), required(negative, "boost", "negative"), negativeBoost);
    }

    private static FullTextQuery bool(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "boolean");
        List<FullTextQuery> should = List.of();
        List<FullTextQuery> must = List.of();
        List<FullTextQuery> mustNot = List.of();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "should" -> should = clauses(json, field);
                case "must" -> must = clauses(json, field);
                case "must_not" -> mustNot = clauses(json, field);
                default -> json.skipChildren();
            }
        }
        return new FullTextQuery.Bool(should, must, mustNot);
    }

    private static List<FullTextQuery> clauses(JsonParser json, String field) throws IOException {
        StrictJson.require(json, JsonToken.START_ARRAY, field);
        List<FullTextQuery> clauses = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            clauses.add(structured(json));
        }
        return clauses;
    }

    private static <T> T required(Optional<T> value, String kind, String field) {
        return value.orElseThrow(() -> ApiException.invalid(kind + " has to have " + field));
    }

    private static Operator operator(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "or" -> Operator.OR;
            case "and" -> Operator.AND;
            default -> throw ApiException.invalid("operator must be Or or And");
        };
    }

    private static String printable(String name) {
        return name.matches("[A-Za-z_]{1,40}") ? name : "with another name";
    }
}
