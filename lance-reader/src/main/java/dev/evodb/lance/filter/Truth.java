package dev.evodb.lance.filter;

/// SQL's three truth values, in the order that makes AND the least and OR the greatest of its operands.
public enum Truth {
    FALSE,
    /// What a comparison with a null is.
    UNKNOWN,
    TRUE;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /// Itself for [#UNKNOWN].
    public Truth negated() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            case TRUE -> FALSE;
        };
    }
}
