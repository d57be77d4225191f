package dev.evodb.chain.run;

import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.RankedAnswer;

/// Merges ranked hits: the nearest of all, or by reciprocal rank fusion.
final class RankedGather<V> extends Gather<V> {
    private final Run<V> run;
    private final int step;
    private final Slots<Ranked<V>> outputs;
    private int accepted;

    RankedGather(Run<V> run, int step) {
        this.run = run;
        this.step = step;
        outputs = new Slots<>(run.program.called(step));
    }

    @Override
    void accept(int branch, V output) {
        outputs.set(branch, Ranked.of(run.values, run.program.id(step), output, run.arrival.k()));
        accepted++;
    }

    @Override
    V combine(int asked, int answered) {
        Values<V> values = run.values;
        RankedAnswer[] answers = new RankedAnswer[accepted];
        Slots<V> hits = new Slots<>(accepted);
        double rows = 0;
        double nprobes = 0;
        boolean isTruncated = false;
        int count = 0;
        for (int b = 0; b < outputs.size(); b++) {
            Ranked<V> ranked = outputs.get(b);
            if (ranked != null) {
                answers[count] = ranked.answer();
                hits.set(count, ranked.hits());
                count++;
                rows += ranked.rows();
                nprobes += ranked.nprobes();
                isTruncated |= ranked.isTruncated();
            }
        }
        V merged = values.list();
        if (run.program.combiner(step) == Program.NEAREST) {
            GatherMerge.Merged best = GatherMerge.merge(answers, run.arrival.k());
            for (int i = 0; i < best.size(); i++) {
                values.add(merged, hit(hits, best.shards()[i], best.positions()[i]));
            }
        } else {
            fuse(answers, hits, merged);
        }
        V body = values.object();
        values.put(body, "hits", merged);
        Answers.putShards(values, body, asked, answered);
        values.put(body, "rows", values.of(rows));
        values.put(body, "nprobes", values.of(nprobes));
        values.put(body, "truncated", values.of(isTruncated));
        return body;
    }

    private void fuse(RankedAnswer[] answers, Slots<V> hits, V merged) {
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

    private V hit(Slots<V> hits, int branch, int position) {
        V list = hits.get(branch);
        if (list == null) {
            throw new IllegalStateException("branch " + branch + " has no hits");
        }
        return run.values.item(list, position);
    }
}
