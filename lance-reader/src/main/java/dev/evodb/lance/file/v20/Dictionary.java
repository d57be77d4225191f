package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;

/// Indices into `count` items.
///
/// Where the writer chose a dictionary for a column of texts, index 0 is null and the items count from 1.
/// In a dictionary column of Arrow items count from 0, and a null has the index of an item that is null.
record Dictionary(ArrayEncoding indices, ArrayEncoding items, int count) implements ArrayEncoding {
    @Override
    public String kind() {
        return "dictionary";
    }

    /// @throws CorruptFileException if an index is behind the items
    Items readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        Items read = indices.read(ranges, page);
        if (read instanceof Items.AllNull) {
            return read;
        }
        long[] numbers = UnsignedValues.of(read, "dictionary indices", page);
        Items dictionary = page.dictionary(this);
        byte[] isItem = dictionary.validity();
        byte[] validity = Arrays.copyOf(read.validity(), (numbers.length + 7) >>> 3);
        int[] found = new int[numbers.length];
        int first = page.type().isDictionary() ? 0 : 1;
        for (int i = 0; i < numbers.length; i++) {
            if (!isSet(validity, i) || (numbers[i] == 0 && first == 1)) {
                found[i] = -1;
            } else if (numbers[i] < 0 || numbers[i] - first >= count) {
                throw new CorruptFileException(
                        page.at(),
                        "value " + i + ": index " + Long.toUnsignedString(numbers[i]) + " is not one of " + count
                                + " items, which count from " + first);
            } else {
                int item = (int) numbers[i] - first;
                found[i] = isSet(isItem, item) ? item : -1;
            }
            if (found[i] < 0) {
                validity[i >>> 3] &= (byte) ~(1 << (i & 7));
            }
        }
        return switch (dictionary) {
            case Items.AllNull _ -> new Items.AllNull(numbers.length);
            case Items.Valid(Values values) when values.count() == 0 -> new Items.AllNull(numbers.length);
            case Items.Valid(Values values) -> new Items.SomeNull(pick(values, found, page), validity);
            case Items.SomeNull(Values values, var _) -> new Items.SomeNull(pick(values, found, page), validity);
        };
    }

    private static boolean isSet(byte[] bits, int index) {
        return (bits[index >>> 3] >> (index & 7) & 1) != 0;
    }

    /// Value `i` is item `found[i]`; it is empty, or any item, where that is -1.
    private static Values pick(Values values, int[] found, PageBuffers page) {
        return switch (values) {
            case Values.Variable(byte[] bytes, int[] offsets) -> {
                int[] starts = new int[found.length];
                int[] ends = new int[found.length];
                for (int i = 0; i < found.length; i++) {
                    if (found[i] >= 0) {
                        starts[i] = offsets[found[i]];
                        ends[i] = offsets[found[i] + 1];
                    }
                }
                yield new Values.Spans(bytes, starts, ends);
            }
            case Values.Fixed _, Values.Lists _ -> {
                for (int i = 0; i < found.length; i++) {
                    found[i] = Math.max(0, found[i]);
                }
                yield new Values.Indexed(values, found, found.length);
            }
            case Values.Strided _, Values.Spans _, Values.Symbols _, Values.Packed _, Values.Indexed _ ->
                throw new UnsupportedFeatureException(
                        "dictionary items", "encoded as a dictionary or a constant", "plain ones", page.at());
        };
    }
}
