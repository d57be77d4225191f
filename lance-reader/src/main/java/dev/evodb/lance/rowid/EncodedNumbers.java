package dev.evodb.lance.rowid;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.proto.MessageReader;
import java.util.Optional;

/// Unsigned 64-bit numbers: a base and an offset of `width` bytes each. A view of the message.
///
/// Source: lance `protos/rowids.proto`, message `EncodedU64Array`.
record EncodedNumbers(long base, int width, ByteSlice offsets) {
    EncodedNumbers {
        if (offsets.length() % width != 0) {
            throw new CorruptFileException(
                    offsets.at(), offsets.length() + " bytes are no numbers of " + width + " bytes each");
        }
        if (width < Long.BYTES && Long.compareUnsigned(base, -1L << (8 * width)) > 0) {
            checkRoom(base, width, offsets);
        }
    }

    private static void checkRoom(long base, int width, ByteSlice offsets) {
        for (long at = 0; at < offsets.length(); at += width) {
            long offset =
                    width == 2 ? offsets.readUnsignedShortLE(at, "offset") : offsets.readUnsignedIntLE(at, "offset");
            if (Long.compareUnsigned(offset, ~base) > 0) {
                throw new CorruptFileException(
                        offsets.at(at), Long.toUnsignedString(base) + " + " + offset + " is beyond 64 bits");
            }
        }
    }

    static EncodedNumbers parse(MessageReader message) {
        Optional<EncodedNumbers> numbers = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> numbers = Optional.of(based(message.message("U16Array"), 2));
                case 2 -> numbers = Optional.of(based(message.message("U32Array"), 4));
                case 3 -> numbers = Optional.of(plain(message.message("U64Array")));
                default -> message.skip();
            }
        }
        return numbers.orElseThrow(() -> message.corruptMessage("has no array"));
    }

    private static EncodedNumbers based(MessageReader message, int width) {
        long base = 0;
        ByteSlice offsets = message.none();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> base = message.uint64();
                case 2 -> offsets = message.bytes();
                default -> message.skip();
            }
        }
        return new EncodedNumbers(base, width, offsets);
    }

    private static EncodedNumbers plain(MessageReader message) {
        ByteSlice values = message.none();
        while (message.next()) {
            switch (message.field()) {
                case 2 -> values = message.bytes();
                default -> message.skip();
            }
        }
        return new EncodedNumbers(0, 8, values);
    }

    int size() {
        return offsets.length() / width;
    }

    /// Number `index`, in `[0, size())`.
    long get(int index) {
        long at = (long) index * width;
        return base
                + switch (width) {
                    case 2 -> offsets.readUnsignedShortLE(at, "offset");
                    case 4 -> offsets.readUnsignedIntLE(at, "offset");
                    default -> offsets.readLongLE(at, "value");
                };
    }

    /// @throws CorruptFileException unless every number is larger than the one before
    void checkAscending() {
        for (int i = 1; i < size(); i++) {
            if (Long.compareUnsigned(get(i - 1), get(i)) >= 0) {
                throw new CorruptFileException(
                        offsets.at((long) i * width),
                        Long.toUnsignedString(get(i)) + " follows " + Long.toUnsignedString(get(i - 1))
                                + " in a sorted sequence");
            }
        }
    }
}
