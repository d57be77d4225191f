package dev.evodb.snippets.lance.jvm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Tells what RFC 8259 takes as a value that is neither an object nor an array.
final class JsonScalar {
    private final byte[] text;
    private final int to;
    private int at;

    private JsonScalar(byte[] text, int from, int to) {
        this.text = text;
        this.at = from;
        this.to = to;
    }

    /// Whether `text[from .. to)` is one such value and nothing else.
    static boolean isOne(byte[] text, int from, int to) {
        JsonScalar scalar = new JsonScalar(text, from, to);
        if (from == to) {
            return false;
        }
        boolean isOne = switch (text[from]) {
            case '"' -> scalar.string();
            case 'n' -> scalar.word("null");
            case 't' -> scalar.word("true");
            case 'f' -> scalar.word("false");
            default -> scalar.number();
        };
        return isOne && scalar.at == to;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean take(char c) {
        boolean isThere = at < to && text[at] == c;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('-')) {
                take('+');
            }
            return digits();
        }
        return true;
    }

    /// One or more.
    private boolean digits() {
        int from = at;
        while (at < to && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean string() {
        int from = at++;
        while (at < to && text[at] != '"') {
            if (text[at] >= 0 && text[at] < 0x20) {
                return false;
            }
            if (text[at++] == '\\' && !escape()) {
                return false;
            }
        }
        return take('"') && isUtf8(text, from, at);
    }

    private boolean escape() {
        if (at == to) {
            return false;
        }
        char c = (char) text[at++];
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++, at++) {
            if (at == to || !HexFormat.isHexDigit(text[at])) {
                return false;
            }
        }
        return true;
    }

    /// Whether bytes are well-formed UTF-8.
    static boolean isUtf8(byte[] text, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
