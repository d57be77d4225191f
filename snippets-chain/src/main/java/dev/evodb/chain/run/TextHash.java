package dev.evodb.chain.run;

/// The hash that `by-hash` partitions by. Source: FNV-1a with 32 bits, draft-eastlake-fnv, over the UTF-8
/// bytes.
final class TextHash {
    private static final int OFFSET = 0x811C9DC5;
    private static final int PRIME = 0x01000193;
    private static final int REPLACEMENT = 0xFFFD;

    private TextHash() {}

    /// The hash of `text`, as an unsigned number, modulo `parts`. Half of a surrogate pair counts as
    /// U+FFFD.
    static int fnv1a32(String text, int parts) {
        int hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c >= 0xD800 && c < 0xE000) {
                int low = c < 0xDC00 && i + 1 < text.length() ? text.charAt(i + 1) : 0;
                boolean isPair = low >= 0xDC00 && low < 0xE000;
                c = isPair ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : REPLACEMENT;
                i += isPair ? 1 : 0;
            }
            if (c < 0x80) {
                hash = next(hash, c);
            } else {
                int lead = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
                hash = next(hash, (c >> (6 * lead)) | (lead == 1 ? 0xC0 : lead == 2 ? 0xE0 : 0xF0));
                for (int shift = 6 * (lead - 1); shift >= 0; shift -= 6) {
                    hash = next(hash, ((c >> shift) & 0x3F) | 0x80);
                }
            }
        }
        return Integer.remainderUnsigned(hash, parts);
    }

    private static int next(int hash, int octet) {
        return (hash ^ octet) * PRIME;
    }
}
