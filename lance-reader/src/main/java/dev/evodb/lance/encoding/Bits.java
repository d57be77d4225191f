package dev.evodb.lance.encoding;

/// Runs of single bits in byte arrays, least significant first. Arguments are trusted.
public final class Bits {
    private Bits() {}

    /// Copies `count` bits from bit `from` of `source` to bit `to` of `target`; the other bits of `target`
    /// stay.
    public static void copy(byte[] source, long from, byte[] target, long to, long count) {
        long next = from;
        long at = to;
        long end = to + count;
        while (at < end && (at & 7) != 0) {
            set(target, at++, get(source, next++));
        }
        int shift = (int) (next & 7);
        int whole = (int) ((end - at) >>> 3);
        if (shift == 0) {
            System.arraycopy(source, (int) (next >>> 3), target, (int) (at >>> 3), whole);
        } else {
            int read = (int) (next >>> 3);
            int write = (int) (at >>> 3);
            for (int i = 0; i < whole; i++) {
                target[write + i] =
                        (byte) (((source[read + i] & 0xFF) >>> shift) | (source[read + i + 1] << (8 - shift)));
            }
        }
        at += (long) whole << 3;
        next += (long) whole << 3;
        while (at < end) {
            set(target, at++, get(source, next++));
        }
    }

    /// Sets `count` bits from bit `from` on to 1.
    public static void fill(byte[] target, long from, long count) {
        long at = from;
        long end = from + count;
        while (at < end && (at & 7) != 0) {
            set(target, at++, 1);
        }
        while (end - at >= 8) {
            target[(int) (at >>> 3)] = -1;
            at += 8;
        }
        while (at < end) {
            set(target, at++, 1);
        }
    }

    private static int get(byte[] source, long bit) {
        return source[(int) (bit >>> 3)] >> (bit & 7) & 1;
    }

    private static void set(byte[] target, long bit, int value) {
        int at = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        target[at] = (byte) ((target[at] & ~(1 << shift)) | (value << shift));
    }
}
