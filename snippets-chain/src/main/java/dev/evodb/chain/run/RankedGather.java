package dev.evodb.chain.run;

import dev.evodb.chain.RankedAnswer;

/// Makes one ranking of those of the branches; how is up to the kind.
abstract class RankedGather<V> extends Gather<V> {
    final Run<V> run;
    final int step;
    /// In the places of the branches; those that are missing have no hits.
    final RankedAnswer[] answers;
    /// Their hits as they came.
    final Slots<V> hits;

    private double rows;
    private double nprobes;
    private boolean isTruncated;

    RankedGather(Run<V> run, int step) {
        this.run = run;
        this.step = step;
        answers = new RankedAnswer[run.program.called(step)];
        hits = new Slots<>(answers.length);
        for (int b = 0; b < answers.length; b++) {
            answers[b] = new RankedAnswer("", new double[0], new double[0]);
        }
    }

    @Override
    String accept(int branch, V output) {
        Values<V> values = run.values;
        V list = values.member(output, "hits");
        if (list == null || values.size(list) < 0) {
            return "answer has no array \"hits\"";
        }
        RankedAnswer answer = new RankedAnswer("", values.numbers(list, "distance"), values.numbers(list, "rowId"));
        String problem = answer.problem(run.arrival.k());
        double itsRows = count(output, "rows");
        double itsProbes = count(output, "nprobes");
        if (problem.isEmpty() && (itsRows < 0 || itsProbes < 0)) {
            problem = "answer has no whole number \"" + (itsRows < 0 ? "rows" : "nprobes") + "\"";
        }
        if (problem.isEmpty()) {
            answers[branch] = answer;
            hits.set(branch, list);
            // Whole numbers: their sum is the same in any order.
            rows += itsRows;
            nprobes += itsProbes;
            V truncated = values.member(output, "truncated");
            isTruncated |= truncated != null && values.isTrue(truncated);
        }
        return problem;
    }

    @Override
    V combine(int asked, int answered) {
        Values<V> values = run.values;
        V merged = values.list();
        rank(merged);
        V body = values.object();
        values.put(body, "hits", merged);
        Answers.putShards(values, body, asked, answered);
        values.put(body, "rows", values.of(rows));
        values.put(body, "nprobes", values.of(nprobes));
        values.put(body, "truncated", values.of(isTruncated));
        return body;
    }

    /// Adds the hits of the ranking to `merged`, best first.
    abstract void rank(V merged);

    /// A whole number that is at least 0; -1 if there is none.
    private double count(V output, String name) {
        V member = run.values.member(output, name);
        double count = member == null ? -1 : run.values.number(member);
        return WholeNumber.is(count) && count >= 0 ? count : -1;
    }
}
