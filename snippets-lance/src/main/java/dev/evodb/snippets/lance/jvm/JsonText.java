package dev.evodb.snippets.lance.jvm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// A flat JSON object as text; members keep their order.
final class JsonText {
    private final List<String> members = new ArrayList<>();

    JsonText text(String name, String value) {
        return raw(name, quoted(value));
    }

    JsonText number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /// A share, to four decimals.
    JsonText share(String name, double value) {
        return raw(
                name,
                BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_EVEN).toPlainString());
    }

    JsonText texts(String name, List<String> values) {
        return raw(
                name,
                "[" + String.join(",", values.stream().map(JsonText::quoted).toList()) + "]");
    }

    /// `value` is JSON.
    JsonText raw(String name, String value) {
        members.add(quoted(name) + ":" + value);
        return this;
    }

    /// On one line.
    String line() {
        return "{" + String.join(",", members) + "}";
    }

    /// One member a line.
    String lines() {
        return "{\n  " + String.join(",\n  ", members) + "\n}\n";
    }

    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c == 0x2028 || c == 0x2029 || isAlone(text, i)) {
                String hex = Integer.toHexString(c);
                json.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /// Whether there is half of a surrogate pair without the other, which UTF-8 cannot hold.
    private static boolean isAlone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
