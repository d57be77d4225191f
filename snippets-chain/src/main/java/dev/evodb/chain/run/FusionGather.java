package dev.evodb.chain.run;

import dev.evodb.chain.RankedAnswer;

/// The best rows of several rankings, by reciprocal rank fusion.
final class FusionGather<V> extends RankedGather<V> {
    FusionGather(Run<V> run, int step) {
        super(run, step);
    }

    @Override
    void rank(RankedAnswer[] answers, Slots<V> hits, V merged) {
        RankFusion.Fused best = RankFusion.fuse(answers, run.program.rankConstant(step), run.arrival.k());
        for (int i = 0; i < best.size(); i++) {
            V found = hit(hits, best.branches()[i], best.positions()[i]);
            V hit = run.values.object();
            String[] names = run.values.names(found);
            for (String name : names == null ? new String[0] : names) {
                V member = run.values.member(found, name);
                if (member != null) {
                    run.values.put(hit, name, member);
                }
            }
            // Lower is nearer, always: the answer is ranked hits like any other.
            run.values.put(hit, "distance", run.values.of(-best.scores()[i]));
            run.values.add(merged, hit);
        }
    }
}
