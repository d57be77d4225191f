package dev.evodb.lance.text;

import dev.evodb.lance.text.Tokenizer.Token;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/// How texts are searched for words. For one search.
sealed interface LeafSearch permits MatchSearch, PhraseSearch {
    /// The score of a text that is not what the query looks for.
    float NO_MATCH = -1;

    /// Gives the rows of `partition` that match to `hits`.
    void search(TextPartition partition, LongPredicate allowed, HitSink hits) throws IOException;

    /// The score of a text that is not in the index, or [#NO_MATCH].
    float score(List<Token> text) throws IOException;

    static Map<String, Integer> counts(List<Token> text) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Token token : text) {
            counts.merge(token.text(), 1, Integer::sum);
        }
        return counts;
    }
}
