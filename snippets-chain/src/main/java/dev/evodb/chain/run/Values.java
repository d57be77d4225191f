package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// What a run reads in inputs and outputs, and makes new ones with. A value is what JSON has, or else the
/// bytes of a request as they came, which have no items and no members.
///
/// Reading never changes a value. The lists and objects that `list` and `object` make belong to the run
/// until it passes them on; only those are added to. No method throws for a value of another kind: it
/// answers what its text says.
public interface Values<V> {
    /// The number of items of a list; -1 if `value` is none.
    int size(V value);

    /// Item `index`, in `0..<size`, of a list.
    V item(V list, int index);

    /// The names of the members of an object, in its order; null if `value` is none.
    String @Nullable [] names(V value);

    /// The member of that name; null if `value` is no object or has none.
    @Nullable
    V member(V value, String name);

    /// Whether `value` is what JSON calls null.
    boolean isNull(V value);

    /// Null if `value` is no text.
    @Nullable
    String text(V value);

    /// NaN if `value` is no number.
    double number(V value);

    /// Whether `value` is true.
    boolean isTrue(V value);

    /// The numbers that are member `name` of the items of a list, NaN where there is none: one call,
    /// because a ranked answer has up to a thousand hits.
    double[] numbers(V list, String name);

    /// The vector that `value` is: raw little-endian `f32`, a list of numbers, or a text that is the inside
    /// of a list of numbers in JSON. Null if it is none of these.
    float @Nullable [] vector(V value);

    /// A new list without items.
    V list();

    void add(V list, V item);

    /// A new object without members.
    V object();

    /// Sets member `name`; one that is there keeps its place.
    void put(V object, String name, V value);

    /// A new object with the members of `object`, and with member `name` as it is here.
    V with(V object, String name, V value);

    V of(double number);

    V of(String text);

    V of(boolean truth);
}
