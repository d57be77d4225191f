package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;

/// How each buffer of a record batch is compressed: its plain size as a 64-bit number, then one frame; a
/// size of -1 says that the rest is plain after all.
///
/// Source: arrow `format/Message.fbs`, table `BodyCompression`.
enum BodyCompression {
    NONE,
    LZ4_FRAME,
    ZSTD;

    private static final int SIZE_BYTES = 8;
    private static final long PLAIN = -1;

    /// Above this size, output may be at most `MAX_RATIO` times the input.
    private static final long FREE_BYTES = 1L << 20;

    private static final long MAX_RATIO = 1000;

    static BodyCompression parse(FlatTable table) {
        int codec = table.readByte(0);
        int method = table.readByte(1);
        if (method != 0) {
            throw new UnsupportedFeatureException(
                    "Arrow body compression method",
                    Integer.toString(method),
                    "0 (each buffer)",
                    table.buffer().at());
        }
        return switch (codec) {
            case 0 -> LZ4_FRAME;
            case 1 -> ZSTD;
            default ->
                throw new UnsupportedFeatureException(
                        "Arrow body compression",
                        Integer.toString(codec),
                        "0 (LZ4_FRAME), 1 (ZSTD)",
                        table.buffer().at());
        };
    }

    /// The plain bytes of a buffer.
    ByteSlice decompress(ByteSlice buffer, DecodeBudget budget) {
        if (this == NONE || buffer.length() == 0) {
            return buffer;
        }
        long size = buffer.readLongLE(0, "decompressed size");
        ByteSlice frame = buffer.slice(SIZE_BYTES, "compressed buffer");
        if (size == PLAIN) {
            return frame;
        }
        if (size < 0) {
            throw new CorruptFileException(buffer.at(), "decompressed size is " + size);
        }
        if (size > FREE_BYTES && size / MAX_RATIO > frame.length()) {
            throw new LimitExceededException(
                    "decompression ratio", MAX_RATIO, size / Math.max(1, frame.length()), buffer.at());
        }
        int length = budget.checkArray(size, 1, buffer.at());
        budget.charge(length, buffer.at());
        byte[] plain = new byte[length];
        int written = this == LZ4_FRAME ? Lz4Frame.decompress(frame, plain) : zstd(frame, plain);
        if (written != size) {
            throw new CorruptFileException(
                    buffer.at(), this + " buffer decompresses to " + written + " bytes, stated are " + size);
        }
        return ByteSlice.of(plain, buffer.at());
    }

    private static int zstd(ByteSlice frame, byte[] plain) {
        try {
            return new ZstdDecompressor()
                    .decompress(frame.array(), frame.from(), frame.length(), plain, 0, plain.length);
        } catch (MalformedInputException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException e) {
            // All of these are what the decompressor throws for broken input.
            throw new CorruptFileException(frame.at(), "ZSTD buffer does not decompress", e);
        }
    }
}
