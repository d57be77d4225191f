package dev.evodb.lance.io.remote;

import java.nio.charset.StandardCharsets;

/// Percent-encoding as signatures need it: everything but letters, digits and `-._~`.
final class UriText {
    private static final String HEX = "0123456789ABCDEF";

    private UriText() {}

    /// `path` with its slashes kept.
    static String encodePath(String path) {
        return encode(path, true);
    }

    /// `text` as a name or value of a query.
    static String encode(String text) {
        return encode(text, false);
    }

    private static String encode(String text, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~'
                    || (keepSlashes && b == '/');
            if (isPlain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b & 0xFF) >> 4)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }
}
