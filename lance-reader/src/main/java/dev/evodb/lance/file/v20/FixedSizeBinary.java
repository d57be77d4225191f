package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// Values of `width` bytes each, back to back in `bytes`; also those of a text or binary column that
/// happen to be equally long.
record FixedSizeBinary(ArrayEncoding bytes, int width) implements ArrayEncoding {
    static final int MAX_WIDTH = Integer.MAX_VALUE >> 3;

    FixedSizeBinary {
        if (width < 0 || width > MAX_WIDTH) {
            throw new IllegalArgumentException("width must be in 0..=" + MAX_WIDTH + ", got " + width);
        }
    }

    @Override
    public String kind() {
        return "fixed_size_binary";
    }

    /// @throws CorruptFileException if `bytes` does not hold single bytes without nulls
    Items readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        int count = page.count(ranges);
        ItemRanges wanted = width == 0 ? ItemRanges.of(0, 0) : ranges.times(width);
        if (!(bytes.read(wanted, page) instanceof Items.Valid(Values.Fixed(byte[] array, int from, int bits, var _)))
                || bits != 8) {
            throw new CorruptFileException(
                    page.at(), "bytes of fixed_size_binary are encoded as " + bytes.kind() + ", expected single bytes");
        }
        if (page.type().elementBits() > 0) {
            return new Items.Valid(new Values.Fixed(array, from, 8 * width, count));
        }
        int[] offsets = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            offsets[i] = from + i * width;
        }
        return new Items.Valid(new Values.Variable(array, offsets));
    }
}
