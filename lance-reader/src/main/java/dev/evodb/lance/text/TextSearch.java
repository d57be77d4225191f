package dev.evodb.lance.text;

import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.text.Tokenizer.Token;
import dev.evodb.vector.TopK;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/// A full text index of one column: its segments, and how they are searched. Thread-safe.
///
/// A text scores the sum over the tokens of the query of the token's weight times its share in the text,
/// see [Bm25]. The number of texts, their mean length and in how many of them a token is are counted over
/// all segments; rows that were deleted since count, rows that no segment covers do not.
public final class TextSearch implements Closeable {
    private final List<TextSegment> segments;
    private final Tokenizer tokenizer;

    private TextSearch(List<TextSegment> segments) {
        this.segments = List.copyOf(segments);
        this.tokenizer = new Tokenizer(segments.getFirst().settings());
    }

    /// Opens an index of the given segments, of which there is at least one.
    ///
    /// @throws UnsupportedFeatureException for what [TextSegment] refuses, and for segments of
    ///     several tokenizers
    public static TextSearch open(List<IndexFile.Folder> folders) throws IOException {
        List<TextSegment> segments = new ArrayList<>();
        boolean isOpen = false;
        try {
            for (IndexFile.Folder folder : folders) {
                TextSegment segment = TextSegment.open(folder);
                segments.add(segment);
                if (!segment.settings().equals(segments.getFirst().settings())) {
                    throw new UnsupportedFeatureException(
                            "full text index", "of segments with several tokenizers", "one tokenizer", segment.at());
                }
            }
            isOpen = true;
            return new TextSearch(segments);
        } finally {
            if (!isOpen) {
                close(segments);
            }
        }
    }

    /// Texts that no segment covers, each with its row id.
    public interface Uncovered {
        /// Gives every text to `sink`.
        void forEach(Sink sink) throws IOException;

        /// Takes one text.
        interface Sink {
            void accept(long rowId, String text) throws IOException;
        }
    }

    /// The best `k` rows for `query`, of those that `allowed` lets through, a predicate for each segment,
    /// and of `uncovered`.
    public TextHits search(FullTextQuery query, int k, List<LongPredicate> allowed, Uncovered uncovered)
            throws IOException {
        boolean isFuzzy = query instanceof FullTextQuery.Match match && match.fuzziness() > 0;
        List<Token> tokens = (isFuzzy ? Tokenizer.PLAIN : tokenizer).tokens(query.text());
        if (tokens.isEmpty()) {
            return new TextHits(new long[0], new float[0]);
        }
        Best best = new Best(k);
        Weights weights = new Weights();
        switch (query) {
            case FullTextQuery.Match match -> searchMatch(match, tokens, allowed, uncovered, weights, best);
            case FullTextQuery.Phrase _ -> searchPhrase(tokens, allowed, uncovered, weights, best);
        }
        return best.hits();
    }

    @Override
    public void close() throws IOException {
        close(segments);
    }

    private static void close(List<TextSegment> segments) throws IOException {
        for (TextSegment segment : segments) {
            segment.close();
        }
    }

    /// The weight of tokens, counted over all partitions.
    private final class Weights {
        private final Bm25 bm25;
        private final Map<String, Float> known = new HashMap<>();

        private Weights() {
            long documents = 0;
            long tokens = 0;
            for (TextSegment segment : segments) {
                for (TextPartition partition : segment.partitions()) {
                    documents += partition.documents().count();
                    tokens += partition.documents().tokens();
                }
            }
            this.bm25 = Bm25.of(documents, tokens);
        }

        float of(String token) throws IOException {
            Float weight = known.get(token);
            if (weight == null) {
                long having = 0;
                byte[] bytes = bytes(token);
                for (TextSegment segment : segments) {
                    for (TextPartition partition : segment.partitions()) {
                        int id = partition.tokens().id(bytes);
                        having += id == TokenSet.ABSENT ? 0 : partition.documentsWith(id);
                    }
                }
                weight = bm25.weight(Math.max(1, having));
                known.put(token, weight);
            }
            return weight;
        }

        float share(int count, int length) {
            return bm25.share(count, length);
        }
    }

    /// The best rows so far.
    private static final class Best {
        private final TopK top;
        private long[] rowIds = new long[64];
        private int count;

