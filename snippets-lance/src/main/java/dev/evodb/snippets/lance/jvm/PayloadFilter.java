package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A condition on payload columns, with the meaning that it has in a snippet: `{"column": {"$gte": 3}}`,
/// with `$eq`, `$ne`, `$lt`, `$lte`, `$gt`, `$gte`, `$in` (of a list), and `$and` and `$or` of lists of
/// conditions; all conditions of an object hold, and a bare value means `$eq`.
///
/// Numbers are doubles. Null is equal to null alone and in no order with anything, and values of two
/// types are neither equal nor in order. Strings are ordered by their UTF-16 units. Immutable.
public final class PayloadFilter {
    private static final int MAX_DEPTH = 8;
    private static final String NEEDS_OBJECT = "filter needs an object of conditions, eight deep at most";

    private final Condition condition;

    private PayloadFilter(Condition condition) {
        this.condition = condition;
    }

    /// @throws IllegalArgumentException if `json` is not such a condition; the message is fit for the
    ///     one who asks
    public static PayloadFilter parse(String json) {
        return new PayloadFilter(object(Json.parse(json, "filter"), 1));
    }

    /// Which rows of each partition match: 1, else 0. `columns` are those of the pack.
    ///
    /// @throws IllegalArgumentException if the filter names another column
    byte[][] matches(List<String> columns, PackPartition[] partitions) {
        condition.check(columns);
        byte[][] matches = new byte[partitions.length][];
        for (int slot = 0; slot < partitions.length; slot++) {
            PackPartition partition = partitions[slot];
            matches[slot] = new byte[partition.rows()];
            for (int row = 0; row < matches[slot].length; row++) {
                int of = row;
                Row values = column -> Json.parse(PackFile.payload(partition, of, columns.indexOf(column)), column);
                matches[slot][row] = (byte) (condition.holds(values) ? 1 : 0);
            }
        }
        return matches;
    }

    /// Payload values of one row.
    @FunctionalInterface
    private interface Row {
        JsonValue value(String column);
    }

    private sealed interface Condition {
        boolean holds(Row row);

        void check(List<String> columns);
    }

    private record All(List<Condition> parts) implements Condition {
        @Override
        public boolean holds(Row row) {
            return parts.stream().allMatch(part -> part.holds(row));
        }

        @Override
        public void check(List<String> columns) {
            parts.forEach(part -> part.check(columns));
        }
    }

    private record Any(List<Condition> parts) implements Condition {
        @Override
        public boolean holds(Row row) {
            return parts.stream().anyMatch(part -> part.holds(row));
        }

        @Override
        public void check(List<String> columns) {
            parts.forEach(part -> part.check(columns));
        }
    }

    private record Comparison(String column, Operator operator, List<JsonValue> operands) implements Condition {
        @Override
        public boolean holds(Row row) {
            JsonValue value = row.value(column);
            return operands.stream().anyMatch(operand -> operator.holds(value, operand));
        }

        @Override
        public void check(List<String> columns) {
            if (!columns.contains(column)) {
                throw new IllegalArgumentException("filter names " + column + ", which the pack does not have");
            }
        }
    }

    private enum Operator {
        EQ("$eq") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                return a.equals(b);
            }
        },
        NE("$ne") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                return !a.equals(b);
            }
        },
        LT("$lt") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                Integer order = a.order(b);
                return order != null && order < 0;
            }
        },
        LTE("$lte") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                Integer order = a.order(b);
                return order != null && order <= 0;
            }
        },
        GT("$gt") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                Integer order = a.order(b);
                return order != null && order > 0;
            }
        },
        GTE("$gte") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                Integer order = a.order(b);
                return order != null && order >= 0;
            }
        },
        /// One of its operands.
        IN("$in") {
            @Override
            boolean holds(JsonValue a, JsonValue b) {
                return a.equals(b);
            }
        };

        private final String name;

        Operator(String name) {
            this.name = name;
        }

        abstract boolean holds(JsonValue a, JsonValue b);

        static @Nullable Operator of(String name) {
            for (Operator operator : values()) {
                if (operator.name.equals(name)) {
                    return operator;
                }
            }
            return null;
        }
    }

    private static Condition object(JsonValue value, int depth) {
        if (!(value instanceof JsonValue.Members(Map<String, JsonValue> members)) || depth > MAX_DEPTH) {
            throw new IllegalArgumentException(NEEDS_OBJECT);
        }
        List<Condition> all = new ArrayList<>();
        members.forEach((name, operand) -> {
            switch (name) {
                case "$and" -> all.add(new All(list(name, operand, depth)));
                case "$or" -> all.add(new Any(list(name, operand, depth)));
                default -> all.add(comparisons(name, operand));
            }
        });
        return new All(all);
    }

    private static List<Condition> list(String name, JsonValue value, int depth) {
        if (!(value instanceof JsonValue.Items(List<JsonValue> items))) {
            throw new IllegalArgumentException("filter needs a list for " + name);
        }
        return items.stream().map(item -> object(item, depth + 1)).toList();
    }

    private static Condition comparisons(String column, JsonValue value) {
        if (value instanceof JsonValue.Members(Map<String, JsonValue> members)) {
            List<Condition> all = new ArrayList<>();
            members.forEach((operator, operand) -> all.add(comparison(column, operator, operand)));
            return new All(all);
        }
        return comparison(column, "$eq", value);
    }

    private static Condition comparison(String column, String name, JsonValue operand) {
        Operator operator = Operator.of(name);
        if (operator == Operator.IN && operand instanceof JsonValue.Items(List<JsonValue> items)) {
            if (items.stream().allMatch(JsonValue::isScalar)) {
                return new Comparison(column, operator, items);
            }
        } else if (operator != null && operator != Operator.IN && operand.isScalar()) {
            return new Comparison(column, operator, List.of(operand));
        }
        throw new IllegalArgumentException("filter on " + column + " does not understand " + name);
    }
}
