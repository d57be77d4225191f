package dev.evodb.lance.file.v01;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.proto.MessageReader;
import java.util.Map;

/// How the values of one field are stored: the number of an [Encoding], and where the `dictionaryLength`
/// values of a dictionary are.
///
/// Source: lance: `protos/file.proto`, messages `Field` and `Dictionary`.
record FieldStorage(int encodingNumber, long dictionaryPosition, long dictionaryLength) {
    /// How pages hold values.
    enum Encoding {
        /// Values of fixed width, back to back.
        PLAIN,
        /// Positions in the file at which values begin and end.
        VAR_BINARY,
        /// Plain indices into the values of a dictionary.
        DICTIONARY
    }

    /// Puts the field that is the current one of `message` into `storage`.
    static void read(MessageReader message, Map<Integer, FieldStorage> storage) {
        int id = 0;
        int encoding = 0;
        long position = 0;
        long length = 0;
        while (message.next()) {
            switch (message.field()) {
                case 3 -> id = message.int32();
                case 7 -> encoding = message.int32();
                case 8 -> {
                    MessageReader dictionary = message.message("Dictionary");
                    while (dictionary.next()) {
                        switch (dictionary.field()) {
                            case 1 -> position = nonNegative(dictionary);
                            case 2 -> length = nonNegative(dictionary);
                            default -> dictionary.skip();
                        }
                    }
                }
                default -> message.skip();
            }
        }
        storage.put(id, new FieldStorage(encoding, position, length));
    }

    /// @throws UnsupportedFeatureException for run lengths, which no known writer stores, and for
    ///     unknown numbers
    Encoding encoding(Location at) {
        return switch (encodingNumber) {
            case 1 -> Encoding.PLAIN;
            case 2 -> Encoding.VAR_BINARY;
            case 3 -> Encoding.DICTIONARY;
            default ->
                throw new UnsupportedFeatureException(
                        "field encoding",
                        encodingNumber == 4 ? "RLE" : Integer.toString(encodingNumber),
                        "PLAIN, VAR_BINARY, DICTIONARY",
                        at);
        };
    }

    private static long nonNegative(MessageReader message) {
        long value = message.uint64();
        if (value < 0) {
            throw message.corrupt("is " + value);
        }
        return value;
    }
}
