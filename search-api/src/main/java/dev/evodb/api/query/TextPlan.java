package dev.evodb.api.query;

import dev.evodb.ann.RowMask;
import dev.evodb.api.engine.OpenTable;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.TextHits;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The best rows for words.
record TextPlan(OpenTable table, QueryRequest query, FullTextQuery text, int k) implements QueryPlan {
    @Override
    public Answer run() throws IOException {
        LanceDataset dataset = table.dataset();
        Output output = Output.ofHits(dataset, query, Output.SCORE);
        TextHits hits = k == query.offset() ? new TextHits(new long[0], new float[0]) : hits(dataset);
        Ranked ranked = Ranked.of(hits, (int) query.offset());
        return Answer.of(output.batch(dataset.takeRowIds(output.stored(), ranked.rowIds()), ranked), List.of());
    }

    @Override
    public long bytes() {
        return table.batchBytes() + 2L * k * RowWidth.of(table.dataset());
    }

    private TextHits hits(LanceDataset dataset) throws IOException {
        if (query.filter().isEmpty()) {
            return dataset.fullTextSearch(text, k);
        }
        if (query.isPrefilter()) {
            return dataset.fullTextSearch(text, k, query.filter().get());
        }
        return keep(dataset, query.filter().get(), dataset.fullTextSearch(text, k));
    }

    private static TextHits keep(LanceDataset dataset, String filter, TextHits hits) throws IOException {
        RowMask passing = new Postfilter(dataset, filter).passing(hits.rowIds());
        long[] rowIds = new long[hits.size()];
        float[] scores = new float[hits.size()];
        int count = 0;
        for (int i = 0; i < hits.size(); i++) {
            if (passing.isAllowed(hits.rowIds()[i])) {
                rowIds[count] = hits.rowIds()[i];
                scores[count++] = hits.scores()[i];
            }
        }
        return new TextHits(Arrays.copyOf(rowIds, count), Arrays.copyOf(scores, count));
    }

    @Override
    public String explain() {
        return "Full text search: table=" + table.id() + ", version="
                + Long.toUnsignedString(table.dataset().version())
                + (text instanceof FullTextQuery.Leaf leaf
                        ? ", column=" + column(leaf) + ", words=" + leaf.text() + options(leaf)
                        : "\n" + PlanText.indented(clauses(text)))
                + query.filter()
                        .map(filter ->
                                (query.isPrefilter() ? "\nFilter before the search: " : "\nFilter after: ") + filter)
                        .orElse("")
                + "\nAnswer the best " + k;
    }

    /// A line for each clause, those that it combines below it.
    private static String clauses(FullTextQuery text) {
        return switch (text) {
            case FullTextQuery.Match match ->
                "match: column=" + column(match) + ", words=" + match.text() + options(match);
            case FullTextQuery.Phrase phrase ->
                "phrase: column=" + column(phrase) + ", words=" + phrase.text() + options(phrase);
            case FullTextQuery.MultiMatch(var matches) -> "best of" + below("", matches);
            case FullTextQuery.Boost(var positive, var negative, float negativeBoost) ->
                "score of" + below("", List.of(positive)) + "\nless " + negativeBoost + " times that of"
                        + below("", List.of(negative));
            case FullTextQuery.Bool(var should, var must, var mustNot) ->
                "sum of" + below("must ", must) + below("should ", should) + below("must not ", mustNot);
        };
    }

    private static String below(String prefix, List<? extends FullTextQuery> clauses) {
        StringBuilder lines = new StringBuilder();
        for (FullTextQuery clause : clauses) {
            lines.append('\n').append(PlanText.indented(prefix + clauses(clause)));
        }
        return lines.toString();
    }

    private static String column(FullTextQuery.Leaf leaf) {
        return leaf.column().orElse(leaf instanceof FullTextQuery.Match ? "every indexed one" : "the only indexed one");
    }

    private static String options(FullTextQuery.Leaf leaf) {
        return switch (leaf) {
            case FullTextQuery.Match match ->
                (match.operator() == FullTextQuery.Operator.AND ? ", all of them" : "")
                        + (match.fuzziness() > 0 ? ", fuzziness=" + match.fuzziness() : "")
                        + (match.boost() == 1 ? "" : ", boost=" + match.boost());
            case FullTextQuery.Phrase phrase -> ", as a phrase" + (phrase.slop() > 0 ? ", slop=" + phrase.slop() : "");
        };
    }
}
