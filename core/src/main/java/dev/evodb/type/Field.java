package dev.evodb.type;

/// A named column or child.
public record Field(String name, DataType type, boolean isNullable) {}
