package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// An array of a type that is a parameter, without a class of a collection.
final class Slots<T> {
    private final @Nullable Object[] items;

    Slots(int size) {
        items = new Object[size];
    }

    int size() {
        return items.length;
    }

    void set(int index, T item) {
        items[index] = item;
    }

    void clear(int index) {
        items[index] = null;
    }

    /// What was set.
    @SuppressWarnings({"unchecked", "NullAway"}) // Only set puts anything in, and it has been called.
    T at(int index) {
        return (T) items[index];
    }

    /// Null if nothing was set.
    @SuppressWarnings("unchecked") // Only set puts anything in.
    @Nullable
    T get(int index) {
        return (T) items[index];
    }
}
