package dev.evodb.snippets.lance.jvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value as JavaScript has it: numbers are doubles.
sealed interface JsonValue {
    record Nothing() implements JsonValue {}

    record Flag(boolean value) implements JsonValue {}

    /// `value` is not -0: JavaScript's `===` takes it as 0.
    record Decimal(double value) implements JsonValue {
        public Decimal {
            value = value + 0.0;
        }
    }

    record Text(String value) implements JsonValue {}

    record Items(List<JsonValue> items) implements JsonValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// In the order of the text; of equal names the last one counts.
    record Members(Map<String, JsonValue> members) implements JsonValue {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    default boolean isScalar() {
        return !(this instanceof Items) && !(this instanceof Members);
    }

    /// Negative, 0 or positive; null if the two are in no order.
    default @Nullable Integer order(JsonValue other) {
        if (this instanceof Decimal(double a) && other instanceof Decimal(double b)) {
            return Double.compare(a, b);
        }
        if (this instanceof Text(String a) && other instanceof Text(String b)) {
            return a.compareTo(b);
        }
        if (this instanceof Flag(boolean a) && other instanceof Flag(boolean b)) {
            return Boolean.compare(a, b);
        }
        return null;
    }

    /// @throws IllegalArgumentException if `json` is not one JSON value; `what` is what the message
    ///     calls it
    static JsonValue parse(String json, String what) {
        Parser parser = new Parser(json, what);
        JsonValue value = parser.value(0);
        parser.skipBlanks();
        if (parser.at < json.length()) {
            throw parser.bad();
        }
        return value;
    }

    /// Recursive descent over RFC 8259.
    final class Parser {
        private static final int MAX_DEPTH = 64;

        private final String text;
        private final String what;
        private int at;

        private Parser(String text, String what) {
            this.text = text;
            this.what = what;
        }

        private IllegalArgumentException bad() {
            return new IllegalArgumentException(what + " is not JSON");
        }

        private void skipBlanks() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean take(char c) {
            skipBlanks();
            boolean isThere = at < text.length() && text.charAt(at) == c;
            at += isThere ? 1 : 0;
            return isThere;
        }

        private void require(char c) {
            if (!take(c)) {
                throw bad();
            }
        }

        private JsonValue value(int depth) {
            skipBlanks();
            if (at == text.length() || depth > MAX_DEPTH) {
                throw bad();
            }
            return switch (text.charAt(at)) {
                case '{' -> members(depth);
                case '[' -> items(depth);
                case '"' -> new Text(string());
                default -> word();
            };
        }

        private JsonValue members(int depth) {
            require('{');
            Map<String, JsonValue> members = new LinkedHashMap<>();
            if (take('}')) {
                return new Members(members);
            }
            do {
                skipBlanks();
                String name = string();
                require(':');
                members.put(name, value(depth + 1));
            } while (take(','));
            require('}');
            return new Members(members);
        }

        private JsonValue items(int depth) {
            require('[');
            List<JsonValue> items = new ArrayList<>();
            if (take(']')) {
                return new Items(items);
            }
            do {
                items.add(value(depth + 1));
            } while (take(','));
            require(']');
            return new Items(items);
        }

        private JsonValue word() {
            int from = at;
            while (at < text.length() && " \t\r\n,]}:".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "null" -> new Nothing();
                case "true" -> new Flag(true);
                case "false" -> new Flag(false);
                default -> {
                    byte[] bytes = word.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    if (!JsonScalar.isOne(bytes, 0, bytes.length)) {
                        throw bad();
                    }
                    yield new Decimal(Double.parseDouble(word));
                }
            };
        }

        private String string() {
            if (at == text.length() || text.charAt(at++) != '"') {
                throw bad();
            }
            StringBuilder string = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                if (c < 0x20) {
                    throw bad();
                }
                string.append(c == '\\' ? escaped() : c);
            }
            if (at++ == text.length()) {
                throw bad();
            }
            return string.toString();
        }

        private char escaped() {
            if (at == text.length()) {
                throw bad();
            }
            char c = text.charAt(at++);
            int known = "\"\\/bfnrt".indexOf(c);
            if (known >= 0) {
                return "\"\\/\b\f\n\r\t".charAt(known);
            }
            if (c != 'u' || at + 4 > text.length()) {
                throw bad();
            }
            int value = 0;
            for (int i = 0; i < 4; i++) {
                char digit = text.charAt(at++);
                if (!HexFormat.isHexDigit(digit)) {
                    throw bad();
                }
                value = 16 * value + HexFormat.fromHexDigit(digit);
            }
            return (char) value;
        }
    }
}
