package dev.evodb.api.query;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.json.StrictJson;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.FullTextQuery.Operator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `full_text_query`: words with the columns to look in, or a structure of `match` and `phrase`.
final class TextQueryReader {
    private static final int DEFAULT_EXPANSIONS = 50;

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
        return words.isPresent() ? Optional.of(match(words.get(), columns)) : query;
    }

    private static FullTextQuery match(String words, List<String> columns) {
        if (columns.size() > 1) {
            throw ApiException.unsupported("a full text query over several columns is not supported, got " + columns);
        }
        FullTextQuery.Match match = FullTextQuery.match(words);
        return columns.isEmpty() ? match : match.on(columns.getFirst());
    }

    private static FullTextQuery structured(JsonParser json) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, "full_text_query.query");
        Optional<FullTextQuery> found = Optional.empty();
        for (String kind = json.nextFieldName(); kind != null; kind = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            if (found.isPresent()) {
                throw ApiException.invalid("full_text_query.query has more than one kind of query");
            }
            found = Optional.of(
                    switch (kind) {
                        case "match", "phrase", "match_phrase" -> leaf(json, kind);
                        default ->
                            throw ApiException.unsupported("full text queries of kind " + printable(kind)
                                    + " are not supported, accepted are" + " match and phrase");
                    });
        }
        return found.orElseThrow(() -> ApiException.invalid("full_text_query.query asks for nothing"));
    }

    private static FullTextQuery leaf(JsonParser json, String kind) throws IOException {
        StrictJson.require(json, JsonToken.START_OBJECT, kind);
        Optional<String> terms = Optional.empty();
        Optional<String> column = Optional.empty();
        Operator operator = Operator.OR;
        float boost = 1;
        int fuzziness = 0;
        int prefixLength = 0;
        int expansions = DEFAULT_EXPANSIONS;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                if (field.equals("fuzziness")) {
                    throw ApiException.unsupported(
                            "fuzziness that depends on the words is not supported, give a number");
                }
                continue;
            }
            switch (field) {
                case "terms" -> terms = Optional.of(QueryReader.text(json, field));
                case "column" -> column = Optional.of(QueryReader.text(json, field));
                case "operator" -> operator = operator(QueryReader.text(json, field));
                case "boost" -> boost = (float) QueryReader.real(json, field);
                case "fuzziness" -> fuzziness = QueryReader.number(json, field, 0);
                case "prefix_length" -> prefixLength = QueryReader.number(json, field, 0);
                case "max_expansions" -> expansions = QueryReader.number(json, field, 1);
                case "slop" -> {
                    if (QueryReader.number(json, field, 0) > 0) {
                        throw ApiException.unsupported("phrases with a slop are not supported");
                    }
                }
                default -> json.skipChildren();
            }
        }
        String words = terms.orElseThrow(() -> ApiException.invalid("a full text query has to have terms"));
        return kind.equals("match")
                ? new FullTextQuery.Match(words, column, operator, boost, fuzziness, prefixLength, expansions)
                : new FullTextQuery.Phrase(words, column);
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
