package dev.evodb.chain.run;

import dev.evodb.chain.RankedAnswer;

/// Makes one ranking of those of the branches; how is up to the kind.
abstract class RankedGather<V> extends Gather<V> {
    final Run<V> run;
    final int step;
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
        rank(answers, hits, merged);
        V body = values.object();
        values.put(body, "hits", merged);
        Answers.putShards(values, body, asked, answered);
        values.put(body, "rows", values.of(rows));
        values.put(body, "nprobes", values.of(nprobes));
        values.put(body, "truncated", values.of(isTruncated));
        return body;
    }

    /// Adds the hits that `answers` rank to `merged`, best first; `hits` are their lists.
    abstract void rank(RankedAnswer[] answers, Slots<V> hits, V merged);

    /// Hit `position` of branch `branch`.
    V hit(Slots<V> hits, int branch, int position) {
        V list = hits.get(branch);
        if (list == null) {
            throw new IllegalStateException("branch " + branch + " has no hits");
        }
        return run.values.item(list, position);
    }
}
