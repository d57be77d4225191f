package dev.evodb.lance.encoding;

import java.util.Arrays;

/// Bit-unpacking of 1024 integers in the FastLanes order.
///
/// With words of T bits there are 1024/T lanes. Lane `l` has a bit stream of its own: its word `w` is
/// packed word `lanes * w + l`. Row `r` of `0..T` takes bits `[r * width, (r + 1) * width)` of each
/// lane's stream, least significant first, to the value at `ORDER[r / 8] * 16 + (r % 8) * 128 + l`. So a
/// row is a contiguous run of values cut from one or two contiguous runs of words, with the same shifts
/// for all.
///
/// Source: Afroozeh, Boncz: The FastLanes Compression Layout, PVLDB 16(9), 2023.
public final class FastLanes {
    /// Values of one chunk.
    public static final int VALUES = 1024;

    private static final int[] ORDER = {0, 4, 2, 6, 1, 5, 3, 7};

    private FastLanes() {}

    static void checkWordBits(int bits) {
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
            throw new IllegalArgumentException("uncompressedBits must be 8, 16, 32 or 64, got " + bits);
        }
    }

    /// Bytes of 1024 values of `width` bits.
    public static int packedBytes(int width) {
        return VALUES / 8 * width;
    }

    /// Unpacks `in[from ..]` to 1024 words of `wordBits` at `out[to ..]`. Arguments are trusted; `width`
    /// is in `0..=wordBits`.
    public static void unpack(int wordBits, byte[] in, int from, int width, byte[] out, int to) {
        if (width == 0) {
            Arrays.fill(out, to, to + VALUES * (wordBits >>> 3), (byte) 0);
            return;
        }
        switch (wordBits) {
            case 8 -> unpack8(in, from, width, out, to);
            case 16 -> unpack16(in, from, width, out, to);
            case 32 -> unpack32(in, from, width, out, to);
            default -> unpack64(in, from, width, out, to);
        }
    }

    /// Copies the values `picks`, of 1024 that are packed at `in[from ..]`, to words of `wordBits` at `out`.
    /// Arguments are trusted, as above.
    static void pick(int wordBits, byte[] in, int from, int width, int[] picks, byte[] out) {
        for (int i = 0; i < picks.length; i++) {
            set(wordBits, out, i, value(wordBits, in, from, width, picks[i]));
        }
    }

    /// Value `index` of 1024 that are packed at `in[from ..]`.
    static long value(int wordBits, byte[] in, int from, int width, int index) {
        if (width == 0) {
            return 0;
        }
        int lanes = VALUES / wordBits;
        int inRow = index & 127;
        int lane = inRow & (lanes - 1);
        // The order is its own inverse.
        int row = ORDER[(inRow - lane) >>> 4] * 8 + (index >>> 7);
        int bit = row * width;
        int word = bit / wordBits;
        int shift = bit % wordBits;
        long value = word(wordBits, in, from, lanes * word + lane) >>> shift;
        if (shift + width > wordBits) {
            value |= word(wordBits, in, from, lanes * (word + 1) + lane) << (wordBits - shift);
        }
        return value & (-1L >>> (64 - width));
    }

    /// Word `index` of those at `in[from ..]`, unsigned.
    static long word(int wordBits, byte[] in, int from, int index) {
        return switch (wordBits) {
            case 8 -> in[from + index] & 0xFFL;
            case 16 -> (short) Words.SHORT.get(in, from + index * 2) & 0xFFFFL;
            case 32 -> (int) Words.INT.get(in, from + index * 4) & 0xFFFFFFFFL;
            default -> (long) Words.LONG.get(in, from + index * 8);
        };
    }

    /// Sets word `index` of `out`.
    static void set(int wordBits, byte[] out, int index, long word) {
        switch (wordBits) {
            case 8 -> out[index] = (byte) word;
            case 16 -> Words.SHORT.set(out, index * 2, (short) word);
            case 32 -> Words.INT.set(out, index * 4, (int) word);
            default -> Words.LONG.set(out, index * 8, word);
        }
    }

    private static int firstValue(int row) {
        return ORDER[row >>> 3] * 16 + (row & 7) * 128;
    }

    private static void unpack8(byte[] in, int from, int width, byte[] out, int to) {
        int mask = 0xFF >>> (8 - width);
        for (int row = 0; row < 8; row++) {
            int shift = (row * width) & 7;
            int low = from + ((row * width) >>> 3) * 128;
            int write = to + firstValue(row);
            if (shift + width <= 8) {
                for (int lane = 0; lane < 128; lane++) {
                    out[write + lane] = (byte) (((in[low + lane] & 0xFF) >>> shift) & mask);
                }
            } else {
                for (int lane = 0; lane < 128; lane++) {
                    int word = (in[low + lane] & 0xFF) | ((in[low + 128 + lane] & 0xFF) << 8);
                    out[write + lane] = (byte) ((word >>> shift) & mask);
                }
            }
        }
    }

    private static void unpack16(byte[] in, int from, int width, byte[] out, int to) {
        int mask = 0xFFFF >>> (16 - width);
        for (int row = 0; row < 16; row++) {
            int shift = (row * width) & 15;
            int low = from + ((row * width) >>> 4) * 128;
            int write = to + firstValue(row) * 2;
            if (shift + width <= 16) {
                for (int lane = 0; lane < 128; lane += 2) {
                    int word = (short) Words.SHORT.get(in, low + lane) & 0xFFFF;
                    Words.SHORT.set(out, write + lane, (short) ((word >>> shift) & mask));
                }
            } else {
                for (int lane = 0; lane < 128; lane += 2) {
                    int word = ((short) Words.SHORT.get(in, low + lane) & 0xFFFF)
                            | ((int) (short) Words.SHORT.get(in, low + 128 + lane) << 16);
                    Words.SHORT.set(out, write + lane, (short) ((word >>> shift) & mask));
                }
            }
        }
    }

    private static void unpack32(byte[] in, int from, int width, byte[] out, int to) {
        int mask = -1 >>> (32 - width);
        for (int row = 0; row < 32; row++) {
            int shift = (row * width) & 31;
            int low = from + ((row * width) >>> 5) * 128;
            int write = to + firstValue(row) * 4;
            if (shift + width <= 32) {
                for (int lane = 0; lane < 128; lane += 4) {
                    int word = (int) Words.INT.get(in, low + lane);
                    Words.INT.set(out, write + lane, (word >>> shift) & mask);
                }
            } else {
                for (int lane = 0; lane < 128; lane += 4) {
                    int word = ((int) Words.INT.get(in, low + lane) >>> shift)
                            | ((int) Words.INT.get(in, low + 128 + lane) << (32 - shift));
                    Words.INT.set(out, write + lane, word & mask);
                }
            }
        }
    }

    private static void unpack64(byte[] in, int from, int width, byte[] out, int to) {
        long mask = -1L >>> (64 - width);
        for (int row = 0; row < 64; row++) {
            int shift = (row * width) & 63;
            int low = from + ((row * width) >>> 6) * 128;
            int write = to + firstValue(row) * 8;
            if (shift + width <= 64) {
                for (int lane = 0; lane < 128; lane += 8) {
                    long word = (long) Words.LONG.get(in, low + lane);
                    Words.LONG.set(out, write + lane, (word >>> shift) & mask);
                }
            } else {
                for (int lane = 0; lane < 128; lane += 8) {
                    long word = ((long) Words.LONG.get(in, low + lane) >>> shift)
                            | ((long) Words.LONG.get(in, low + 128 + lane) << (64 - shift));
                    Words.LONG.set(out, write + lane, word & mask);
                }
            }
        }
    }
}
