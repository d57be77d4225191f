package dev.evodb.lance.text;

import dev.evodb.lance.text.Tokenizer.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/// Texts with one of the tokens, or with all of them.
final class MatchSearch implements LeafSearch {
    private final FullTextQuery.Match query;
    private final List<Group> groups;
    private final TokenWeights weights;

    /// `tokens` are those of the query, at least one; `partitions` are all that there are.
    MatchSearch(FullTextQuery.Match query, List<Token> tokens, List<TextPartition> partitions, TokenWeights weights) {
        this.query = query;
        this.groups = groups(query, tokens, partitions);
        this.weights = weights;
    }

    /// A token that is `times` in the query, with the tokens of the index that are as good: itself, or
    /// those near it.
    private record Group(String wanted, int times, List<String> tokens) {}

    private static List<Group> groups(FullTextQuery.Match query, List<Token> tokens, List<TextPartition> partitions) {
        List<Group> groups = new ArrayList<>();
        int left = query.maxExpansions();
        for (Map.Entry<String, Integer> entry : LeafSearch.counts(tokens).entrySet()) {
            String token = entry.getKey();
            if (query.fuzziness() == 0) {
                groups.add(new Group(token, entry.getValue(), List.of(token)));
                continue;
            }
            Set<String> near = new LinkedHashSet<>();
            for (TextPartition partition : partitions) {
                partition.tokens().walk(new FuzzyTokens(token, query.fuzziness(), query.prefixLength(), left, near));
            }
            left -= near.size();
            groups.add(new Group(token, 1, List.copyOf(near)));
        }
        return groups;
    }

    /// Adds up scores token by token. `reached[d]` is how many groups, one after the other, document `d`
    /// has a token of; with AND, one that lacks a group is not counted any further.
    @Override
    public void search(TextPartition partition, LongPredicate allowed, HitSink hits) throws IOException {
        Documents documents = partition.documents();
        float[] scores = new float[documents.count()];
        int[] reached = new int[documents.count()];
        boolean needsAll = query.operator() == FullTextQuery.Operator.AND;
        Set<String> counted = new HashSet<>();
        for (int group = 0; group < groups.size(); group++) {
            for (String token : groups.get(group).tokens()) {
                int id = partition.token(token);
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
                    && hits.wants(score)
                    && allowed.test(documents.rowIds()[document])) {
                hits.offer(documents.rowIds()[document], score);
            }
        }
    }

    @Override
    public float score(List<Token> text) throws IOException {
        Map<String, Integer> counts = LeafSearch.counts(text);
        Set<String> counted = new HashSet<>();
        float score = 0;
        boolean isAnyThere = false;
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
                return NO_MATCH;
            }
            isAnyThere |= isThere;
        }
        return isAnyThere ? score * query.boost() : NO_MATCH;
    }
}
