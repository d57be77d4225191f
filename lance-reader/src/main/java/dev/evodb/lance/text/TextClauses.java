package dev.evodb.lance.text;

import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.text.FullTextQuery.Leaf;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/// What the clauses of one query find in one index. The texts that it does not cover are read once for
/// all of them, the index when a clause is asked for. For one search.
public final class TextClauses {
    private static final int MAX_UNCOVERED_HITS = 1 << 25;

    private final TextSearch index;
    private final List<LongPredicate> allowed;
    private final Map<Leaf, Clause> clauses = new LinkedHashMap<>();

    TextClauses(TextSearch index, List<Leaf> leaves, List<LongPredicate> allowed, TextSearch.Uncovered uncovered)
            throws IOException {
        this.index = index;
        this.allowed = allowed;
        TokenWeights weights = index.weights();
        for (Leaf leaf : leaves) {
            if (!clauses.containsKey(leaf)) {
                clauses.put(leaf, new Clause(index.prepare(leaf, weights), new RowScores.Builder()));
            }
        }
        int[] hits = new int[1];
        index.forEach(uncovered, (rowId, text) -> {
            for (Clause clause : clauses.values()) {
                float score = clause.search().isEmpty()
                        ? LeafSearch.NO_MATCH
                        : clause.search().get().score(text);
                if (score != LeafSearch.NO_MATCH) {
                    clause.uncovered().offer(rowId, score);
                    hits[0]++;
                }
            }
            if (hits[0] > MAX_UNCOVERED_HITS) {
                throw new LimitExceededException(
                        "rows that clauses of a full text query find outside of its index",
                        MAX_UNCOVERED_HITS,
                        hits[0]);
            }
        });
    }

    /// A clause, without a search if nothing is to be looked for.
    private record Clause(Optional<LeafSearch> search, RowScores.Builder uncovered) {}

    /// All rows that `leaf` finds, which is one of those that this is for.
    RowScores all(Leaf leaf) throws IOException {
        Clause clause = clauses.get(leaf);
        if (clause == null) {
            throw new IllegalArgumentException("not a clause of this query: " + leaf);
        }
        RowScores.Builder found = new RowScores.Builder();
        if (clause.search().isPresent()) {
            index.searchPartitions(clause.search().get(), allowed, found);
        }
        found.addAll(clause.uncovered().build());
        return found.build();
    }
}
