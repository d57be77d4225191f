package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.proto.MessageReader;

/// Which buffer an encoding reads: buffer `index` of a collection.
///
/// Source: lance: `protos/encodings_v2_0.proto`, message `Buffer`.
record BufferRef(Place place, int index) {
    /// The collections that buffers are in, with their numbers in the format.
    enum Place {
        PAGE(0),
        COLUMN(1),
        FILE(2);

        private final int wireNumber;

        Place(int wireNumber) {
            this.wireNumber = wireNumber;
        }

        private static Place of(MessageReader message) {
            int number = message.count();
            for (Place place : values()) {
                if (place.wireNumber == number) {
                    return place;
                }
            }
            throw new UnsupportedFeatureException(
                    "buffer type", Integer.toString(number), "0 (page), 1 (column), 2 (file)", message.at());
        }
    }

    /// @throws CorruptFileException if the message is broken
    static BufferRef parse(MessageReader message) {
        int index = 0;
        Place place = Place.PAGE;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> index = message.count();
                case 2 -> place = Place.of(message);
                default -> message.skip();
            }
        }
        return new BufferRef(place, index);
    }

    /// As errors name it: `page buffer 1`.
    @Override
    public String toString() {
        return switch (place) {
                    case PAGE -> "page";
                    case COLUMN -> "column";
                    case FILE -> "file";
                }
                + " buffer " + index;
    }
}