        private Best(int k) {
            this.top = new TopK(k);
        }

        /// Whether a row with that score, which comes after all that were offered, would be among the
        /// best.
        boolean wants(float score) {
            return -(double) score < top.bound();
        }

        void offer(long rowId, float score) {
            if (count == rowIds.length) {
                rowIds = Arrays.copyOf(rowIds, 2 * count);
            }
            rowIds[count] = rowId;
            top.offer(-(double) score, count++);
        }

        TextHits hits() {
            int[] ordinals = new int[top.size()];
            double[] distances = new double[top.size()];
            top.drain(ordinals, distances);
            long[] ids = new long[ordinals.length];
            float[] scores = new float[ordinals.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = rowIds[ordinals[i]];
                scores[i] = (float) -distances[i];
            }
            return new TextHits(ids, scores);
        }
    }

    private void searchMatch(
            FullTextQuery.Match query,
            List<Token> tokens,
            List<LongPredicate> allowed,
            Uncovered uncovered,
            Weights weights,
            Best best)
            throws IOException {
        List<Group> groups = groups(query, tokens);
        for (int i = 0; i < segments.size(); i++) {
            for (TextPartition partition : segments.get(i).partitions()) {
                searchMatch(query, groups, partition, allowed.get(i), weights, best);
            }
        }
        uncovered.forEach((rowId, text) -> {
            float score = score(query, groups, tokenizer.tokens(text), weights);
            if (score > 0 && best.wants(score)) {
                best.offer(rowId, score);
            }
        });
    }

    /// A token that is `times` in the query, with the tokens of the index that are as good: itself, or
    /// those near it.
    private record Group(String wanted, int times, List<String> tokens) {}

    private List<Group> groups(FullTextQuery.Match query, List<Token> tokens) {
        List<Group> groups = new ArrayList<>();
        int left = query.maxExpansions();
        for (Map.Entry<String, Integer> entry : counts(tokens).entrySet()) {
            String token = entry.getKey();
            if (query.fuzziness() == 0) {
                groups.add(new Group(token, entry.getValue(), List.of(token)));
                continue;
            }
            Set<String> near = new LinkedHashSet<>();
            for (TextSegment segment : segments) {
                for (TextPartition partition : segment.partitions()) {
                    partition
                            .tokens()
                            .walk(new FuzzyTokens(token, query.fuzziness(), query.prefixLength(), left, near));
                }
            }
            left -= near.size();
            groups.add(new Group(token, 1, List.copyOf(near)));
        }
        return groups;
    }

    /// Adds up scores token by token. `reached[d]` is how many groups, one after the other, document `d`
    /// has a token of; with AND, one that lacks a group is not counted any further.
    private void searchMatch(
            FullTextQuery.Match query,
            List<Group> groups,
            TextPartition partition,
            LongPredicate allowed,
            Weights weights,
            Best best)
            throws IOException {
        Documents documents = partition.documents();
        float[] scores = new float[documents.count()];
        int[] reached = new int[documents.count()];
        boolean needsAll = query.operator() == FullTextQuery.Operator.AND;
        Set<String> counted = new HashSet<>();
        for (int group = 0; group < groups.size(); group++) {
            for (String token : groups.get(group).tokens()) {
                int id = partition.tokens().id(bytes(token));
                if (id == TokenSet.ABSENT) {
                    continue;
                }
                float weight = counted.add(token)
                        ? weights.of(token) * groups.get(group).times()
                        : 0;
                PostingList list = partition.postings(id, false);
                for (int i = 0; i < list.size(); i++) {
                    int document = list.documents()[i];
                    if (!needsAll || reached[document] >= group) {
                        reached[document] = group + 1;
                        scores[document] += weight
                                * weights.share(list.counts()[i], documents.lengths()[document]);
                    }
                }
            }
        }
        int least = needsAll ? groups.size() : 1;
        for (int document = 0; document < scores.length; document++) {
            float score = scores[document] * query.boost();
            if (reached[document] >= least
                    && best.wants(score)
                    && allowed.test(documents.rowIds()[document])) {
                best.offer(documents.rowIds()[document], score);
            }
        }
    }

