package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;

/// LZ4 frames. Blocks are decompressed into one array, so that a block may refer to what blocks before it
/// gave; a decompressor of single blocks cannot do that, and some writers of Arrow link their blocks.
///
/// Checksums are not verified: Arrow has none of its own to protect what is not compressed, either.
/// Source: LZ4 Frame Format Description 1.6.4, LZ4 Block Format Description.
final class Lz4Frame {
    private static final int MAGIC = 0x184D2204;
    private static final int VERSION = 1;
    private static final int MIN_MATCH = 4;

    private final ByteSlice frame;
    private final byte[] out;
    private int used;

    private Lz4Frame(ByteSlice frame, byte[] out) {
        this.frame = frame;
        this.out = out;
    }

    /// Decompresses the one frame that fills `frame` into `out`; answers how many bytes there were.
    ///
    /// @throws CorruptFileException if it is broken, or has more bytes than `out`
    static int decompress(ByteSlice frame, byte[] out) {
        Lz4Frame decoder = new Lz4Frame(frame, out);
        decoder.readFrame();
        return decoder.used;
    }

    private void readFrame() {
        int magic = frame.readIntLE(0, "LZ4 frame");
        if (magic != MAGIC) {
            throw new CorruptFileException(frame.at(), "LZ4 frame starts with 0x" + Integer.toHexString(magic));
        }
        int flags = frame.readUnsignedByte(4, "LZ4 frame");
        if (flags >> 6 != VERSION || (flags & 0b10) != 0) {
            throw new CorruptFileException(frame.at(4), "LZ4 frame has flags 0x" + Integer.toHexString(flags));
        }
        if ((flags & 1) != 0) {
            throw new UnsupportedFeatureException("LZ4 frame", "with a dictionary", "frames without", frame.at(4));
        }
        int blockChecksumBytes = (flags & 0b10000) != 0 ? 4 : 0;
        int contentSizeBytes = (flags & 0b1000) != 0 ? 8 : 0;
        int checksumBytes = (flags & 0b100) != 0 ? 4 : 0;
        // Magic, flags, block size, content size, checksum of the header.
        long at = 4L + 1 + 1 + contentSizeBytes + 1;
        while (true) {
            int size = frame.readIntLE(at, "LZ4 block size");
            at += 4;
            if (size == 0) {
                break;
            }
            int length = size & 0x7FFFFFFF;
            ByteSlice block = frame.slice(at, length, "LZ4 block");
            if (size < 0) {
                append(block.array(), block.from(), length, block);
            } else {
                readBlock(block);
            }
            at += (long) length + blockChecksumBytes;
        }
        if (at + checksumBytes != frame.length()) {
            throw new CorruptFileException(
                    frame.at(at), "LZ4 frame ends at " + (at + checksumBytes) + " of " + frame.length() + " bytes");
        }
    }

    /// A block is sequences of literals and matches; the last one has literals only.
    private void readBlock(ByteSlice block) {
        byte[] in = block.array();
        int end = block.from() + block.length();
        int at = block.from();
        while (at < end) {
            int token = in[at++] & 0xFF;
            int literals = token >>> 4;
            if (literals == 15) {
                int next = 255;
                while (next == 255) {
                    next = at < end ? in[at++] & 0xFF : cutOff(block);
                    literals = grown(literals, next, block);
                }
            }
            if (literals > end - at) {
                cutOff(block);
            }
            append(in, at, literals, block);
            at += literals;
            if (at == end) {
                return;
            }
            if (end - at < 2) {
                cutOff(block);
            }
            int distance = (in[at] & 0xFF) | ((in[at + 1] & 0xFF) << 8);
            at += 2;
            int length = (token & 15) + MIN_MATCH;
            if ((token & 15) == 15) {
                int next = 255;
                while (next == 255) {
                    next = at < end ? in[at++] & 0xFF : cutOff(block);
                    length = grown(length, next, block);
                }
            }
            copyMatch(distance, length, block);
        }
        throw new CorruptFileException(block.at(), "LZ4 block does not end in literals");
    }

    /// A length that cannot fit is refused while it is read, before it can overflow.
    private int grown(int length, int more, ByteSlice block) {
        if (length > out.length - used + MIN_MATCH) {
            throw tooLong(block);
        }
        return length + more;
    }

    private void append(byte[] from, int at, int length, ByteSlice block) {
        if (length > out.length - used) {
            throw tooLong(block);
        }
        System.arraycopy(from, at, out, used, length);
        used += length;
    }

    /// Matches may reach into what they write: a short distance repeats a pattern.
    private void copyMatch(int distance, int length, ByteSlice block) {
        if (distance == 0 || distance > used) {
            throw new CorruptFileException(
                    block.at(), "LZ4 match reaches " + distance + " bytes back, there are " + used);
        }
        if (length > out.length - used) {
            throw tooLong(block);
        }
        for (int i = 0; i < length; i++) {
            out[used] = out[used - distance];
            used++;
        }
    }

    private CorruptFileException tooLong(ByteSlice block) {
        return new CorruptFileException(
                block.at(), "LZ4 frame decompresses to more than the " + out.length + " bytes stated");
    }

    private static int cutOff(ByteSlice block) {
        throw new CorruptFileException(block.at(), "LZ4 block is cut off");
    }
}
