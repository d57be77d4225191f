package dev.evodb.lance.filter;

/// The functions with a value of their own; those that are conditions are kinds of [Predicate].
public enum Function {
    ABS,
    CEIL,
    FLOOR,
    ROUND,
    IS_NAN,
    LOWER,
    UPPER,
    TRIM,
    TRIM_START,
    TRIM_END,
    CONCAT,
    SUBSTRING,
    /// In characters.
    TEXT_LENGTH,
    /// In bytes.
    BYTE_LENGTH,
    COALESCE,
    NULL_IF,
    LIST_LENGTH,
    /// `list[index]`, from 1; negative ones count from the end.
    LIST_ITEM,
    MAKE_LIST
}