    /// The score of a text that is not in the index; 0 if it is not what the query looks for.
    private static float score(FullTextQuery.Match query, List<Group> groups, List<Token> text, Weights weights)
            throws IOException {
        Map<String, Integer> counts = counts(text);
        Set<String> counted = new HashSet<>();
        float score = 0;
        for (Group group : groups) {
            boolean isThere = false;
            for (Map.Entry<String, Integer> entry : counts.entrySet()) {
                String token = entry.getKey();
                boolean isWanted = query.fuzziness() == 0
                        ? token.equals(group.wanted())
                        : FuzzyTokens.isNear(token, group.wanted(), query.fuzziness(), query.prefixLength());
                isThere |= isWanted;
                if (isWanted && counted.add(token)) {
                    score += weights.of(token) * group.times() * weights.share(entry.getValue(), text.size());
                }
            }
            if (!isThere && query.operator() == FullTextQuery.Operator.AND) {
                return 0;
            }
        }
        return score * query.boost();
    }

    private static Map<String, Integer> counts(List<Token> text) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Token token : text) {
            counts.merge(token.text(), 1, Integer::sum);
        }
        return counts;
    }

    private void searchPhrase(
            List<Token> tokens, List<LongPredicate> allowed, Uncovered uncovered, Weights weights, Best best)
            throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            for (TextPartition partition : segments.get(i).partitions()) {
                if (tokens.size() > 1 && !partition.hasPositions()) {
                    throw new UnsupportedFeatureException(
                            "phrase",
                            "in an index without positions",
                            "one with positions",
                            segments.get(i).at());
                }
                searchPhrase(tokens, partition, allowed.get(i), weights, best);
            }
        }
        uncovered.forEach((rowId, text) -> {
            List<Token> document = tokenizer.tokens(text);
            if (hasPhrase(tokens, document)) {
                Map<String, Integer> counts = counts(document);
                float score = 0;
                for (Token token : tokens) {
                    score += weights.of(token.text())
                            * weights.share(counts.getOrDefault(token.text(), 0), document.size());
                }
                if (best.wants(score)) {
                    best.offer(rowId, score);
                }
            }
        });
    }

    private static void searchPhrase(
            List<Token> tokens, TextPartition partition, LongPredicate allowed, Weights weights, Best best)
            throws IOException {
        Documents documents = partition.documents();
        Map<String, PostingList> lists = new HashMap<>();
        PhraseTerm[] terms = new PhraseTerm[tokens.size()];
        for (int i = 0; i < terms.length; i++) {
            String token = tokens.get(i).text();
            int id = partition.tokens().id(bytes(token));
            if (id == TokenSet.ABSENT) {
                return;
            }
            PostingList list = lists.get(token);
            if (list == null) {
                list = partition.postings(id, terms.length > 1);
                lists.put(token, list);
            }
            terms[i] = new PhraseTerm(
                    list, tokens.get(i).position() - tokens.getFirst().position(), weights.of(token));
        }
        PhraseTerm first = terms[0];
        for (; !first.isAtEnd(); first.next()) {
            int document = first.document();
            boolean isInAll = true;
            for (int i = 1; i < terms.length && isInAll; i++) {
                terms[i].advance(document);
                isInAll = !terms[i].isAtEnd() && terms[i].document() == document;
            }
            if (!isInAll || (terms.length > 1 && !PhraseTerm.follow(terms))) {
                continue;
            }
            float score = 0;
            for (PhraseTerm term : terms) {
                score += term.weight() * weights.share(term.count(), documents.lengths()[document]);
            }
            if (best.wants(score) && allowed.test(documents.rowIds()[document])) {
                best.offer(documents.rowIds()[document], score);
            }
        }
    }

    /// Whether the tokens of the phrase are in the text, as far apart as in the phrase.
    private static boolean hasPhrase(List<Token> phrase, List<Token> text) {
        Map<Integer, Set<String>> byPosition = new HashMap<>();
        for (Token token : text) {
            byPosition.computeIfAbsent(token.position(), _ -> new HashSet<>()).add(token.text());
        }
        int first = phrase.getFirst().position();
        for (int start : byPosition.keySet()) {
            if (phrase.stream()
                    .allMatch(token -> byPosition
                            .getOrDefault(start + token.position() - first, Set.of())
                            .contains(token.text()))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }
}
