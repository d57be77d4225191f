package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.UnsupportedFeatureException;

/// What files and streams of Arrow's IPC format share: how a message is framed, and which versions there are.
///
/// Source: arrow `format/Message.fbs`, table `Message`.
final class IpcMessage {
    static final int SCHEMA = 1;
    static final int RECORD_BATCH = 3;
    static final int CONTINUATION = -1;

    /// Version 1.0 of the format (`V5`); `V4` differs in unions only.
    private static final int OLDEST_VERSION = 3;

    private static final int NEWEST_VERSION = 4;

    private IpcMessage() {}

    /// @throws UnsupportedFeatureException for other versions of the format
    static void checkVersion(FlatTable table) {
        int version = table.readShort(0);
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new UnsupportedFeatureException(
                    "Arrow metadata version",
                    "V" + (version + 1),
                    "V" + (OLDEST_VERSION + 1) + ", V" + (NEWEST_VERSION + 1),
                    table.buffer().at());
        }
    }

    /// @throws UnsupportedFeatureException for big-endian data
    static void checkEndianness(FlatTable schema) {
        if (schema.readShort(0) != 0) {
            throw new UnsupportedFeatureException(
                    "Arrow endianness", "big", "little", schema.buffer().at());
        }
    }

    /// The FlatBuffer of an encapsulated message; data older than version 1.0 of the format lack the
    /// continuation.
    static ByteSlice metadata(ByteSlice framed) {
        int prefixBytes = prefixBytes(framed);
        long length = framed.readUnsignedIntLE(prefixBytes - 4, "message length");
        return framed.slice(prefixBytes, length, "message");
    }

    /// The bytes before the FlatBuffer.
    static int prefixBytes(ByteSlice framed) {
        return framed.readIntLE(0, "message prefix") == CONTINUATION ? 8 : 4;
    }
}
