package dev.evodb.lance.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value in the metadata of an index file.
sealed interface Json {
    /// Most arrays and objects inside one another.
    int MAX_DEPTH = 32;

    record Text(String value) implements Json {}

    record Numeric(BigDecimal value) implements Json {}

    record Truth(boolean value) implements Json {}

    record Null() implements Json {}

    record Items(List<Json> items) implements Json {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Members in the order of the text.
    record Members(Map<String, Json> members) implements Json {}

    /// The value that is all of `text`.
    ///
    /// @throws CorruptFileException if it is not JSON, or has a member twice
    static Json parse(String text, Location at) throws IOException {
        try (JsonParser parser = Parsing.JSON.createParser(text)) {
            Json value = Parsing.value(parser, parser.nextToken(), at);
            if (parser.nextToken() != null) {
                throw new CorruptFileException(at, "JSON has more after its value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new CorruptFileException(at, "JSON is too deep or has too long a part", e);
        } catch (JsonProcessingException e) {
            throw new CorruptFileException(at, "JSON is broken: " + e.getOriginalMessage(), e);
        }
    }

    /// Values out of the parser's tokens.
    final class Parsing {
        private static final JsonFactory JSON = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();

        private Parsing() {}

        private static Json value(JsonParser parser, JsonToken token, Location at) throws IOException {
            if (token == null) {
                throw new CorruptFileException(at, "JSON has no value");
            }
            return switch (token) {
                case START_OBJECT -> {
                    Map<String, Json> members = new LinkedHashMap<>();
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String name = parser.currentName();
                        members.put(name, value(parser, parser.nextToken(), at));
                    }
                    yield new Members(members);
                }
                case START_ARRAY -> {
                    List<Json> items = new ArrayList<>();
                    for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                        items.add(value(parser, next, at));
                    }
                    yield new Items(items);
                }
                case VALUE_STRING -> new Text(parser.getText());
                case VALUE_TRUE -> new Truth(true);
                case VALUE_FALSE -> new Truth(false);
                case VALUE_NULL -> new Null();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeric(number(parser, at));
                case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new CorruptFileException(at, "JSON has no value where one is due");
            };
        }

        /// Counts only: a number with an exponent could be as long as it likes when written out.
        private static BigDecimal number(JsonParser parser, Location at) throws IOException {
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs(number.scale()) > 1000) {
                throw new LimitExceededException("digits of a number", 1000, Math.abs(number.scale()), at);
            }
            return number;
        }
    }
}
