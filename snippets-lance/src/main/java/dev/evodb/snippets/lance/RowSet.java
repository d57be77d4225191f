package dev.evodb.snippets.lance;

/// A set of 64-bit row ids as two ints each: a `long` is a BigInt in a snippet. Open addressing, fixed
/// capacity.
final class RowSet {
    private final int[] lows;
    private final int[] highs;
    private final byte[] used;
    private final int mask;
    private int size;

    /// Room for `capacity` ids, at most half full.
    RowSet(int capacity) {
        int slots = 16;
        while (slots < 2 * capacity) {
            slots <<= 1;
        }
        lows = new int[slots];
        highs = new int[slots];
        used = new byte[slots];
        mask = slots - 1;
    }

    int size() {
        return size;
    }

    /// Answers whether the id is new. The caller adds no more ids than it asked room for.
    boolean add(int low, int high) {
        int hash = low * 0x9E3779B1 ^ high * 0x85EBCA6B;
        int at = (hash ^ hash >>> 15) & mask;
        while (used[at] != 0) {
            if (lows[at] == low && highs[at] == high) {
                return false;
            }
            at = at + 1 & mask;
        }
        used[at] = 1;
        lows[at] = low;
        highs[at] = high;
        size++;
        return true;
    }
}
