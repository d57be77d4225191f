package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Ranked;
import java.util.Arrays;

/// The end of every search: the best candidates, equal ones by row id.
final class BestRows {
    private BestRows() {}

    /// Sorts the best `k` candidates to the front, and behind them those that are as near as the last;
    /// answers how many these are.
    static int select(long[] found, int size, int k) {
        int best = Math.min(k, size);
        Ranked.select(found, size, best);
        if (best == 0) {
            return 0;
        }
        float worst = Ranked.score(Ranked.worst(found, best));
        int count = best;
        for (int i = best; i < size; i++) {
            if (Ranked.score(found[i]) == worst) {
                long tie = found[i];
                found[i] = found[count];
                found[count++] = tie;
            }
        }
        Arrays.sort(found, 0, count);
        return count;
    }

    /// Sorts runs of equal distances among the first `count` by row id, unsigned.
    static void sortTies(long[] rowIds, double[] distances, int count) {
        for (int i = 1; i < count; i++) {
            long rowId = rowIds[i];
            int at = i;
            while (at > 0 && distances[at - 1] == distances[i] && Long.compareUnsigned(rowIds[at - 1], rowId) > 0) {
                rowIds[at] = rowIds[at - 1];
                at--;
            }
            rowIds[at] = rowId;
        }
    }
}
