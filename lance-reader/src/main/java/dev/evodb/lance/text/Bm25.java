package dev.evodb.lance.text;

/// BM25 with `k1 = 1.2` and `b = 0.75`, in floats and in the order of operations of the native library,
/// so that scores agree to the last digits.
///
/// `documents` are all texts of an index, deleted ones included, and `meanLength` is how many tokens they
/// have on average.
record Bm25(long documents, float meanLength) {
    private static final float K1 = 1.2f;
    private static final float B = 0.75f;

    /// An index without texts, or with empty ones only, counts as one text of one token: rows that it does not
    /// cover would have no number as score, and not be found.
    static Bm25 of(long documents, long tokens) {
        return new Bm25(Math.max(1, documents), tokens == 0 ? 1 : (float) tokens / documents);
    }

    /// How much a token counts that is in `having` documents.
    float weight(long having) {
        float all = documents;
        float some = having;
        return (float) Math.log((all - some + 0.5f) / (some + 0.5f) + 1.0f);
    }

    /// How much a token that a text of `length` tokens has `count` times counts for it.
    float share(int count, int length) {
        float norm = K1 * (1.0f - B + B * length / meanLength);
        return (K1 + 1.0f) * count / (count + norm);
    }
}
