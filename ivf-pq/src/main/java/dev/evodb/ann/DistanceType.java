package dev.evodb.ann;

/// How far two vectors of a column are apart, in the units that Lance reports. Lower is nearer, always.
///
/// The metrics of floating-point vectors, and one for vectors of bytes.
public enum DistanceType {
    /// Squared Euclidean distance.
    L2("l2"),
    /// `1 - a.b / (|a| |b|)`; 1 if either vector is zero.
    COSINE("cosine"),
    /// `1 - a.b`.
    DOT("dot"),
    /// Bits that differ, of vectors of unsigned bytes.
    HAMMING("hamming");

    private final String wireName;

    DistanceType(String wireName) {
        this.wireName = wireName;
    }

    /// The name in files, options and JSON.
    public String wireName() {
        return wireName;
    }

    /// @throws IllegalArgumentException if no distance type has that name
    public static DistanceType ofWireName(String name) {
        for (DistanceType type : values()) {
            if (type.wireName.equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("metric must be l2, cosine, dot or hamming, got " + name);
    }

    /// The bits that differ between `query[0 .. dims)` and `rows[from .. from + dims)`, both unsigned bytes
    /// held as floats.
    public static int hamming(float[] query, float[] rows, int from, int dims) {
        int bits = 0;
        for (int d = 0; d < dims; d++) {
            bits += Integer.bitCount((int) query[d] ^ (int) rows[from + d]);
        }
        return bits;
    }
}
