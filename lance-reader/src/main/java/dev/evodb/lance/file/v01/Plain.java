package dev.evodb.lance.file.v01;

import dev.evodb.error.Location;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.ValueWidth;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Values of `bits` each, back to back; single bits least significant first. Of fixed-size lists the
/// items: `dimensions` are those of nested lists, the innermost first, and `valuesEach` their product.
record Plain(int bits, List<Integer> dimensions, int valuesEach) implements LeafDecoder {
    private static final byte[] NONE = {};

    Plain {
        dimensions = List.copyOf(dimensions);
    }

    static Plain of(DataType type, Location at) {
        List<Integer> dimensions = new ArrayList<>();
        int valuesEach = 1;
        DataType item = type;
        while (item instanceof DataType.FixedSizeList list) {
            dimensions.addFirst(list.size());
            valuesEach = Math.multiplyExact(valuesEach, list.size());
            item = list.item().type();
        }
        return new Plain(ValueWidth.bits(type, at), dimensions, valuesEach);
    }

    @Override
    public long bitsPerItem() {
        return (long) bits * valuesEach;
    }

    @Override
    public Decoded decode(StoredPage page, ItemRanges wanted, DecodeBudget budget) throws IOException {
        Values values = page.readValues(wanted.times(valuesEach), bits, valuesEach);
        for (int dimension : dimensions) {
            values = new Values.Lists(dimension, false, NONE, 0, values, values.count() / dimension);
        }
        return new Decoded(Optional.of(values), ALL_VALID, values.count());
    }
}
