package dev.evodb.lance.file.v20;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.Values;

/// Unsigned integers of any width, as offsets and indices are.
final class UnsignedValues {
    private UnsignedValues() {}

    /// The integers that `items` are; of items that are null, whatever their slot holds. What does not
    /// fit 63 bits is negative.
    ///
    /// @throws CorruptFileException naming `what` if they are no integers
    static long[] of(Items items, String what, PageBuffers page) {
        Values values = switch (items) {
            case Items.Valid(Values all) -> all;
            case Items.SomeNull(Values all, var _) -> all;
            case Items.AllNull _ -> throw notIntegers(what, page);
        };
        if (!(values instanceof Values.Fixed(byte[] bytes, int from, int bits, int count))) {
            throw notIntegers(what, page);
        }
        long[] numbers = new long[count];
        switch (bits) {
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    numbers[i] = bytes[from + i] & 0xFF;
                }
            }
            case 16 -> {
                for (int i = 0; i < count; i++) {
                    numbers[i] = LittleEndian.readUnsignedShort(bytes, from + 2 * i);
                }
            }
            case 32 -> {
                for (int i = 0; i < count; i++) {
                    numbers[i] = LittleEndian.readInt(bytes, from + 4 * i) & 0xFFFFFFFFL;
                }
            }
            case 64 -> {
                for (int i = 0; i < count; i++) {
                    numbers[i] = LittleEndian.readLong(bytes, from + 8 * i);
                }
            }
            default -> throw notIntegers(what, page);
        }
        return numbers;
    }

    private static CorruptFileException notIntegers(String what, PageBuffers page) {
        return new CorruptFileException(page.at(), what + " are no integers of 8, 16, 32 or 64 bits");
    }
}
