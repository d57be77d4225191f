package dev.evodb.snippets.lance.jvm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value as JavaScript has it: numbers are doubles.
sealed interface JsonValue {
    record Nothing() implements JsonValue {}

    record Flag(boolean value) implements JsonValue {}

    /// `value` is not -0: JavaScript's `===` takes it as 0.
    record Decimal(double value) implements JsonValue {
        public Decimal {
            value = value + 0.0;
        }
    }

    record Text(String value) implements JsonValue {}

    record Items(List<JsonValue> items) implements JsonValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// In the order of the text; of equal names the last one counts.
    record Members(Map<String, JsonValue> members) implements JsonValue {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    default boolean isScalar() {
        return !(this instanceof Items) && !(this instanceof Members);
    }

    /// Negative, 0 or positive; null if the two are in no order.
    default @Nullable Integer order(JsonValue other) {
        if (this instanceof Decimal(double a) && other instanceof Decimal(double b)) {
            return Double.compare(a, b);
        }
        if (this instanceof Text(String a) && other instanceof Text(String b)) {
            return a.compareTo(b);
        }
        if (this instanceof Flag(boolean a) && other instanceof Flag(boolean b)) {
            return Boolean.compare(a, b);
        }
        return null;
    }
}
