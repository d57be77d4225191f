package dev.evodb.lance.filter;

import java.math.BigInteger;

/// Integers of 128 or 256 bits in arrays of `long`: two's complement, `words` a row, the least
/// significant first.
final class Limbs {
    private Limbs() {}

    static int compare(long[] a, int rowA, long[] b, int rowB, int words) {
        int atA = rowA * words;
        int atB = rowB * words;
        int order = Long.compare(a[atA + words - 1], b[atB + words - 1]);
        for (int i = words - 2; order == 0 && i >= 0; i--) {
            order = Long.compareUnsigned(a[atA + i], b[atB + i]);
        }
        return order;
    }

    static BigInteger get(long[] limbs, int row, int words) {
        byte[] bytes = new byte[words << 3];
        for (int word = 0; word < words; word++) {
            long limb = limbs[row * words + word];
            for (int i = 0; i < 8; i++) {
                bytes[bytes.length - 1 - (word << 3) - i] = (byte) (limb >>> (i << 3));
            }
        }
        return new BigInteger(bytes);
    }

    /// `value` fits.
    static void set(long[] limbs, int row, int words, BigInteger value) {
        for (int word = 0; word < words; word++) {
            limbs[row * words + word] = value.shiftRight(word << 6).longValue();
        }
    }
}
