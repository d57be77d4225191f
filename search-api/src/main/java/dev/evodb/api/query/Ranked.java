package dev.evodb.api.query;

import dev.evodb.ann.Hits;
import dev.evodb.lance.text.TextHits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows in the order of their distances or scores, of each query after the other: row `rowIds[i]` answers
/// query `queries[i]` with the distance or score `ranks[i]`.
record Ranked(int[] queries, long[] rowIds, float[] ranks) {
    int size() {
        return rowIds.length;
    }

    /// Of each of `answers` what is left after its first `offset` hits.
    static Ranked of(List<Hits> answers, int offset) {
        List<Ranked> parts = new ArrayList<>(answers.size());
        for (int q = 0; q < answers.size(); q++) {
            Hits hits = answers.get(q);
            int from = Math.min(offset, hits.size());
            int count = hits.size() - from;
            int[] queries = new int[count];
            float[] ranks = new float[count];
            Arrays.fill(queries, q);
            for (int i = 0; i < count; i++) {
                ranks[i] = (float) hits.distances()[from + i];
            }
            parts.add(new Ranked(queries, Arrays.copyOfRange(hits.rowIds(), from, hits.size()), ranks));
        }
        return parts.size() == 1 ? parts.getFirst() : together(parts);
    }

    /// What is left of `hits` after the first `offset`.
    static Ranked of(TextHits hits, int offset) {
        int from = Math.min(offset, hits.size());
        return new Ranked(
                new int[hits.size() - from],
                Arrays.copyOfRange(hits.rowIds(), from, hits.size()),
                Arrays.copyOfRange(hits.scores(), from, hits.size()));
    }

    private static Ranked together(List<Ranked> parts) {
        int count = parts.stream().mapToInt(Ranked::size).sum();
        int[] queries = new int[count];
        long[] rowIds = new long[count];
        float[] ranks = new float[count];
        int at = 0;
        for (Ranked part : parts) {
            System.arraycopy(part.queries, 0, queries, at, part.size());
            System.arraycopy(part.rowIds, 0, rowIds, at, part.size());
            System.arraycopy(part.ranks, 0, ranks, at, part.size());
            at += part.size();
        }
        return new Ranked(queries, rowIds, ranks);
    }
}
