package dev.evodb.bytes;

/// CRC-32 as in gzip, PNG and zip (polynomial 0xEDB88320, reflected), in portable code.
///
/// About 100 ns a byte in an interpreted snippet: verify on the JVM, compare stored values at the edge.
public final class Crc32 {
    private static final int[] TABLE = table();

    private Crc32() {}

    /// The checksum of `bytes[from .. to)`. To go on after other bytes, give their checksum as `previous`,
    /// else 0.
    public static int of(int previous, byte[] bytes, int from, int to) {
        int crc = ~previous;
        for (int i = from; i < to; i++) {
            crc = TABLE[(crc ^ bytes[i]) & 0xFF] ^ crc >>> 8;
        }
        return ~crc;
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xEDB88320;
            }
            table[i] = crc;
        }
        return table;
    }
}
