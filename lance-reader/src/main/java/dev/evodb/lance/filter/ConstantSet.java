package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/// Constants of one type to look values up in. Immutable, thread-safe.
sealed interface ConstantSet {
    int ABSENT = -1;

    /// Where the value of `row` is among the constants, or [#ABSENT]. The row is not null.
    int indexOf(Vector values, int row);

    /// Of `values`, which ascend, are distinct and not null.
    static ConstantSet of(List<Value> values, DataType type) {
        Value first = values.isEmpty() ? new Value.Null() : values.getFirst();
        return switch (first) {
            case Value.Null _ -> new Empty();
            case Value.Bool _ -> {
                boolean[] truths = new boolean[values.size()];
                for (int i = 0; i < truths.length; i++) {
                    truths[i] = ((Value.Bool) values.get(i)).value();
                }
                yield new Truths(truths);
            }
            case Value.Whole _, Value.Floating _ -> {
                long[] keys = new long[values.size()];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = KeyRange.wideKey(values.get(i), type).orElseThrow();
                }
                yield new Keys(keys, Vectors.isUnsignedLong(type) ? Long.MIN_VALUE : 0);
            }
            case Value.Decimal _ -> {
                int words = Vectors.words((DataType.Decimal) type);
                long[] limbs = new long[values.size() * words];
                for (int i = 0; i < values.size(); i++) {
                    BigInteger unscaled = ((Value.Decimal) values.get(i)).unscaled();
                    Limbs.set(limbs, i, words, unscaled);
                }
                yield new Decimals(limbs, words);
            }
            case Value.Bytes _ -> {
                byte[][] texts = new byte[values.size()][];
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = ((Value.Bytes) values.get(i)).bytes();
                }
                yield new Texts(texts);
            }
        };
    }

    record Empty() implements ConstantSet {
        @Override
        public int indexOf(Vector values, int row) {
            return ABSENT;
        }
    }

    record Truths(boolean[] truths) implements ConstantSet {
        @Override
        public int indexOf(Vector values, int row) {
            boolean value = Bitmap.has(((Vector.Truths) values).yes(), row);
            for (int i = 0; i < truths.length; i++) {
                if (truths[i] == value) {
                    return i;
                }
            }
            return ABSENT;
        }
    }

    /// `keys` ascend as their constants do; values of integers are ordered so with bits of `flipped`
    /// flipped.
    record Keys(long[] keys, long flipped) implements ConstantSet {
        @Override
        public int indexOf(Vector values, int row) {
            return indexOf(
                    switch (values) {
                        case Vector.Longs(long[] numbers, var _) -> numbers[row] ^ flipped;
                        case Vector.Doubles(double[] numbers, var _) -> Order.key(numbers[row]);
                        case Vector.Decimals _, Vector.Bytes _, Vector.Truths _, Vector.Lists _, Vector.Nothing _ ->
                            throw new IllegalArgumentException("not a vector of numbers");
                    });
        }

        int indexOf(long key) {
            int found = Arrays.binarySearch(keys, key);
            return found < 0 ? ABSENT : found;
        }
    }

    record Decimals(long[] limbs, int words) implements ConstantSet {
        @Override
        public int indexOf(Vector values, int row) {
            long[] wanted = ((Vector.Decimals) values).limbs();
            int low = 0;
            int high = limbs.length / words - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Limbs.compare(limbs, middle, wanted, row, words);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return ABSENT;
        }
    }

    record Texts(byte[][] texts) implements ConstantSet {
        @Override
        public int indexOf(Vector values, int row) {
            Vector.Bytes bytes = (Vector.Bytes) values;
            byte[] data = bytes.data();
            int from = bytes.start(row);
            int to = bytes.end(row);
            int low = 0;
            int high = texts.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                byte[] text = texts[middle];
                int order = Arrays.compareUnsigned(text, 0, text.length, data, from, to);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return ABSENT;
        }
    }
}
