package dev.evodb.chain.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value of the tour: of the kind of whatever is not null.
final class TourValue {
    final @Nullable List<TourValue> items;
    /// Of an object, in the order of its items.
    final @Nullable List<String> names;

    final @Nullable String text;
    final double number;
    final boolean isTrue;

    private TourValue(
            @Nullable List<TourValue> items,
            @Nullable List<String> names,
            @Nullable String text,
            double number,
            boolean isTrue) {
        this.items = items;
        this.names = names;
        this.text = text;
        this.number = number;
        this.isTrue = isTrue;
    }

    static TourValue list() {
        return new TourValue(new ArrayList<>(), null, null, Double.NaN, false);
    }

    static TourValue object() {
        return new TourValue(new ArrayList<>(), new ArrayList<>(), null, Double.NaN, false);
    }

    static TourValue of(String text) {
        return new TourValue(null, null, text, Double.NaN, false);
    }

    static TourValue of(double number) {
        return new TourValue(null, null, null, number, false);
    }

    static TourValue of(boolean isTrue) {
        return new TourValue(null, null, null, Double.NaN, isTrue);
    }

    /// Fractions as millionths: texts of doubles differ between Java and JavaScript.
    @Override
    public String toString() {
        if (items != null) {
            StringBuilder all = new StringBuilder("[");
            for (int i = 0; i < items.size(); i++) {
                all.append(names == null ? "" : names.get(i)).append(':').append(items.get(i));
            }
            return all.append(']').toString();
        }
        return text != null
                ? text
                : !Double.isNaN(number) ? Integer.toString((int) Math.floor(number * 1e6)) : isTrue ? "t" : "f";
    }
}
