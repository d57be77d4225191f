package dev.evodb.lance.text;

import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.text.FullTextQuery.Leaf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// Searches for queries of several clauses, which may be over several indices: finds all rows of each
/// clause, and combines their scores.
public final class CombinedSearch {
    private final Function<Leaf, TextClauses> clauses;

    private CombinedSearch(Function<Leaf, TextClauses> clauses) {
        this.clauses = clauses;
    }

    /// The clauses of `query` that look for words, in its order.
    ///
    /// @throws LimitExceededException for queries deeper than [FullTextQuery#MAX_DEPTH] or of more than
    ///     [FullTextQuery#MAX_CLAUSES] clauses
    public static List<Leaf> leaves(FullTextQuery query) {
        List<Leaf> leaves = new ArrayList<>();
        Deque<Part> left = new ArrayDeque<>();
        left.push(new Part(query, 1));
        int clauses = 0;
        while (!left.isEmpty()) {
            Part part = left.pop();
            if (part.depth() > FullTextQuery.MAX_DEPTH) {
                throw new LimitExceededException("full text query depth", FullTextQuery.MAX_DEPTH, part.depth());
            }
            if (++clauses > FullTextQuery.MAX_CLAUSES) {
                throw new LimitExceededException("full text query clauses", FullTextQuery.MAX_CLAUSES, clauses);
            }
            List<? extends FullTextQuery> within = part.query().clauses();
            for (int i = within.size() - 1; i >= 0; i--) {
                left.push(new Part(within.get(i), part.depth() + 1));
            }
            if (part.query() instanceof Leaf leaf) {
                leaves.add(leaf);
            }
        }
        return leaves;
    }

    private record Part(FullTextQuery query, int depth) {}

    /// The best `k` rows for `query`, rows of equal score by their ids. `clauses` has what each of its
    /// [#leaves] finds.
    public static TextHits search(FullTextQuery query, int k, Function<Leaf, TextClauses> clauses) throws IOException {
        return new CombinedSearch(clauses).all(query).top(k);
    }

    private RowScores all(FullTextQuery query) throws IOException {
        return switch (query) {
            case Leaf leaf -> clauses.apply(leaf).all(leaf);
            case FullTextQuery.MultiMatch(var matches) -> {
                RowScores found = all(matches.getFirst());
                for (FullTextQuery match : matches.subList(1, matches.size())) {
                    found = found.best(all(match));
                }
                yield found;
            }
            case FullTextQuery.Boost(var positive, var negative, float negativeBoost) ->
                all(positive).add(all(negative), -negativeBoost);
            case FullTextQuery.Bool bool -> bool(bool);
        };
    }

    private RowScores bool(FullTextQuery.Bool query) throws IOException {
        RowScores found = new RowScores.Builder().build();
        if (query.must().isEmpty()) {
            for (FullTextQuery clause : query.should()) {
                found = found.or(all(clause));
            }
        } else {
            found = all(query.must().getFirst());
            for (FullTextQuery clause : query.must().subList(1, query.must().size())) {
                found = found.and(all(clause));
            }
            for (FullTextQuery clause : query.should()) {
                found = found.add(all(clause), 1);
            }
        }
        for (FullTextQuery clause : query.mustNot()) {
            found = found.without(all(clause));
        }
        return found;
    }
}
