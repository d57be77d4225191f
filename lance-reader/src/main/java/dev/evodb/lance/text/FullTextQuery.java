package dev.evodb.lance.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What to look for in the texts of a table: a [Leaf], or clauses that are combined. Texts are cut into
/// tokens as those of the index were.
///
/// Clauses may be nested [#MAX_DEPTH] deep, and be [#MAX_CLAUSES] at most, what combines them counted.
public sealed interface FullTextQuery {
    int MAX_DEPTH = 32;
    int MAX_CLAUSES = 1024;

    /// How much of the score of its negative query a [Boost] takes away unless it says otherwise.
    float DEFAULT_NEGATIVE_BOOST = 0.5f;

    /// What this combines; nothing for a [Leaf].
    List<? extends FullTextQuery> clauses();

    /// Words in the texts of one column.
    ///
    /// `column` is a dotted path. A match without one is looked for in all columns with a full text
    /// index, as by a [MultiMatch]; a phrase without one only if there is a single such column.
    sealed interface Leaf extends FullTextQuery {
        String text();

        Optional<String> column();

        @Override
        default List<FullTextQuery> clauses() {
            return List.of();
        }
    }

    /// Texts with one of the tokens, or with [Operator#AND] with all of them, ordered by BM25. A token
    /// that is in the query twice counts twice.
    ///
    /// A positive `fuzziness` also finds tokens that are so many inserted, removed or replaced characters
    /// away from a word of the query, of which the first `prefixLength` characters stay the same; of
    /// these tokens the first `maxExpansions` are used. The words of such a query are compared with the
    /// tokens of the index as they are written: neither in lower case nor stemmed. `boost` multiplies the
    /// scores.
    record Match(
            String text,
            Optional<String> column,
            Operator operator,
            float boost,
            int fuzziness,
            int prefixLength,
            int maxExpansions)
            implements Leaf {
        private static final int MAX_FUZZINESS = 2;

        public Match {
            requireFactor(boost, "boost");
            if (fuzziness < 0 || fuzziness > MAX_FUZZINESS || prefixLength < 0 || maxExpansions < 1) {
                throw new IllegalArgumentException("fuzziness must be in 0..=" + MAX_FUZZINESS
                        + ", prefixLength not negative and maxExpansions positive, got " + fuzziness + ", "
                        + prefixLength + " and " + maxExpansions);
            }
        }

        public Match text(String words) {
            return new Match(words, column, operator, boost, fuzziness, prefixLength, maxExpansions);
        }

        public Match on(String path) {
            return new Match(text, Optional.of(path), operator, boost, fuzziness, prefixLength, maxExpansions);
        }

        public Match operator(Operator wanted) {
            return new Match(text, column, wanted, boost, fuzziness, prefixLength, maxExpansions);
        }

        public Match boost(float factor) {
            return new Match(text, column, operator, factor, fuzziness, prefixLength, maxExpansions);
        }

        public Match fuzziness(int edits) {
            return new Match(text, column, operator, boost, edits, prefixLength, maxExpansions);
        }

        public Match prefixLength(int characters) {
            return new Match(text, column, operator, boost, fuzziness, characters, maxExpansions);
        }

        public Match maxExpansions(int tokens) {
            return new Match(text, column, operator, boost, fuzziness, prefixLength, tokens);
        }
    }

    /// Texts with the tokens one after another, ordered by BM25. Where the tokenizer removes a word, as a
    /// stop word, another one may stand. Between a token and the next may be `slop` more. Needs an index
    /// with positions.
    record Phrase(String text, Optional<String> column, int slop) implements Leaf {
        public Phrase {
            if (slop < 0) {
                throw new IllegalArgumentException("slop must not be negative, got " + slop);
            }
        }

        public Phrase on(String path) {
            return new Phrase(text, Optional.of(path), slop);
        }

        public Phrase slop(int tokens) {
            return new Phrase(text, column, tokens);
        }
    }

    /// Rows that one of `matches` finds, with the best of their scores. Mostly the same text in several
    /// columns.
    record MultiMatch(List<Match> matches) implements FullTextQuery {
        public MultiMatch {
            matches = List.copyOf(matches);
            if (matches.isEmpty()) {
                throw new IllegalArgumentException("a match over several columns has to have a column");
            }
        }

        @Override
        public List<Match> clauses() {
            return matches;
        }
    }

    /// Rows that `positive` finds, with its score less `negativeBoost` times that of `negative`, if that
    /// finds them too. Scores may be negative.
    record Boost(FullTextQuery positive, FullTextQuery negative, float negativeBoost) implements FullTextQuery {
        public Boost {
            requireFactor(negativeBoost, "negativeBoost");
        }

        @Override
        public List<FullTextQuery> clauses() {
            return List.of(positive, negative);
        }
    }

    /// Rows that all of `must` find, or if that is empty one of `should`, and none of `mustNot`. Their
    /// score is the sum of those of `must` and `should`. One of these two must not be empty.
    record Bool(List<FullTextQuery> should, List<FullTextQuery> must, List<FullTextQuery> mustNot)
            implements FullTextQuery {
        public Bool {
            should = List.copyOf(should);
            must = List.copyOf(must);
            mustNot = List.copyOf(mustNot);
            if (should.isEmpty() && must.isEmpty()) {
                throw new IllegalArgumentException("a boolean full text query has to have a should or must clause");
            }
        }

        @Override
        public List<FullTextQuery> clauses() {
            List<FullTextQuery> clauses = new ArrayList<>(should);
            clauses.addAll(must);
            clauses.addAll(mustNot);
            return clauses;
        }
    }

    /// How many of the tokens a text has to have.
    enum Operator {
        OR,
        AND
    }

    /// Texts with one of the tokens of `text`.
    static Match match(String text) {
        return new Match(text, Optional.empty(), Operator.OR, 1, 0, 0, 50);
    }

    static Phrase phrase(String text) {
        return new Phrase(text, Optional.empty(), 0);
    }

    /// `text` in each of `columns`.
    static MultiMatch multiMatch(String text, List<String> columns) {
        return new MultiMatch(
                columns.stream().map(column -> match(text).on(column)).toList());
    }

    private static void requireFactor(float factor, String name) {
        if (!(factor >= 0) || Float.isInfinite(factor)) {
            throw new IllegalArgumentException(name + " must be finite and not negative, got " + factor);
        }
    }
}
