package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Values;

/// The same value for all items: its bytes as a buffer would hold them. The array is shared: do not
/// change it.
record Constant(byte[] value) implements ArrayEncoding {
    @Override
    public String kind() {
        return "constant";
    }

    /// @throws CorruptFileException if the value is not as wide as the column's type
    Values readItems(ItemRanges ranges, PageBuffers page) {
        int count = page.budget().checkArray(ranges.count(), 4, page.at());
        int bits = page.type().elementBits();
        if (bits > 0 && value.length != (bits + 7) >>> 3) {
            throw new CorruptFileException(
                    page.at(), "constant has " + value.length + " bytes, the field's type needs " + bits + " bits");
        }
        Values item = bits > 0
                ? new Values.Fixed(value, 0, bits, 1)
                : new Values.Variable(value, new int[] {0, value.length});
        return new Values.Indexed(item, new int[count], count);
    }
}
