package dev.evodb.ann.index;

import dev.evodb.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Numbers of the segment file; `docs/format/ann-index.md` has the whole.
final class SegmentFormat {
    static final long MAGIC = 0x3153_4E4E_414F_5645L; // EVOANNS1
    static final int VERSION = 1;

    static final int HEAD_BYTES = 64;
    static final int TABLE_ENTRY_BYTES = 32;
    static final int ALIGNMENT = 64;

    /// Head and section table.
    static final int FRONT_BYTES = HEAD_BYTES + TABLE_ENTRY_BYTES * Section.values().length;

    static final int AT_MAGIC = 0;
    static final int AT_VERSION = 8;
    static final int AT_SECTIONS = 12;
    static final int AT_LENGTH = 16;
    static final int AT_KIND = 24;
    static final int AT_METRIC = 25;
    static final int AT_STORAGE = 26;
    static final int AT_BASE = 27;
    static final int AT_DIMS = 28;
    static final int AT_PARTITIONS = 32;
    static final int AT_SUBVECTORS = 36;
    static final int AT_ROWS = 40;
    static final int AT_MODEL = 48;
    static final int AT_BITS = 52;
    static final int AT_CHECKSUM = 60;

    private static final int STEP_BYTES = 1 << 16;

    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("index files are little-endian, and so must the machine be");
        }
    }

    private SegmentFormat() {}

    /// The number of a metric in files.
    static int code(Metric metric) {
        return switch (metric) {
            case L2 -> 1;
            case COSINE -> 2;
            case DOT -> 3;
        };
    }

    static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /// CRC-32C of the front, its own place read as 0.
    static int frontChecksum(byte[] front) {
        CRC32C crc = new CRC32C();
        crc.update(front, 0, AT_CHECKSUM);
        crc.update(new byte[4], 0, 4);
        crc.update(front, HEAD_BYTES, front.length - HEAD_BYTES);
        return (int) crc.getValue();
    }

    /// CRC-32C of an array, in steps: `java.util.zip` takes bytes on the heap and nothing else.
    static int checksum(MemorySegment array) {
        CRC32C crc = new CRC32C();
        update(crc, array);
        return (int) crc.getValue();
    }

    /// Adds the bytes of an array to a checksum.
    static void update(CRC32C crc, MemorySegment array) {
        byte[] step = new byte[(int) Math.min(STEP_BYTES, array.byteSize())];
        for (long at = 0; at < array.byteSize(); at += STEP_BYTES) {
            int count = (int) Math.min(STEP_BYTES, array.byteSize() - at);
            MemorySegment.copy(array, at, MemorySegment.ofArray(step), 0, count);
            crc.update(step, 0, count);
        }
    }
}
