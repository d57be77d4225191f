package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.Bits;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// Which items hold a value, around the encoding of the values.
sealed interface Nullable extends ArrayEncoding {
    /// All do.
    record NoNulls(ArrayEncoding values) implements Nullable {}

    /// Those do whose bit in `validity` is 1; the others have a value too, which is garbage.
    record SomeNulls(ArrayEncoding validity, ArrayEncoding values) implements Nullable {}

    /// None does; there are no buffers.
    record AllNulls() implements Nullable {}

    @Override
    default String kind() {
        return "nullable";
    }

    /// @throws CorruptFileException if the validity is no bitmap
    default Items readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        return switch (this) {
            case NoNulls(ArrayEncoding values) -> values.read(ranges, page);
            case SomeNulls(ArrayEncoding validity, ArrayEncoding values) -> {
                if (!(validity.read(ranges, page) instanceof Items.Valid(Values.Fixed bits)) || bits.bits() != 1) {
                    throw new CorruptFileException(
                            page.at(), "validity is encoded as " + validity.kind() + ", expected single bits");
                }
                byte[] copy = new byte[(bits.count() + 7) >>> 3];
                Bits.copy(bits.bytes(), (long) bits.from() << 3, copy, 0, bits.count());
                yield values.read(ranges, page).withNulls(copy);
            }
            case AllNulls() -> new Items.AllNull(page.count(ranges));
        };
    }
}
