package dev.evodb.lance.text;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value in the metadata of an index file. Source: RFC 8259.
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
    static Json parse(String text, Location at) {
        Parser parser = new Parser(text, at);
        Json value = parser.value(0);
        parser.skipSpace();
        if (parser.next < text.length()) {
            throw parser.broken("has more after its value");
        }
        return value;
    }

    /// Reads a text from its start.
    final class Parser {
        private static final int MAX_NUMBER_CHARS = 64;
        private static final int HEX_DIGITS = 4;

        private final String text;
        private final Location at;
        private int next;

        private Parser(String text, Location at) {
            this.text = text;
            this.at = at;
        }

        private Json value(int depth) {
            if (depth > MAX_DEPTH) {
                throw new LimitExceededException("JSON depth", MAX_DEPTH, depth, at);
            }
            skipSpace();
            return switch (peek()) {
                case '{' -> members(depth);
                case '[' -> items(depth);
                case '"' -> new Text(string());
                case 't' -> word("true", new Truth(true));
                case 'f' -> word("false", new Truth(false));
                case 'n' -> word("null", new Null());
                default -> number();
            };
        }

        private Json members(int depth) {
            Map<String, Json> members = new LinkedHashMap<>();
            next++;
            skipSpace();
            if (peek() == '}') {
                next++;
                return new Members(members);
            }
            while (true) {
                skipSpace();
                if (peek() != '"') {
                    throw broken("has a member without a name");
                }
                String name = string();
                expect(':');
                if (members.put(name, value(depth + 1)) != null) {
                    throw broken("has the member " + name + " twice");
                }
                if (isLast('}')) {
                    return new Members(members);
                }
            }
        }

        private Json items(int depth) {
            List<Json> items = new ArrayList<>();
            next++;
            skipSpace();
            if (peek() == ']') {
                next++;
                return new Items(items);
            }
            while (true) {
                items.add(value(depth + 1));
                if (isLast(']')) {
                    return new Items(items);
                }
            }
        }

        /// Passes over a comma, or over `end`, for which it answers true.
        private boolean isLast(char end) {
            skipSpace();
            if (peek() == end) {
                next++;
                return true;
            }
            expect(',');
            return false;
        }

        private void expect(char c) {
            skipSpace();
            if (peek() != c) {
                throw broken("lacks " + c);
            }
            next++;
        }

        private Json word(String word, Json value) {
            if (!text.startsWith(word, next)) {
                throw broken("has an unknown word");
            }
            next += word.length();
            return value;
        }

        private Json number() {
            int start = next;
            while (next < text.length() && "+-.eE0123456789".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
            if (start == next || next - start > MAX_NUMBER_CHARS) {
                throw broken("has no value");
            }
            try {
                return new Numeric(new BigDecimal(text.substring(start, next)));
            } catch (NumberFormatException e) {
                throw new CorruptFileException(at, "JSON has a broken number at character " + start, e);
            }
        }

        private String string() {
            StringBuilder value = new StringBuilder();
            next++;
            while (peek() != '"') {
                char c = text.charAt(next++);
                if (c < ' ') {
                    throw broken("has a control character in a string");
                }
                value.append(c == '\\' ? escaped() : c);
            }
            next++;
            return value.toString();
        }

        private char escaped() {
            char c = peek();
            next++;
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> unicode();
                default -> throw broken("has an unknown escape");
            };
        }

        private char unicode() {
            int value = 0;
            for (int i = 0; i < HEX_DIGITS; i++) {
                int digit = Character.digit(peek(), 16);
                if (digit < 0) {
                    throw broken("has a broken escape");
                }
                value = value << 4 | digit;
                next++;
            }
            return (char) value;
        }

        private char peek() {
            if (next >= text.length()) {
                throw broken("ends too early");
            }
            return text.charAt(next);
        }

        private void skipSpace() {
            while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
        }

        private CorruptFileException broken(String problem) {
            return new CorruptFileException(at, "JSON " + problem + " at character " + next);
        }
    }
}
