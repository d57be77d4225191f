package dev.evodb.lance.index;

import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// What an index of one column can be asked: a condition that compares the column with constants.
///
/// Values have the column's own type, are not null and not lists. The answer to all but [IsNull] is about
/// rows that hold a value; rows that hold null are unknown.
public sealed interface IndexQuery {
    /// `column < value` and the like.
    record Compare(Comparison comparison, Value value) implements IndexQuery {}

    /// `low <= column AND column <= high`.
    record Between(Value low, Value high) implements IndexQuery {}

    /// Whether the column equals one of `values`, which ascend.
    record Among(List<Value> values) implements IndexQuery {
        public Among {
            values = List.copyOf(values);
        }
    }

    record IsNull() implements IndexQuery {}

    /// Whether the column, a text, starts with the UTF-8 bytes `prefix`, of which there is at least one.
    record StartsWith(Value.Bytes prefix) implements IndexQuery {
        /// A value above all texts with the prefix, in the order of bytes. UTF-8 has no byte 255.
        Value.Bytes end() {
            byte[] end = prefix.bytes().clone();
            end[end.length - 1]++;
            return new Value.Bytes(end);
        }
    }

    /// Whether the column, a list, has one or, with `hasAll`, every one of `items`, of which there is at
    /// least one.
    record HasItems(List<Value> items, boolean hasAll) implements IndexQuery {
        public HasItems {
            items = List.copyOf(items);
        }
    }

    /// Whether the column, a text, has `part` anywhere in it.
    record HasText(String part) implements IndexQuery {}

    /// The condition with `column` for the column, for people to read.
    default String describe(String column) {
        return switch (this) {
            case Compare(Comparison comparison, Value value) -> column + " " + symbol(comparison) + " " + text(value);
            case Between(Value low, Value high) -> column + " BETWEEN " + text(low) + " AND " + text(high);
            case Among(List<Value> values) -> column + " IN " + text(values);
            case IsNull _ -> column + " IS NULL";
            case StartsWith(Value.Bytes prefix) -> "starts_with(" + column + ", " + text(prefix) + ")";
            case HasItems(List<Value> items, boolean hasAll) ->
                (hasAll ? "array_has_all(" : "array_has_any(") + column + ", " + text(items) + ")";
            case HasText(String part) -> "contains(" + column + ", " + quoted(part) + ")";
        };
    }

    private static String symbol(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "!=";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
        };
    }

    private static String text(List<Value> values) {
        if (values.size() > 8) {
            return "(" + values.size() + " values)";
        }
        return values.stream().map(IndexQuery::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Null _ -> "NULL";
            case Value.Bool(boolean bool) -> String.valueOf(bool);
            case Value.Whole(long number) -> String.valueOf(number);
            case Value.Floating(double number) -> String.valueOf(number);
            case Value.Decimal(var unscaled) -> unscaled.toString();
            case Value.Bytes(byte[] bytes) -> quoted(new String(bytes, StandardCharsets.UTF_8));
        };
    }

    private static String quoted(String text) {
        String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return "'" + start.replace("'", "''") + "'";
    }
}
