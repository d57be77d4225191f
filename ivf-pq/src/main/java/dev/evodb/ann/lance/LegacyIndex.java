package dev.evodb.ann.lance;

import dev.evodb.ann.DistanceType;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.io.IOException;
import java.util.Optional;

/// A vector index of the container that was written before the current one: a single file, which ends like
/// a data file of version 0.1. It is recognised, asked for its metric, and not searched.
///
/// Source: messages `lance.index.pb.Index` and `lance.index.pb.VectorIndex`.
record LegacyIndex(DistanceType type) {
    private static final int END_BYTES = 16;
    private static final int LAST_MINOR_VERSION = 2;

    /// Empty if `source` is a file of another container, or none at all.
    static Optional<LegacyIndex> read(ByteSource source, ReadLimits limits) throws IOException {
        long length = source.length();
        if (length < END_BYTES) {
            return Optional.empty();
        }
        ByteSlice end = source.read(length - END_BYTES, END_BYTES);
        int major = end.readUnsignedShortLE(8, "major version");
        int minor = end.readUnsignedShortLE(10, "minor version");
        boolean hasMagic = end.readIntLE(12, "magic") == 0x434E414C;
        if (!hasMagic || major != 0 || minor > LAST_MINOR_VERSION) {
            return Optional.empty();
        }
        Location at = Location.of(source.name());
        long position = end.readLongLE(0, "index position");
        if (position < 0 || position > length - END_BYTES - Integer.BYTES) {
            throw new CorruptFileException(at, "index message at " + position + " of " + length + " bytes");
        }
        int size = source.read(position, Integer.BYTES).readIntLE(0, "index length");
        if (size < 0 || size > length - END_BYTES - Integer.BYTES - position) {
            throw new CorruptFileException(
                    at.atOffset(position), "index message of " + Integer.toUnsignedString(size) + " bytes");
        }
        if (size > limits.metadataBytes()) {
            throw new LimitExceededException("metadata bytes", limits.metadataBytes(), size, at);
        }
        ByteSlice bytes = source.read(position + Integer.BYTES, size);
        return Optional.of(new LegacyIndex(type(new MessageReader(bytes, "Index", limits.messageDepth()))));
    }

    private static DistanceType type(MessageReader index) {
        DistanceType type = DistanceType.L2;
        while (index.next()) {
            if (index.field() == 5) {
                MessageReader vectors = index.message("VectorIndex");
                while (vectors.next()) {
                    if (vectors.field() == 4) {
                        type = switch (vectors.count()) {
                            case 0 -> DistanceType.L2;
                            case 1 -> DistanceType.COSINE;
                            case 2 -> DistanceType.DOT;
                            case 3 -> DistanceType.HAMMING;
                            default -> throw vectors.corrupt("is none of the metrics 0 to 3");
                        };
                    } else {
                        vectors.skip();
                    }
                }
            } else {
                index.skip();
            }
        }
        return type;
    }
}
