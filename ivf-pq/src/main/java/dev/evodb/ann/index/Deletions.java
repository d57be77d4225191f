package dev.evodb.ann.index;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.io.SegmentSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.BitSet;

/// The deletion file: magic, CRC-32C of what follows, number of places, then one bit a place, the lowest
/// bit of a byte first, set for rows that are deleted.
final class Deletions {
    private static final long MAGIC = 0x3144_4E4E_414F_5645L; // EVOANND1
    private static final int HEAD_BYTES = 24;

    private Deletions() {}

    static byte[] bytes(BitSet deleted, int places) {
        byte[] bytes = new byte[HEAD_BYTES + (places + 7) / 8];
        LittleEndian.writeLong(bytes, 0, MAGIC);
        LittleEndian.writeLong(bytes, 16, places);
        byte[] bits = deleted.toByteArray();
        System.arraycopy(bits, 0, bytes, HEAD_BYTES, bits.length);
        LittleEndian.writeInt(bytes, 8, checksum(bytes));
        return bytes;
    }

    /// Reads a file that was written when there were at most as many places as now.
    static BitSet read(SegmentSource source, int places) throws IOException {
        Location at = Location.of(source.name()).atOffset(0);
        if (source.length() < HEAD_BYTES || source.length() > HEAD_BYTES + (places + 7L) / 8) {
            throw new CorruptFileException(
                    at, "deletion file has " + source.length() + " bytes for " + places + " places");
        }
        byte[] bytes = new byte[(int) source.length()];
        source.copy(0, MemorySegment.ofArray(bytes));
        if (LittleEndian.readLong(bytes, 0) != MAGIC) {
            throw new CorruptFileException(at, "deletion files begin with EVOANND1");
        }
        int stated = LittleEndian.readInt(bytes, 8);
        int found = checksum(bytes);
        if (found != stated) {
            throw new CorruptFileException(
                    at.atOffset(8),
                    "CRC-32C is " + Integer.toHexString(found) + ", stated is " + Integer.toHexString(stated));
        }
        long written = LittleEndian.readLong(bytes, 16);
        if (written < 0 || written > places || bytes.length != HEAD_BYTES + (written + 7) / 8) {
            throw new CorruptFileException(
                    at.atOffset(16),
                    "deletion file of " + bytes.length + " bytes is for " + written + " places, the index has "
                            + places);
        }
        return BitSet.valueOf(ByteBuffer.wrap(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES));
    }

    private static int checksum(byte[] bytes) {
        return SegmentFormat.checksum(MemorySegment.ofArray(bytes).asSlice(16));
    }
}
