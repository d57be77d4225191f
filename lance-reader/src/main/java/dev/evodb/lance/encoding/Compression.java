package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Opaque compression of bytes.
///
/// Source: lance: `protos/encodings_v2_1.proto`, enum `CompressionScheme`.
public enum Compression {
    /// The decompressed size as an unsigned 32-bit number, then an LZ4 block (not a frame).
    LZ4(1, 4),
    /// The decompressed size as a 64-bit number, then a Zstandard frame, which need not state its size.
    /// Old files hold the frame alone.
    ZSTD(2, 8);

    /// Above this size, output may be at most `MAX_RATIO` times the input.
    private static final long FREE_BYTES = 1L << 20;

    private static final long MAX_RATIO = 1000;

    private static final int FRAME_MAGIC = 0xFD2FB528;

    /// Of the frame header's first byte; always 0.
    private static final int FRAME_UNUSED_BIT = 0x10;

    private final int wireNumber;
    private final int sizeBytes;

    Compression(int wireNumber, int sizeBytes) {
        this.wireNumber = wireNumber;
        this.sizeBytes = sizeBytes;
    }

    /// @throws UnsupportedFeatureException if no scheme has that number
    static Compression ofWireNumber(int number, Location at) {
        for (Compression compression : values()) {
            if (compression.wireNumber == number) {
                return compression;
            }
        }
        throw new UnsupportedFeatureException("compression scheme", Integer.toString(number), "1 (LZ4), 2 (ZSTD)", at);
    }

    /// Decompresses the whole of `bytes` into a new array, which keeps the offset of `bytes` for errors.
    ///
    /// @throws CorruptFileException if they do not decompress to the size they state
    public ByteSlice decompress(ByteSlice bytes, DecodeBudget budget) {
        byte[] plain = new byte[plainSize(bytes, budget)];
        decompress(bytes, plain, 0, plain.length, budget);
        return ByteSlice.of(plain, bytes.at());
    }

    /// Decompresses each of `spans` in `bytes` alone, into one new array.
    Values.Spans decompressEach(ByteSlice bytes, Values.Spans spans, DecodeBudget budget) {
        int count = spans.count();
        int[] starts = new int[count];
        int[] ends = new int[count];
        ByteSlice[] squeezed = new ByteSlice[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            int start = spans.starts()[i];
            // A null or empty value has no bytes at all, not even a size.
            squeezed[i] = bytes.slice(start - bytes.from(), spans.ends()[i] - start, "compressed value");
            starts[i] = (int) total;
            total += squeezed[i].length() == 0 ? 0 : plainSize(squeezed[i], budget);
            budget.checkArray(total, 1, squeezed[i].at());
            ends[i] = (int) total;
        }
        byte[] plain = new byte[(int) total];
        for (int i = 0; i < count; i++) {
            if (squeezed[i].length() > 0) {
                decompress(squeezed[i], plain, starts[i], ends[i] - starts[i], budget);
            }
        }
        return new Values.Spans(plain, starts, ends);
    }

    private int plainSize(ByteSlice bytes, DecodeBudget budget) {
        long size;
        if (isBareFrame(bytes)) {
            size = frameSize(bytes, budget);
        } else if (this == LZ4) {
            size = bytes.readUnsignedIntLE(0, "decompressed size");
        } else {
            size = bytes.readCountLE(0, "decompressed size");
        }
        checkRatio(size, bytes);
        return budget.checkArray(size, 1, bytes.at());
    }

    private static void checkRatio(long size, ByteSlice bytes) {
        if (size > FREE_BYTES && size / MAX_RATIO > bytes.length()) {
            throw new LimitExceededException(
                    "decompression ratio", MAX_RATIO, size / Math.max(1, bytes.length()), bytes.at());
        }
    }

    /// Whether a Zstandard frame starts right here: a size whose low half is the magic number of frames
    /// is above 4 GiB.
    private boolean isBareFrame(ByteSlice bytes) {
        return this == ZSTD
                && bytes.length() > 4
                && bytes.readIntLE(0, "frame") == FRAME_MAGIC
                && (bytes.readUnsignedByte(4, "frame") & FRAME_UNUSED_BIT) == 0;
    }

    /// The decompressed size of a frame: as it states, else counted.
    private static long frameSize(ByteSlice bytes, DecodeBudget budget) {
        try {
            long stated = ZstdDecompressor.getDecompressedSize(bytes.array(), bytes.from(), bytes.length());
            return stated >= 0 ? stated : countedSize(bytes, budget);
        } catch (MalformedInputException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | IOException e) {
            throw new CorruptFileException(bytes.at(), "ZSTD frame does not decompress", e);
        }
    }

    private static long countedSize(ByteSlice bytes, DecodeBudget budget) throws IOException {
        InputStream frame = new ByteArrayInputStream(bytes.array(), bytes.from(), bytes.length());
        try (ZstdInputStream plain = new ZstdInputStream(frame)) {
            byte[] portion = new byte[1 << 13];
            long size = 0;
            for (int read = plain.read(portion, 0, portion.length);
                    read >= 0;
                    read = plain.read(portion, 0, portion.length)) {
                size += read;
                checkRatio(size, bytes);
                budget.check(size, bytes.at());
            }
            return size;
        }
    }

    private void decompress(ByteSlice bytes, byte[] plain, int to, int size, DecodeBudget budget) {
        if (size == 0) {
            // Given no room, decompressors do not look at their input. One byte of room tells whether it is empty.
            decompressInto(new byte[1], 0, 1, 0, bytes, budget);
        } else {
            decompressInto(plain, to, size, size, bytes, budget);
        }
    }

    private void decompressInto(byte[] plain, int to, int room, int size, ByteSlice bytes, DecodeBudget budget) {
        int prefix = isBareFrame(bytes) ? 0 : sizeBytes;
        int from = bytes.from() + prefix;
        int length = bytes.length() - prefix;
        int written;
        try {
            written = switch (this) {
                case LZ4 -> budget.lz4().decompress(bytes.array(), from, length, plain, to, room);
                case ZSTD -> budget.zstd().decompress(bytes.array(), from, length, plain, to, room);
            };
        } catch (MalformedInputException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException e) {
            // All of these are what the decompressors throw for broken input.
            throw new CorruptFileException(bytes.at(), this + " bytes do not decompress to " + size + " bytes", e);
        }
        if (written != size) {
            throw new CorruptFileException(
                    bytes.at(), this + " bytes decompress to " + written + " bytes, stated are " + size);
        }
    }
}
