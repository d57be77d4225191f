package dev.evodb.lance.filter;

/// A text as characters, decoded again and again into the same memory. For one thread.
final class CodePoints {
    private int[] points = new int[64];
    private int count;

    /// Valid up to [#count] until the next call of [#decode].
    int[] points() {
        return points;
    }

    int count() {
        return count;
    }

    /// Takes the UTF-8 text `data[from .. to)`. Bytes that are not UTF-8 become U+FFFD one by one.
    void decode(byte[] data, int from, int to, boolean isFolding) {
        if (points.length < to - from) {
            points = new int[Math.max(to - from, 2 * points.length)];
        }
        count = 0;
        int at = from;
        while (at < to) {
            int point = data[at];
            int length = 1;
            if (point < 0) {
                length = lengthAt(data, at, to);
                point = length == 1 ? 0xFFFD : multiByte(data, at, length);
            }
            points[count++] = isFolding ? fold(point) : point;
            at += length;
        }
    }

    /// The same for all forms of a letter that differ in case only.
    static int fold(int point) {
        if (point < 0x80) {
            return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
        }
        return Character.toLowerCase(Character.toUpperCase(point));
    }

    /// The bytes of the character that starts at `at`; 1 also for what is not UTF-8.
    static int lengthAt(byte[] data, int at, int to) {
        int lead = data[at] & 0xFF;
        int length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
        if (length > to - at) {
            return 1;
        }
        for (int i = 1; i < length; i++) {
            if ((data[at + i] & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }

    private static int multiByte(byte[] data, int at, int length) {
        int point = data[at] & (0xFF >>> (length + 1));
        for (int i = 1; i < length; i++) {
            point = point << 6 | (data[at + i] & 0x3F);
        }
        return point;
    }
}
