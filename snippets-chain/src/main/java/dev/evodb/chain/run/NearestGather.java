package dev.evodb.chain.run;

import dev.evodb.chain.GatherMerge;

/// The nearest hits of all branches, each row once.
final class NearestGather<V> extends RankedGather<V> {
    NearestGather(Run<V> run, int step) {
        super(run, step);
    }

    @Override
    void rank(V merged) {
        GatherMerge.Merged best = GatherMerge.best(answers, run.arrival.k());
        for (int i = 0; i < best.size(); i++) {
            run.values.add(merged, run.values.item(hits.at(best.shards()[i]), best.positions()[i]));
        }
    }
}
