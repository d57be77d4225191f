package dev.evodb.lance.text;

import java.util.Optional;

/// What to look for in the texts of a column. Texts are cut into tokens as those of the index were.
///
/// `column` is a dotted path; it may be absent if only one column of the table has a full text index.
public sealed interface FullTextQuery {
    String text();

    Optional<String> column();

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
            implements FullTextQuery {
        private static final int MAX_FUZZINESS = 2;

        public Match {
            if (!(boost > 0) || Float.isInfinite(boost)) {
                throw new IllegalArgumentException("boost must be positive, got " + boost);
            }
            if (fuzziness < 0 || fuzziness > MAX_FUZZINESS || prefixLength < 0 || maxExpansions < 1) {
                throw new IllegalArgumentException("fuzziness must be in 0..=" + MAX_FUZZINESS
                        + ", prefixLength not negative and maxExpansions positive, got " + fuzziness + ", "
                        + prefixLength + " and " + maxExpansions);
            }
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
    /// stop word, another one may stand. Needs an index with positions.
    record Phrase(String text, Optional<String> column) implements FullTextQuery {
        public Phrase on(String path) {
            return new Phrase(text, Optional.of(path));
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
        return new Phrase(text, Optional.empty());
    }
}
