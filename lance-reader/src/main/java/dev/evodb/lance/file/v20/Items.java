package dev.evodb.lance.file.v20;

import dev.evodb.lance.encoding.Bits;
import dev.evodb.lance.encoding.Values;

/// Items that were read from a page, in order.
sealed interface Items {
    int count();

    /// Each item holds its value.
    record Valid(Values values) implements Items {
        @Override
        public int count() {
            return values.count();
        }
    }

    /// Item `i` holds its value if bit `i` of `validity` is 1, least significant first; else its value is
    /// garbage.
    record SomeNull(Values values, byte[] validity) implements Items {
        @Override
        public int count() {
            return values.count();
        }
    }

    /// No item holds a value.
    record AllNull(int count) implements Items {}

    /// These items, null also where a bit of `validity` is 0. That array is given away.
    default Items withNulls(byte[] outer) {
        return switch (this) {
            case Valid(Values values) -> new SomeNull(values, outer);
            case SomeNull(Values values, byte[] validity) -> {
                for (int i = 0; i < (count() + 7) >>> 3; i++) {
                    outer[i] &= validity[i];
                }
                yield new SomeNull(values, outer);
            }
            case AllNull nulls -> nulls;
        };
    }

    /// As many bits as there are items, 1 for each that holds its value; the array may be shared.
    default byte[] validity() {
        return switch (this) {
            case Valid _ -> {
                byte[] bits = new byte[(count() + 7) >>> 3];
                Bits.fill(bits, 0, count());
                yield bits;
            }
            case SomeNull(var _, byte[] validity) -> validity;
            case AllNull(int count) -> new byte[(count + 7) >>> 3];
        };
    }
}
