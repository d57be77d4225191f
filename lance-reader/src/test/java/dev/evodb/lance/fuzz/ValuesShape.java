package dev.evodb.lance.fuzz;

import dev.evodb.lance.encoding.Values;

/// What decoded values promise: every position lies inside of its array.
final class ValuesShape {
    private ValuesShape() {}

    /// @throws AssertionError if `values` are not `count` or break a promise of [Values]
    static void check(Values values, int count) {
        require(values.count() == count, values.count() + " values, expected " + count);
        switch (values) {
            case Values.Fixed(byte[] bytes, int from, int bits, int n) ->
                inside(from, bits == 1 ? (n + 7L) / 8 : (long) n * (bits >>> 3), bytes);
            case Values.Strided(byte[] bytes, int from, int stride, int run, int bits, int n) -> {
                int runs = n == 0 ? 0 : (n - 1) / run + 1;
                long last = n == 0
                        ? 0
                        : (long) (runs - 1) * stride + (bits == 1 ? (run + 7L) / 8 : (long) run * (bits >>> 3));
                inside(from, last, bytes);
            }
            case Values.Variable(byte[] bytes, int[] offsets) -> {
                for (int i = 0; i < count; i++) {
                    inside(offsets[i], (long) offsets[i + 1] - offsets[i], bytes);
                }
            }
            case Values.Spans(byte[] bytes, int[] starts, int[] ends) -> {
                for (int i = 0; i < count; i++) {
                    inside(starts[i], (long) ends[i] - starts[i], bytes);
                }
            }
            case Values.Symbols symbols -> {
                for (int i = 0; i < count; i++) {
                    byte[] target = new byte[Math.toIntExact(symbols.room(i))];
                    inside(0, symbols.decode(i, target, 0), target);
                }
            }
            case Values.Indexed(Values items, int[] indices, int n) -> {
                for (int i = 0; i < n; i++) {
                    require(indices[i] >= 0 && indices[i] < items.count(), "index " + indices[i]);
                }
                check(items, items.count());
            }
            case Values.Packed packed -> packed.children().forEach(child -> check(child, count));
            case Values.Lists lists -> check(lists.items(), Math.multiplyExact(count, lists.dimension()));
        }
    }

    private static void inside(long from, long length, byte[] bytes) {
        require(
                length == 0 || (from >= 0 && length > 0 && from + length <= bytes.length),
                length + " bytes at " + from + " of " + bytes.length);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem);
        }
    }
}
