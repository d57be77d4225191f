package dev.evodb.chain;

/// The rule for ids: letters, digits, `.`, `_` and `-`, a letter or digit first, at most 64 characters.
/// They stand in messages, files and drawings as they are, so nothing has to be escaped there.
final class Names {
    private static final int MAX_LENGTH = 64;

    private Names() {}

    /// @throws IllegalArgumentException if `text` breaks the rule; `what` is what the message calls it
    static void require(String what, String text) {
        boolean isGood = !text.isEmpty() && text.length() <= MAX_LENGTH && isAlphanumeric(text.charAt(0));
        for (int i = 0; i < text.length() && isGood; i++) {
            char c = text.charAt(i);
            isGood = isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
        }
        if (!isGood) {
            throw new IllegalArgumentException(what + " must be 1 to " + MAX_LENGTH
                    + " letters, digits, dots, underscores or hyphens, a letter or digit first, got "
                    + shortened(text));
        }
    }

    /// A text that someone else chose, short enough for a message.
    static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
