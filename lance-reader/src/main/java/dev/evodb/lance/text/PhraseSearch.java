package dev.evodb.lance.text;

import dev.evodb.lance.text.Tokenizer.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/// Texts with the tokens one after another.
final class PhraseSearch implements LeafSearch {
    private final List<Token> tokens;
    private final int slop;
    private final TokenWeights weights;

    /// `tokens` are those of the phrase, at least one.
    PhraseSearch(FullTextQuery.Phrase query, List<Token> tokens, TokenWeights weights) {
        this.tokens = tokens;
        this.slop = query.slop();
        this.weights = weights;
    }

    @Override
    public void search(TextPartition partition, LongPredicate allowed, HitSink hits) throws IOException {
        Documents documents = partition.documents();
        Map<String, PostingList> lists = new HashMap<>();
        PhraseTerm[] terms = new PhraseTerm[tokens.size()];
        for (int i = 0; i < terms.length; i++) {
            String token = tokens.get(i).text();
            int id = partition.token(token);
            if (id == TokenSet.ABSENT) {
                return;
            }
            PostingList list = lists.get(token);
            if (list == null) {
                list = partition.postings(id, terms.length > 1);
                lists.put(token, list);
            }
            terms[i] = new PhraseTerm(list, offset(i), weights.of(token));
        }
        PhraseTerm first = terms[0];
        for (; !first.isAtEnd(); first.next()) {
            int document = first.document();
            boolean isInAll = true;
            for (int i = 1; i < terms.length && isInAll; i++) {
                terms[i].advance(document);
                isInAll = !terms[i].isAtEnd() && terms[i].document() == document;
            }
            if (!isInAll || (terms.length > 1 && !follow(terms))) {
                continue;
            }
            float score = 0;
            for (PhraseTerm term : terms) {
                score += term.weight() * weights.share(term.count(), documents.lengths()[document]);
            }
            if (hits.wants(score) && allowed.test(documents.rowIds()[document])) {
                hits.offer(documents.rowIds()[document], score);
            }
        }
    }

    private boolean follow(PhraseTerm[] terms) {
        PhrasePlaces places = new PhrasePlaces(slop);
        for (PhraseTerm term : terms) {
            if (!places.add(term.places())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public float score(List<Token> text) throws IOException {
        PhrasePlaces places = new PhrasePlaces(slop);
        for (int i = 0; i < tokens.size(); i++) {
            if (!places.add(places(i, text))) {
                return NO_MATCH;
            }
        }
        Map<String, Integer> counts = LeafSearch.counts(text);
        float score = 0;
        for (Token token : tokens) {
            score += weights.of(token.text()) * weights.share(counts.getOrDefault(token.text(), 0), text.size());
        }
        return score;
    }

    /// Where the phrase would start if its token `i` were each of those of `text` that are the same.
    private int[] places(int i, List<Token> text) {
        List<Integer> places = new ArrayList<>();
        for (Token token : text) {
            if (token.text().equals(tokens.get(i).text())) {
                places.add(token.position() - offset(i));
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private int offset(int i) {
        return tokens.get(i).position() - tokens.getFirst().position();
    }
}
