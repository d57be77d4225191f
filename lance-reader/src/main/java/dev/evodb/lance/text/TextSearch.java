package dev.evodb.lance.text;

import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.text.Tokenizer.Token;
import dev.evodb.vector.TopK;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    public TextHits search(FullTextQuery.Leaf query, int k, List<LongPredicate> allowed, Uncovered uncovered)
            throws IOException {
        Optional<LeafSearch> search = prepare(query, weights());
        if (search.isEmpty()) {
            return new TextHits(new long[0], new float[0]);
        }
        Best best = new Best(k);
        searchPartitions(search.get(), allowed, best);
        forEach(uncovered, (rowId, text) -> {
            float score = search.get().score(text);
            if (score != LeafSearch.NO_MATCH && best.wants(score)) {
                best.offer(rowId, score);
            }
        });
        return best.hits();
    }

    /// What each of `leaves` finds, of the rows that `allowed` lets through, a predicate for each
    /// segment, and of `uncovered`, which is read once.
    ///
    /// @throws dev.evodb.error.LimitExceededException if `leaves` find too many rows in `uncovered`
    public TextClauses clauses(List<FullTextQuery.Leaf> leaves, List<LongPredicate> allowed, Uncovered uncovered)
            throws IOException {
        return new TextClauses(this, leaves, allowed, uncovered);
    }

    TokenWeights weights() {
        return new TokenWeights(partitions());
    }

    private List<TextPartition> partitions() {
        return segments.stream()
                .flatMap(segment -> segment.partitions().stream())
                .toList();
    }

    /// How to search for `query`; nothing if there is no token in it.
    ///
    /// @throws UnsupportedFeatureException for a phrase if a segment has no positions
    Optional<LeafSearch> prepare(FullTextQuery.Leaf query, TokenWeights weights) {
        boolean isFuzzy = query instanceof FullTextQuery.Match match && match.fuzziness() > 0;
        List<Token> tokens = (isFuzzy ? Tokenizer.PLAIN : tokenizer).tokens(query.text());
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (query) {
                    case FullTextQuery.Match match -> new MatchSearch(match, tokens, partitions(), weights);
                    case FullTextQuery.Phrase phrase -> {
                        requirePositions(tokens);
                        yield new PhraseSearch(phrase, tokens, weights);
                    }
                });
    }

    private void requirePositions(List<Token> phrase) {
        for (TextSegment segment : segments) {
            if (phrase.size() > 1 && !segment.partitions().stream().allMatch(TextPartition::hasPositions)) {
                throw new UnsupportedFeatureException(
                        "phrase", "in an index without positions", "one with positions", segment.at());
            }
        }
    }

    void searchPartitions(LeafSearch search, List<LongPredicate> allowed, HitSink hits) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            for (TextPartition partition : segments.get(i).partitions()) {
                search.search(partition, allowed.get(i), hits);
            }
        }
    }

    /// Takes the tokens of one text.
    interface TokenSink {
        void accept(long rowId, List<Token> text) throws IOException;
    }

    void forEach(Uncovered uncovered, TokenSink sink) throws IOException {
        uncovered.forEach((rowId, text) -> sink.accept(rowId, tokenizer.tokens(text)));
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

    /// The best rows so far.
    private static final class Best implements HitSink {
        private final TopK top;
        private long[] rowIds = new long[64];
        private int count;

        private Best(int k) {
            this.top = new TopK(k);
        }

        @Override
        public boolean wants(float score) {
            return -(double) score < top.bound();
        }

        @Override
        public void offer(long rowId, float score) {
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
}
