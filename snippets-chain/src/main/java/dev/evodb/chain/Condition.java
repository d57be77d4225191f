package dev.evodb.chain;

/// What a conditional step asks of its input. A closed set; [#kind()] is the name in
/// `docs/format/chain.md`.
///
/// A field is a parameter of the query string that entered the chain, which travels with every call, or
/// else a member of the input, which is an object. Input of another kind has no members.
public sealed interface Condition {
    /// Name in files.
    String kind();

    /// The field that is looked at: 1 to 256 characters.
    String field();

    /// The field is there and not null.
    record Present(String field) implements Condition {
        public Present {
            requireField(field);
        }

        @Override
        public String kind() {
            return "present";
        }
    }

    /// The field is a text, and exactly `value`, which has at most 256 characters.
    record Equals(String field, String value) implements Condition {
        public Equals {
            requireField(field);
            requireShort("value", value);
        }

        @Override
        public String kind() {
            return "equals";
        }
    }

    /// The field is a number, or a text of decimal digits, and at least `least`.
    record AtLeast(String field, long least) implements Condition {
        /// Whole numbers beyond are not exact in JavaScript.
        private static final long BOUND = 1L << 53;

        public AtLeast {
            requireField(field);
            if (least <= -BOUND || least >= BOUND) {
                throw new IllegalArgumentException("least must be between -2^53 and 2^53, got " + least);
            }
        }

        @Override
        public String kind() {
            return "at-least";
        }
    }

    /// @throws IllegalArgumentException if `field` is empty, too long or no Unicode text
    static void requireField(String field) {
        if (field.isEmpty()) {
            throw new IllegalArgumentException("field must not be empty");
        }
        requireShort("field", field);
    }

    private static void requireShort(String name, String text) {
        int most = 256;
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    name + " must have at most " + most + " characters, got " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (isPair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException(name + " has half of a surrogate pair at index " + i);
            }
        }
    }
}
