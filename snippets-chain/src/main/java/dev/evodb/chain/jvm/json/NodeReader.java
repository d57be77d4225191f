package dev.evodb.chain.jvm.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON document into nodes. Nesting is counted before it is followed, so that no text can use
/// up the stack.
final class NodeReader {
    /// Deeper than any chain is written.
    static final int MAX_NESTING = 16;

    private static final int MOST_SHOWN = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * MAX_NESTING)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .maxStringLength(10_000)
                    .build())
            .build();

    private final String file;
    private final JsonParser parser;

    private NodeReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /// @throws ChainFormatException if `text` is not one JSON value, nests deeper than 16 levels, or
    ///     gives a member twice
    static Node read(String file, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new NodeReader(file, parser).document();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Node document() throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new ChainFormatException(new Position(file, 1, 1), null, "not JSON: there is no value", null);
            }
            Node node = node(1);
            if (parser.nextToken() != null) {
                throw new ChainFormatException(
                        at(parser.currentTokenLocation()), null, "not JSON: text behind the end", null);
            }
            return node;
        } catch (JsonProcessingException e) {
            // Where a text is too long Jackson names no place.
            JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            throw new ChainFormatException(at(at), null, "not JSON: " + problem(e), e);
        }
    }

    static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    private Node node(int depth) throws IOException {
        Position at = at(parser.currentTokenLocation());
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> new Node.Members(at, members(nested(depth, at)));
            case START_ARRAY -> new Node.Items(at, items(nested(depth, at)));
            case VALUE_STRING -> new Node.Text(at, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node.Numeral(at, parser.getText());
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> new Node.Word(at, parser.getText());
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("a value cannot begin with " + token);
        };
    }

    /// The depth of what is inside.
    private static int nested(int depth, Position at) {
        if (depth > MAX_NESTING) {
            throw new ChainFormatException(at, null, "nested deeper than " + MAX_NESTING + " levels", null);
        }
        return depth + 1;
    }

    private Map<String, Node.Member> members(int depth) throws IOException {
        Map<String, Node.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Position nameAt = at(parser.currentTokenLocation());
            parser.nextToken();
            if (members.put(name, new Node.Member(nameAt, node(depth))) != null) {
                throw new ChainFormatException(nameAt, null, "field " + shortened(name) + " is given twice", null);
            }
        }
        return members;
    }

    private List<Node> items(int depth) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(depth));
        }
        return items;
    }

    private Position at(JsonLocation location) {
        return new Position(file, location.getLineNr(), location.getColumnNr());
    }

    /// Without where things began inside a text that is not shown.
    private static String problem(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int source = message.indexOf(" (start marker at ");
        return source < 0 ? message : message.substring(0, source);
    }
}
