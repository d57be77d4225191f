package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;

/// Writes codes in planes, see docs/format/edge-pack.md.
record PlaneEncoder(byte[] out, int from, int rows, int dims, int bits) {
    /// Sets value `d` of a row that is still 0.
    void put(int row, int d, int value) {
        int perWord = 16 / bits;
        int at = from + 2 * (d / perWord * rows + row);
        int shift = d % perWord * bits;
        // Big endian: the low half of a word is its second byte.
        out[shift < 8 ? at + 1 : at] |= (byte) (value << (shift & 7));
    }

    /// Sets the bias of a row, `0 ..= 255`.
    void putBias(int row, int bias) {
        out[from + 2 * (PackFormat.planes(dims, bits, PackFormat.METRIC_DOT) * rows + row) + 1] = (byte) bias;
    }
}
