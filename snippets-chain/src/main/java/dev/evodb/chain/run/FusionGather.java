package dev.evodb.chain.run;

import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.RankedAnswer;

/// The best rows of several rankings, by reciprocal rank fusion.
final class FusionGather<V> extends RankedGather<V> {
    FusionGather(Run<V> run, int step) {
        super(run, step);
    }

    @Override
    void rank(V merged) {
        Values<V> values = run.values;
        RankFusion fusion = new RankFusion(answers, run.program.rankConstant(step));
        RankedAnswer rows = fusion.rows();
        int[] best =
                GatherMerge.best(new RankedAnswer[] {rows}, run.arrival.k()).positions();
        for (int row : best) {
            V hit = values.item(hits.at(fusion.branch(row)), fusion.position(row));
            // Lower is nearer, always: the answer is ranked hits like any other.
            values.add(merged, values.with(hit, "distance", values.of(rows.distances()[row])));
        }
    }
}
