package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;

/// Values of varying length: the end of each in `bytes`, see [EndOffsets].
record Binary(ArrayEncoding indices, ArrayEncoding bytes, long nullAdjustment) implements ArrayEncoding {
    @Override
    public String kind() {
        return "binary";
    }

    /// @throws CorruptFileException if values reach behind the bytes
    Items readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        EndOffsets values = EndOffsets.read(indices, nullAdjustment, ranges, page);
        int count = values.count();
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += values.ends()[i] - values.starts()[i];
            if (total < 0) {
                total = Long.MAX_VALUE;
                break;
            }
        }
        page.budget().checkArray(total, 1, page.at());
        Items read = bytes.read(bytesOf(ranges, values), page);
        if (!(read instanceof Items.Valid(Values.Fixed(byte[] array, int from, int bits, var _))) || bits != 8) {
            throw new CorruptFileException(
                    page.at(), "bytes of binary are encoded as " + bytes.kind() + ", expected single bytes");
        }
        // The values of a run follow each other, and so do the runs after reading: offsets tell it all.
        int[] offsets = new int[count + 1];
        offsets[0] = from;
        for (int i = 0; i < count; i++) {
            offsets[i + 1] = offsets[i] + (int) (values.ends()[i] - values.starts()[i]);
        }
        Values.Variable variable = new Values.Variable(array, offsets);
        return values.validity().length == 0
                ? new Items.Valid(variable)
                : new Items.SomeNull(variable, values.validity());
    }

    /// The bytes of each run of values that has any.
    private static ItemRanges bytesOf(ItemRanges ranges, EndOffsets values) {
        long[] starts = new long[ranges.runs()];
        long[] ends = new long[ranges.runs()];
        int runs = 0;
        int first = 0;
        for (int i = 0; i < ranges.runs(); i++) {
            int last = first + (int) (ranges.ends()[i] - ranges.starts()[i]) - 1;
            if (values.ends()[last] > values.starts()[first]) {
                starts[runs] = values.starts()[first];
                ends[runs++] = values.ends()[last];
            }
            first = last + 1;
        }
        return new ItemRanges(Arrays.copyOf(starts, runs), Arrays.copyOf(ends, runs));
    }
}
