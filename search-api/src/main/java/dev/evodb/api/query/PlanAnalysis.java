package dev.evodb.api.query;

import dev.evodb.ann.SearchStatistics;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Plans with what they did.
public final class PlanAnalysis {
    private PlanAnalysis() {}

    /// Reads `answer`, which running `plan` gave since `startNanos`, to its end, and says for people to read what
    /// was done and what it took, one step a line.
    public static String of(QueryPlan plan, long startNanos, Answer answer) throws IOException {
        StringBuilder text = new StringBuilder(plan.explain());
        long rows = 0;
        while (answer.rows().next()) {
            rows += answer.rows().batch().rows();
        }
        text.append(String.format(
                Locale.ROOT, "\nDone: rows=%d, elapsed=%.3f ms", rows, (System.nanoTime() - startNanos) / 1e6));
        List<SearchStatistics> all = answer.statistics();
        for (int q = 0; q < all.size(); q++) {
            SearchStatistics did = all.get(q);
            text.append("\n  vector ")
                    .append(q)
                    .append(": method=")
                    .append(did.method().wireName());
            text.append(", partitions=").append(did.partitionsProbed());
            text.append(", codes=").append(did.codesScored());
            text.append(", refined=").append(did.candidatesRefined());
            text.append(", compared=").append(did.rowsCompared());
            text.append(did.isExhausted() ? ", exhausted" : "");
            text.append(did.note().isEmpty() ? "" : ", note=" + did.note());
        }
        return text.toString();
    }
}
