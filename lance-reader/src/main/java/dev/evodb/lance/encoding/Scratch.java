package dev.evodb.lance.encoding;

/// Large byte arrays that the reads of one thread use one after the other: to clear, to page in and to
/// collect new ones for every batch costs as much as to decode into them. For one thread.
public final class Scratch {
    /// Makes every array anew.
    public static final Scratch NONE = new Scratch(0);

    /// Shorter arrays are not kept.
    public static final int LEAST_BYTES = 32 << 10;

    private static final int MOST_ARRAYS = 4;
    private static final int LONGEST_BYTES = 32 << 20;

    private final byte[][] free;
    private int count;

    /// Keeps a few arrays of up to 32 MiB each.
    public Scratch() {
        this(MOST_ARRAYS);
    }

    private Scratch(int mostArrays) {
        this.free = new byte[mostArrays][];
    }

    /// An array of at least `length` bytes, which may hold anything.
    public byte[] take(int length) {
        int best = -1;
        for (int i = 0; i < count; i++) {
            boolean isBetter = best < 0 || free[i].length < free[best].length;
            if (free[i].length >= length && isBetter) {
                best = i;
            }
        }
        if (best < 0 || length < LEAST_BYTES) {
            return new byte[length];
        }
        return remove(best);
    }

    /// As [#take], for an array that may have to grow: the longest that is free.
    public byte[] takeLongest(int length) {
        int longest = -1;
        for (int i = 0; i < count; i++) {
            longest = longest < 0 || free[i].length > free[longest].length ? i : longest;
        }
        return longest < 0 || free[longest].length < length || length < LEAST_BYTES
                ? new byte[length]
                : remove(longest);
    }

    private byte[] remove(int index) {
        byte[] found = free[index];
        free[index] = free[--count];
        return found;
    }

    /// Takes an array that nobody uses any more; it is given away.
    public void giveBack(byte[] array) {
        if (free.length == 0 || array.length < LEAST_BYTES || array.length > LONGEST_BYTES) {
            return;
        }
        if (count < free.length) {
            free[count++] = array;
            return;
        }
        int shortest = 0;
        for (int i = 1; i < count; i++) {
            shortest = free[i].length < free[shortest].length ? i : shortest;
        }
        if (free[shortest].length < array.length) {
            free[shortest] = array;
        }
    }
}
