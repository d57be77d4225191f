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
                + Long.toUnsignedString(table.dataset().version()) + ", column="
                + text.column().orElse("the only indexed one") + ", words=" + text.text()
                + query.filter()
                        .map(filter ->
                                (query.isPrefilter() ? "\nFilter before the search: " : "\nFilter after: ") + filter)
                        .orElse("")
                + "\nAnswer the best " + k;
    }
}
