package dev.evodb.cli.edge;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// The share of the true nearest rows that answers found, averaged over queries.
public final class Recall {
    private double sum;
    private int queries;

    /// Adds a query: `found` are the row ids of its answer, `truth` the ids of the exact nearest, nearest
    /// first. Both count up to `k`; a truth shorter than `k` counts as it is.
    public void add(long[] truth, long[] found, int k) {
        long[] wanted = Arrays.copyOf(truth, Math.min(k, truth.length));
        Set<Long> hits = new HashSet<>();
        Arrays.stream(found).limit(k).forEach(hits::add);
        long common = Arrays.stream(wanted).filter(hits::contains).count();
        sum += wanted.length == 0 ? 1 : (double) common / wanted.length;
        queries++;
    }

    public int queries() {
        return queries;
    }

    /// In `[0, 1]`; NaN before the first query.
    public double mean() {
        return sum / queries;
    }
}
