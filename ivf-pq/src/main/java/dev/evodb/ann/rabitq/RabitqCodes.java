package dev.evodb.ann.rabitq;

import dev.evodb.ann.kernel.RabitqScan;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The codes of `places` vectors of `dims` dims, `bits` bits a dim, as they lie in memory and in files.
/// `places` is a multiple of 8; unused ones are 0. Written by [RabitqQuantizer].
///
/// A code `c` in `0 .. 2^bits` stands for the odd number `2 c + 1 - 2^bits`, so that its highest bit is
/// the sign. It is spread over bit planes of `words(dims)` little-endian words of 64 bits, bit `d % 64`
/// of word `d / 64` for dim `d`.
///
/// - `codes`: the planes of the signs, in blocks as of [RabitqScan]; then for each place its other
///   planes, `(bits - 1, words)` row-major, the highest first.
/// - `factors`: `(columns(bits), places)` row-major: what is added, what the product of signs and query
///   is multiplied with; for more than 1 bit also the most by which that estimate is off for a query of
///   length 1, as often as [RabitqQuantizer#DEVIATIONS] says, and what the product of all bits is
///   multiplied with.
public record RabitqCodes(int dims, int bits, int places, byte[] codes, float[] factors) {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    public RabitqCodes {
        if (places % RabitqScan.BLOCK != 0
                || codes.length != (long) places * codeBytes(dims, bits)
                || factors.length != (long) places * columns(bits)) {
            throw new IllegalArgumentException(codes.length + " bytes and " + factors.length + " factors for " + places
                    + " codes of " + bits + " x " + dims + " bits");
        }
    }

    /// Codes of so many places, all zero.
    public static RabitqCodes of(int dims, int bits, int places) {
        return new RabitqCodes(
                dims,
                bits,
                places,
                new byte[Math.multiplyExact(places, codeBytes(dims, bits))],
                new float[Math.multiplyExact(places, columns(bits))]);
    }

    /// Words of a plane.
    public static int words(int dims) {
        return (dims + 63) / 64;
    }

    /// Bytes of a code.
    public static int codeBytes(int dims, int bits) {
        return bits * words(dims) * Long.BYTES;
    }

    /// Factors of a code.
    public static int columns(int bits) {
        return bits == 1 ? 2 : 4;
    }

    /// Word `w` of plane `plane` of `place`; plane 0 has the signs.
    public long word(int place, int plane, int w) {
        return (long) WORDS.get(codes, at(place, plane, w));
    }

    void setWord(int place, int plane, int w, long word) {
        WORDS.set(codes, at(place, plane, w), word);
    }

    private int at(int place, int plane, int w) {
        int words = words(dims);
        if (plane == 0) {
            int block = place / RabitqScan.BLOCK;
            return ((block * words + w) * RabitqScan.BLOCK + place % RabitqScan.BLOCK) * Long.BYTES;
        }
        return ((places + place * (bits - 1) + plane - 1) * words + w) * Long.BYTES;
    }

    /// The number that the code of dim `d` stands for.
    public int value(int place, int d) {
        int code = 0;
        for (int plane = 0; plane < bits; plane++) {
            code = code << 1 | (int) (word(place, plane, d / 64) >>> d & 1);
        }
        return 2 * code + 1 - (1 << bits);
    }

    public float add(int place) {
        return factors[place];
    }

    public float signScale(int place) {
        return factors[places + place];
    }

    /// Of codes of more than 1 bit.
    public float signBound(int place) {
        return factors[2 * places + place];
    }

    /// What the product of all bits is multiplied with.
    public float scale(int place) {
        return factors[(bits == 1 ? places : 3 * places) + place];
    }
}
