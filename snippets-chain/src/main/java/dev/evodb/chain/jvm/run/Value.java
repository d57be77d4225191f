package dev.evodb.chain.jvm.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An input or an output of a step on the JVM: what JSON has, or the bytes of a request as they came.
///
/// Items and members may be any values but [Bytes]. Values that were given to a chain are not changed by
/// it; those that make them keep them unchanged as well.
public sealed interface Value {
    /// Members by name, in their order.
    record Members(Map<String, Value> members) implements Value {}

    record Items(List<Value> items) implements Value {}

    record Text(String text) implements Value {}

    /// Finite.
    record Numeral(double number) implements Value {
        public Numeral {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("JSON has no number " + number);
            }
        }
    }

    /// A whole number that no double holds: decimal digits, perhaps a minus before them. Kept as it is.
    record Digits(String digits) implements Value {}

    record Truth(boolean isTrue) implements Value {}

    record Null() implements Value {}

    /// A body that is passed on as it is. `bytes` is borrowed and must not change; equal if they are the
    /// same array.
    record Bytes(String contentType, byte[] bytes) implements Value {
        /// Of a request that has no body: a `GET`.
        public static final Bytes NONE = new Bytes("", new byte[0]);
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(double number) {
        return new Numeral(number);
    }

    static Value of(boolean isTrue) {
        return new Truth(isTrue);
    }

    static Value list(Value... items) {
        return new Items(List.of(items));
    }

    /// An object of one member.
    static Value object(String name, Value value) {
        return new Members(Map.of(name, value));
    }

    /// This object with one member more, or another one of that name.
    ///
    /// @throws IllegalArgumentException if this is no object
    default Value with(String name, Value value) {
        if (!(this instanceof Members(Map<String, Value> members))) {
            throw new IllegalArgumentException("no object to add " + name + " to");
        }
        Map<String, Value> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Members(more);
    }
}
