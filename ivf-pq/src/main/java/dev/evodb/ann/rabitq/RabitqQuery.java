package dev.evodb.ann.rabitq;

/// A rotated query as whole numbers in bit planes, so that its products with codes are counts of bits: of
/// four bits a dim for the scan of signs, of eight for all bits of a code. Used again for the next query.
/// For one thread.
public final class RabitqQuery {
    private static final int SIGN_BITS = 4;
    private static final int SIGN_LIMIT = 7;
    private static final int ALL_BITS = 8;
    private static final int ALL_LIMIT = 127;

    private final int dims;
    private final int words;
    private final long[] signPlanes;
    private final long[] planes;
    private float signUnit;
    private float signOffset;
    private float unit;
    private int sum;

    /// For codes of that many bits a dim.
    public RabitqQuery(int dims, int bits) {
        this.dims = dims;
        this.words = RabitqCodes.words(dims);
        this.signPlanes = new long[SIGN_BITS * words];
        this.planes = new long[bits == 1 ? 0 : ALL_BITS * words];
    }

    /// Begins with another query, `rotated[from .. from + dims)`.
    public void set(float[] rotated, int from) {
        float largest = 0;
        for (int d = 0; d < dims; d++) {
            largest = Math.max(largest, Math.abs(rotated[from + d]));
        }
        int signSum = fill(rotated, from, largest > 0 ? SIGN_LIMIT / largest : 0, SIGN_BITS, signPlanes);
        signUnit = largest / SIGN_LIMIT * 2;
        signOffset = -largest / SIGN_LIMIT * signSum;
        if (planes.length > 0) {
            sum = fill(rotated, from, largest > 0 ? ALL_LIMIT / largest : 0, ALL_BITS, planes);
            unit = largest / ALL_LIMIT;
        }
    }

    /// Rounds to whole numbers, puts them into planes in two's complement, and answers their sum.
    private int fill(float[] rotated, int from, float scale, int bits, long[] out) {
        int total = 0;
        for (int w = 0; w < words; w++) {
            for (int plane = 0; plane < bits; plane++) {
                out[plane * words + w] = 0;
            }
            int end = Math.min(dims - w * Long.SIZE, Long.SIZE);
            for (int d = 0; d < end; d += Byte.SIZE) {
                long bytes = 0;
                for (int i = d; i < Math.min(d + Byte.SIZE, end); i++) {
                    int code = Math.round(rotated[from + w * Long.SIZE + i] * scale);
                    total += code;
                    bytes |= (code & 0xFFL) << ((i - d) * Byte.SIZE);
                }
                long transposed = transpose(bytes);
                for (int plane = 0; plane < bits; plane++) {
                    out[plane * words + w] |= (transposed >>> (plane * Byte.SIZE) & 0xFF) << d;
                }
            }
        }
        return total;
    }

    /// Bit `i` of byte `j` goes to bit `j` of byte `i` (Warren: "Hacker's Delight", 7-3).
    private static long transpose(long bytes) {
        long x = bytes;
        long swapped = (x ^ x >>> 7) & 0x00AA_00AA_00AA_00AAL;
        x ^= swapped ^ swapped << 7;
        swapped = (x ^ x >>> 14) & 0x0000_CCCC_0000_CCCCL;
        x ^= swapped ^ swapped << 14;
        swapped = (x ^ x >>> 28) & 0x0000_0000_F0F0_F0F0L;
        return x ^ swapped ^ swapped << 28;
    }

    /// The planes that [dev.evodb.ann.kernel.RabitqScan] wants; borrowed.
    public long[] signPlanes() {
        return signPlanes;
    }

    /// The inner product of signs and query is `signUnit * product + signOffset`, `product` being that of
    /// the scan.
    public float signUnit() {
        return signUnit;
    }

    public float signOffset() {
        return signOffset;
    }

    /// The inner product of all bits of a code, which has more than one a dim, and the query.
    public float product(RabitqCodes codes, int place) {
        int bits = codes.bits();
        long total = 0;
        for (int plane = 0; plane < bits; plane++) {
            int ofPlane = 0;
            for (int w = 0; w < words; w++) {
                long word = codes.word(place, plane, w);
                ofPlane += Long.bitCount(word & planes[w])
                        + 2 * Long.bitCount(word & planes[words + w])
                        + 4 * Long.bitCount(word & planes[2 * words + w])
                        + 8 * Long.bitCount(word & planes[3 * words + w])
                        + 16 * Long.bitCount(word & planes[4 * words + w])
                        + 32 * Long.bitCount(word & planes[5 * words + w])
                        + 64 * Long.bitCount(word & planes[6 * words + w])
                        - 128 * Long.bitCount(word & planes[7 * words + w]);
            }
            total += (long) ofPlane << (bits - 1 - plane);
        }
        return unit * (2 * total - ((1L << bits) - 1) * sum);
    }
}
