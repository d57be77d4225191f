package dev.evodb.chain.jvm.run;

import dev.evodb.chain.run.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How runs on the JVM read and make values.
public final class ValueTree implements Values<Value> {
    /// Without state.
    public static final ValueTree INSTANCE = new ValueTree();

    private ValueTree() {}

    @Override
    public int size(Value value) {
        return value instanceof Value.Items(List<Value> items) ? items.size() : -1;
    }

    @Override
    public Value item(Value list, int index) {
        return items(list).get(index);
    }

    @Override
    public String @Nullable [] names(Value value) {
        return value instanceof Value.Members(Map<String, Value> members)
                ? members.keySet().toArray(String[]::new)
                : null;
    }

    @Override
    public @Nullable Value member(Value value, String name) {
        return value instanceof Value.Members(Map<String, Value> members) ? members.get(name) : null;
    }

    @Override
    public boolean isNull(Value value) {
        return value instanceof Value.Null;
    }

    @Override
    public @Nullable String text(Value value) {
        return value instanceof Value.Text(String text) ? text : null;
    }

    @Override
    public double number(Value value) {
        return switch (value) {
            case Value.Numeral(double number) -> number;
            case Value.Digits(String digits) -> Double.parseDouble(digits);
            case Value.Members _, Value.Items _, Value.Text _, Value.Truth _, Value.Null _, Value.Bytes _ -> Double.NaN;
        };
    }

    @Override
    public boolean isTrue(Value value) {
        return value instanceof Value.Truth(boolean isTrue) && isTrue;
    }

    @Override
    public double[] numbers(Value list, String name) {
        List<Value> items = items(list);
        double[] numbers = new double[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            Value member = member(items.get(i), name);
            numbers[i] = member == null ? Double.NaN : number(member);
        }
        return numbers;
    }

    @Override
    public float @Nullable [] vector(Value value) {
        return switch (value) {
            case Value.Bytes(String _, byte[] bytes) -> littleEndian(bytes);
            case Value.Items(List<Value> items) -> numbers(items);
            case Value.Text(String text) -> listed(text);
            case Value.Members _, Value.Numeral _, Value.Digits _, Value.Truth _, Value.Null _ -> null;
        };
    }

    @Override
    public Value list() {
        return new Value.Items(new ArrayList<>());
    }

    @Override
    public void add(Value list, Value item) {
        items(list).add(item);
    }

    @Override
    public Value object() {
        return new Value.Members(new LinkedHashMap<>());
    }

    @Override
    public void put(Value object, String name, Value value) {
        if (!(object instanceof Value.Members(Map<String, Value> members))) {
            throw new IllegalArgumentException("no object to put " + name + " into");
        }
        members.put(name, value);
    }

    @Override
    public Value with(Value object, String name, Value value) {
        return object.with(name, value);
    }

    @Override
    public Value of(double number) {
        return Value.of(number);
    }

    @Override
    public Value of(String text) {
        return Value.of(text);
    }

    @Override
    public Value of(boolean truth) {
        return Value.of(truth);
    }

    private static List<Value> items(Value list) {
        if (list instanceof Value.Items(List<Value> items)) {
            return items;
        }
        throw new IllegalArgumentException("no list");
    }

    private static float @Nullable [] littleEndian(byte[] bytes) {
        if (bytes.length % Float.BYTES != 0) {
            return null;
        }
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    private static float @Nullable [] listed(String text) {
        try {
            byte[] json = ("[" + text + "]").getBytes(StandardCharsets.UTF_8);
            return ValueJson.read(json) instanceof Value.Items(List<Value> items) ? numbers(items) : null;
        } catch (CallFailedException _) {
            return null;
        }
    }

    private static float @Nullable [] numbers(List<Value> items) {
        float[] vector = new float[items.size()];
        for (int i = 0; i < vector.length; i++) {
            double number = INSTANCE.number(items.get(i));
            if (!Double.isFinite(number)) {
                return null;
            }
            vector[i] = (float) number;
        }
        return vector;
    }
}
