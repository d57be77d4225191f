package dev.evodb.lance.file.v20;

import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// Lists of `dimension` items each, the items of all lists in one sequence.
record FixedSizeList(int dimension, ArrayEncoding items) implements ArrayEncoding {
    static final int MAX_DIMENSION = 1 << 16;

    private static final byte[] NONE = {};

    FixedSizeList {
        if (dimension < 1 || dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException("dimension must be in 1..=" + MAX_DIMENSION + ", got " + dimension);
        }
    }

    @Override
    public String kind() {
        return "fixed_size_list";
    }

    Items readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        int count = page.count(ranges);
        Items read = items.read(ranges.times(dimension), page);
        return new Items.Valid(
                switch (read) {
                    case Items.Valid(Values values) -> new Values.Lists(dimension, false, NONE, 0, values, count);
                    case Items.SomeNull(Values values, byte[] validity) ->
                        new Values.Lists(dimension, true, validity, 0, values, count);
                    case Items.AllNull nulls ->
                        new Values.Lists(dimension, true, nulls.validity(), 0, zeros(nulls.count(), page), count);
                });
    }

    private static Values zeros(int count, PageBuffers page) {
        int bits = page.type().elementBits();
        byte[] bytes = new byte[page.budget().checkArray(((long) count * bits + 7) >>> 3, 1, page.at())];
        return new Values.Fixed(bytes, 0, bits, count);
    }
}
