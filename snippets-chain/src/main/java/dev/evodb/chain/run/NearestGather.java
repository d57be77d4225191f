package dev.evodb.chain.run;

import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.RankedAnswer;

/// The nearest hits of all branches, each row once.
final class NearestGather<V> extends RankedGather<V> {
    NearestGather(Run<V> run, int step) {
        super(run, step);
    }

    @Override
    void rank(RankedAnswer[] answers, Slots<V> hits, V merged) {
        GatherMerge.Merged best = GatherMerge.merge(answers, run.arrival.k());
        for (int i = 0; i < best.size(); i++) {
            run.values.add(merged, hit(hits, best.shards()[i], best.positions()[i]));
        }
    }
}
