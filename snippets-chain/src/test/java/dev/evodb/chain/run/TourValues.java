package dev.evodb.chain.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// [Values] that link under TeaVM.
final class TourValues implements Values<TourValue> {
    @Override
    public int size(TourValue value) {
        return value.items == null || value.names != null ? -1 : value.items.size();
    }

    @Override
    public TourValue item(TourValue list, int index) {
        return items(list).get(index);
    }

    @Override
    public String @Nullable [] names(TourValue value) {
        return value.names == null ? null : value.names.toArray(new String[0]);
    }

    @Override
    public @Nullable TourValue member(TourValue value, String name) {
        int index = value.names == null ? -1 : value.names.indexOf(name);
        return index < 0 ? null : items(value).get(index);
    }

    @Override
    public boolean isNull(TourValue value) {
        return false;
    }

    @Override
    public @Nullable String text(TourValue value) {
        return value.text;
    }

    @Override
    public double number(TourValue value) {
        return value.number;
    }

    @Override
    public boolean isTrue(TourValue value) {
        return value.isTrue;
    }

    @Override
    public double[] numbers(TourValue list, String name) {
        double[] numbers = new double[size(list)];
        for (int i = 0; i < numbers.length; i++) {
            TourValue member = member(item(list, i), name);
            numbers[i] = member == null ? Double.NaN : member.number;
        }
        return numbers;
    }

    @Override
    public float @Nullable [] vector(TourValue value) {
        if (value.text != null) {
            // One number: enough for a tour.
            return new float[] {Integer.parseInt(value.text)};
        }
        float[] vector = new float[Math.max(0, size(value))];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) item(value, i).number;
        }
        return vector.length == 0 ? null : vector;
    }

    @Override
    public TourValue list() {
        return TourValue.list();
    }

    @Override
    public void add(TourValue list, TourValue item) {
        items(list).add(item);
    }

    @Override
    public TourValue object() {
        return TourValue.object();
    }

    @Override
    public void put(TourValue object, String name, TourValue value) {
        List<String> names = object.names;
        if (names == null) {
            throw new IllegalArgumentException("no object");
        }
        int index = names.indexOf(name);
        if (index < 0) {
            names.add(name);
            items(object).add(value);
        } else {
            items(object).set(index, value);
        }
    }

    @Override
    public TourValue with(TourValue object, String name, TourValue value) {
        TourValue copy = object();
        for (String its : names(object)) {
            put(copy, its, member(object, its));
        }
        put(copy, name, value);
        return copy;
    }

    @Override
    public TourValue of(double number) {
        return TourValue.of(number);
    }

    @Override
    public TourValue of(String text) {
        return TourValue.of(text);
    }

    @Override
    public TourValue of(boolean truth) {
        return TourValue.of(truth);
    }

    private static List<TourValue> items(TourValue value) {
        if (value.items == null) {
            throw new IllegalArgumentException("no items");
        }
        return value.items;
    }
}
