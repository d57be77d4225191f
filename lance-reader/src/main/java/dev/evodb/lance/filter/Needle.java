package dev.evodb.lance.filter;

/// Finds one byte sequence in others in time linear in their length, whatever they are (Knuth, Morris,
/// Pratt 1977).
///
/// UTF-8 never has one character inside another: for whole texts, bytes found are characters found.
final class Needle {
    static final int NOT_FOUND = -1;

    private final byte[] bytes;

    /// `borders[i]` is the length of the longest proper prefix of the sequence that also ends its first
    /// `i` bytes.
    private final int[] borders;

    /// `bytes` is never changed.
    Needle(byte[] bytes) {
        this.bytes = bytes;
        this.borders = new int[bytes.length + 1];
        int matched = 0;
        for (int i = 1; i < bytes.length; i++) {
            while (matched > 0 && bytes[matched] != bytes[i]) {
                matched = borders[matched];
            }
            if (bytes[matched] == bytes[i]) {
                matched++;
            }
            borders[i + 1] = matched;
        }
    }

    int length() {
        return bytes.length;
    }

    boolean isIn(byte[] data, int from, int to) {
        return find(data, from, to) != NOT_FOUND;
    }

    /// Where the sequence starts first in `data[from .. to)`, or [#NOT_FOUND].
    int find(byte[] data, int from, int to) {
        if (bytes.length == 0) {
            return from;
        }
        byte first = bytes[0];
        int matched = 0;
        for (int at = from; at < to; at++) {
            byte b = data[at];
            if (matched == 0 && b != first) {
                continue;
            }
            while (matched > 0 && bytes[matched] != b) {
                matched = borders[matched];
            }
            if (bytes[matched] == b) {
                matched++;
                if (matched == bytes.length) {
                    return at + 1 - matched;
                }
            }
        }
        return NOT_FOUND;
    }

    boolean startsAt(byte[] data, int from, int to) {
        if (to - from < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (data[from + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    boolean endsAt(byte[] data, int from, int to) {
        return to - from >= bytes.length && startsAt(data, to - bytes.length, to);
    }
}
