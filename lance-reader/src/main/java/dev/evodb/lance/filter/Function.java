package dev.evodb.lance.filter;

/// The functions with a value of their own; those that are conditions are kinds of [Predicate].
public enum Function {
    ABS,
    CEIL,
    FLOOR,
    /// To a number of decimals, half away from zero.
    ROUND,
    SIGN,
    IS_NAN,
    LOWER,
    UPPER,
    /// Without the characters of the second argument at both ends.
    TRIM,
    TRIM_START,
    TRIM_END,
    /// Null if one of its arguments is.
    CONCAT,
    /// Like [#CONCAT], but a null is an empty text.
    CONCAT_NULLS,
    /// Text, first character from 1, number of characters.
    SUBSTRING,
    LEFT,
    RIGHT,
    /// In characters.
    TEXT_LENGTH,
    BYTE_LENGTH,
    /// The first that is not null.
    COALESCE,
    /// The first argument, or null where both are equal.
    NULL_IF,
    LIST_LENGTH,
    /// `list[index]`, from 1; negative ones count from the end.
    LIST_ITEM
}
