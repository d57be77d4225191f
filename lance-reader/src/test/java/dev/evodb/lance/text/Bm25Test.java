package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bm25Test {
    /// Rows that were added after an index over no texts, or over empty ones, are searched too.
    @ParameterizedTest
    @CsvSource({"0, 0", "3, 0", "1, 1", "3, 10"})
    void everyTextWithTheTokenHasAPositiveScore(long documents, long tokens) {
        Bm25 bm25 = Bm25.of(documents, tokens);
        float rare = bm25.weight(1) * bm25.share(1, 3);
        assertTrue(rare > 0, () -> "score " + rare);
        assertTrue(bm25.share(2, 3) > bm25.share(1, 3));
        assertTrue(bm25.share(1, 3) > bm25.share(1, 30));
    }
}
