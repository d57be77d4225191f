package dev.evodb.ann.index;

import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.kernel.Ranked;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.Arrays;

/// Replaces the scores of the best candidates by those of their rows: first of their bytes, where the
/// index has them, then, for the best of those, of their floats. Immutable, shared by all threads.
final class Reranking {
    /// Candidates beyond twice `k` whose bytes are near enough to look at their floats.
    private static final int SPARE = 16;

    /// Rows whose lines are asked for before the first of them is compared.
    private static final int AHEAD = 8;

    private static final int FLOATS_A_LINE = 16;

    /// Rows that are read from the file at a time: bounds the scratch.
    private static final int FILE_ROWS = 256;

    private final SegmentShape shape;
    private final LoadedRows rows;
    private final RowScores scores;

    Reranking(SegmentShape shape, LoadedRows rows, RowScores scores) {
        this.shape = shape;
        this.rows = rows;
        this.scores = scores;
    }

    /// Ends a query: the best `k` of its candidates into `scratch.answer`.
    void answer(Scratch scratch, SearchRequest request) throws IOException {
        int candidates = Math.min(scratch.size, scratch.wanted);
        Ranked.select(scratch.found, scratch.size, candidates);
        scratch.size = candidates;
        if (request.refineFactor() > 0) {
            refine(scratch, request.k());
        }
        // Codes of cosine indices give squared L2 of vectors of length 1: twice the cosine distance.
        boolean isOfCodes = request.refineFactor() == 0 && shape.codeBytes() > 0;
        double factor = isOfCodes && shape.metric() == Metric.COSINE ? 0.5 : 1;
        keepBest(scratch, request, SearchStatistics.Method.INDEX, 0, factor);
    }

    /// Ends a query whose candidates are `compared` rows that were never scored: all are compared by
    /// their rows.
    void answerCompared(Scratch scratch, SearchRequest request, int compared) throws IOException {
        RowStorage storage = shape.storage();
        if (storage.hasBytes()) {
            byBytes(scratch);
            int wanted = Math.max(scratch.wanted, 2 * request.k() + SPARE);
            Ranked.select(scratch.found, scratch.size, wanted);
            scratch.size = Math.min(scratch.size, wanted);
        }
        if (storage.hasFloats()) {
            if (storage.areFloatsInMemory()) {
                byFloats(scratch);
            } else {
                byFile(scratch);
            }
        }
        keepBest(scratch, request, SearchStatistics.Method.ROWS, compared, 1);
    }

    String explain(SearchRequest request) {
        if (request.refineFactor() == 0 || shape.kind() == IndexKind.IVF_FLAT) {
            return "answer the best " + request.k() + " by the distances of the scan";
        }
        String floats = shape.storage().areFloatsInMemory() ? "floats" : "floats in the file";
        int kept = 2 * request.k() + SPARE;
        String first = "compare the best " + request.candidates() + " by their ";
        if (!shape.storage().hasBytes()
                || (shape.kind() == IndexKind.IVF_SQ && shape.storage().hasFloats())) {
            return first + floats;
        }
        return first + "bytes"
                + (shape.storage().hasFloats() ? ", the best " + kept + " of these by their " + floats : "");
    }

    /// Leaves candidates whose scores are of their rows, the most exact that the index has.
    void refine(Scratch scratch, int k) throws IOException {
        RowStorage storage = shape.storage();
        if (storage.hasBytes() && shape.kind() != IndexKind.IVF_SQ) {
            byBytes(scratch);
            if (storage.hasFloats()) {
                int kept = Math.min(scratch.size, 2 * k + SPARE);
                Ranked.select(scratch.found, scratch.size, kept);
                scratch.size = kept;
            }
        }
        if (storage.hasFloats() && shape.kind() != IndexKind.IVF_FLAT) {
            if (storage.areFloatsInMemory()) {
                byFloats(scratch);
            } else {
                byFile(scratch);
            }
        }
    }

    private void byBytes(Scratch scratch) throws IOException {
        for (int i = 0; i < scratch.size; i++) {
            int place = Ranked.row(scratch.found[i]);
            int slot = rows.slotOf(place);
            float score = scores.ofBytes(scratch, rows.get(slot).byteRows(), place - rows.firstPlace(slot));
            scratch.found[i] = Ranked.of(score, place);
        }
        scratch.refined += scratch.size;
    }

    private void byFloats(Scratch scratch) throws IOException {
        for (int first = 0; first < scratch.size; first += AHEAD) {
            int end = Math.min(first + AHEAD, scratch.size);
            for (int i = first; i < end; i++) {
                int place = Ranked.row(scratch.found[i]);
                int slot = rows.slotOf(place);
                scratch.touched += touch(rows.get(slot).floatRows(), (place - rows.firstPlace(slot)) * shape.dims());
            }
            for (int i = first; i < end; i++) {
                int place = Ranked.row(scratch.found[i]);
                int slot = rows.slotOf(place);
                float score = scores.ofFloats(scratch, rows.get(slot).floatRows(), place - rows.firstPlace(slot));
                scratch.found[i] = Ranked.of(score, place);
            }
        }
        scratch.refined += scratch.size;
    }

    /// Reads a value of each line of a row, so that lines of several rows come from memory at a time.
    private float touch(float[] values, int from) {
        float sum = 0;
        for (int d = 0; d < shape.dims(); d += FLOATS_A_LINE) {
            sum += values[from + d];
        }
        return sum;
    }

    private void byFile(Scratch scratch) throws IOException {
        // In the order of the file.
        Arrays.sort(scratch.found, 0, scratch.size);
        for (int first = 0; first < scratch.size; first += FILE_ROWS) {
            int count = Math.min(FILE_ROWS, scratch.size - first);
            rows.readFloats(scratch, first, count);
            for (int i = 0; i < count; i++) {
                int place = Ranked.row(scratch.found[first + i]);
                scratch.found[first + i] = Ranked.of(scores.ofFloats(scratch, scratch.fileRows, i), place);
            }
        }
        scratch.refined += scratch.size;
    }

    /// Answers the best of the candidates, whose distances are their scores times `factor`.
    private void keepBest(
            Scratch scratch, SearchRequest request, SearchStatistics.Method method, int compared, double factor)
            throws IOException {
        if (request.hasBounds()) {
            keepWithinBounds(scratch, request, factor);
        }
        int count = BestRows.select(scratch.found, scratch.size, request.k());
        scratch.reserveAnswer(count);
        for (int i = 0; i < count; i++) {
            int place = Ranked.row(scratch.found[i]);
            int slot = rows.slotOf(place);
            scratch.rowIds[i] = rows.get(slot).rowIds().get(place - rows.firstPlace(slot));
            scratch.distances[i] = factor * Ranked.score(scratch.found[i]);
        }
        BestRows.sortTies(scratch.rowIds, scratch.distances, count);
        int size = Math.min(count, request.k());
        scratch.answer.set(scratch.rowIds, scratch.distances, size);
        scratch.answer.setStatistics(
                method, scratch.probed, scratch.codesScored, scratch.refined, compared, size < request.k(), "");
    }

    private static void keepWithinBounds(Scratch scratch, SearchRequest request, double factor) {
        int kept = 0;
        for (int i = 0; i < scratch.size; i++) {
            if (request.isWithinBounds(factor * Ranked.score(scratch.found[i]))) {
                scratch.found[kept++] = scratch.found[i];
            }
        }
        scratch.size = kept;
    }
}
