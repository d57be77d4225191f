package dev.evodb.lance.index;

import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.Value;
import dev.evodb.type.DataType;
import java.util.List;

/// Whether values in an index file can make a query true.
///
/// For floats the answer is generous: whatever NaN is compared with, and whichever zero a bound is, the
/// row may match. So an index is never the one to decide what those mean.
final class Matching {
    private Matching() {}

    /// Whether [#mayMatch] is right for every row of `type`, not just generous.
    static boolean isExact(DataType type) {
        return !(type instanceof DataType.FloatingPoint);
    }

    /// Whether the query, one of values, is true for the row.
    static boolean mayMatch(IndexQuery query, Keys keys, int row) {
        if (keys.isNull(row)) {
            return query instanceof IndexQuery.IsNull;
        }
        if (keys.isNaN(row)) {
            return !(query instanceof IndexQuery.IsNull);
        }
        return switch (query) {
            case IndexQuery.Compare(Comparison comparison, Value value) ->
                holds(comparison, keys.compare(row, value), value);
            case IndexQuery.Between(Value low, Value high) ->
                keys.compare(row, low) >= 0 && keys.compare(row, high) <= 0;
            case IndexQuery.Among(List<Value> values) -> keys.isAmong(row, values);
            case IndexQuery.StartsWith starts ->
                keys.compare(row, starts.prefix()) >= 0 && keys.compare(row, starts.end()) < 0;
            case IndexQuery.IsNull _ -> false;
            case IndexQuery.HasItems _, IndexQuery.HasText _ -> throw new IllegalArgumentException("not of values");
        };
    }

    /// Whether the query, one of values other than null, is true for some value in `[min, max]` of the
    /// row; a bound that is null is not known.
    static boolean mayMatchWithin(IndexQuery query, Keys min, Keys max, int row) {
        if (min.isNaN(row) || max.isNaN(row)) {
            return true;
        }
        return switch (query) {
            case IndexQuery.Compare(Comparison comparison, Value value) ->
                mayCompareWithin(comparison, value, min, max, row);
            case IndexQuery.Between(Value low, Value high) -> startsBefore(min, row, high) && endsAfter(max, row, low);
            case IndexQuery.Among(List<Value> values) -> isOneWithin(values, min, max, row);
            case IndexQuery.StartsWith starts ->
                (min.isNull(row) || min.compare(row, starts.end()) < 0) && endsAfter(max, row, starts.prefix());
            case IndexQuery.IsNull _, IndexQuery.HasItems _, IndexQuery.HasText _ ->
                throw new IllegalArgumentException("not of values");
        };
    }

    private static boolean mayCompareWithin(Comparison comparison, Value value, Keys min, Keys max, int row) {
        return switch (comparison) {
            case EQUAL -> startsBefore(min, row, value) && endsAfter(max, row, value);
            case NOT_EQUAL ->
                value instanceof Value.Floating
                        || min.isNull(row)
                        || max.isNull(row)
                        || min.compare(row, value) != 0
                        || max.compare(row, value) != 0;
            case LESS, LESS_OR_EQUAL -> min.isNull(row) || holds(comparison, min.compare(row, value), value);
            case GREATER, GREATER_OR_EQUAL -> max.isNull(row) || holds(comparison, max.compare(row, value), value);
        };
    }

    private static boolean holds(Comparison comparison, int order, Value value) {
        return comparison.holds(order)
                || (value instanceof Value.Floating && (order == 0 || comparison == Comparison.NOT_EQUAL));
    }

    private static boolean startsBefore(Keys min, int row, Value value) {
        return min.isNull(row) || min.compare(row, value) <= 0;
    }

    private static boolean endsAfter(Keys max, int row, Value value) {
        return max.isNull(row) || max.compare(row, value) >= 0;
    }

    /// Whether the first of the ascending values that is not below the range is not above it either.
    private static boolean isOneWithin(List<Value> ascending, Keys min, Keys max, int row) {
        int low = 0;
        int high = ascending.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (startsBefore(min, row, ascending.get(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < ascending.size() && endsAfter(max, row, ascending.get(low));
    }
}
