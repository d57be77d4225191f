package dev.evodb.chain.run;

import dev.evodb.chain.RankedAnswer;
import dev.evodb.chain.ShardFailedException;

/// An output that is ranked hits, read once.
record Ranked<V>(V hits, RankedAnswer answer, double rows, double nprobes, boolean isTruncated) {
    /// @throws ShardFailedException if `output` breaks the contract of answers to a request for `k` hits
    static <V> Ranked<V> of(Values<V> values, String step, V output, int k) {
        V hits = values.member(output, "hits");
        if (hits == null || values.size(hits) < 0) {
            throw new ShardFailedException(step, "answer has no array \"hits\"");
        }
        RankedAnswer answer = new RankedAnswer(step, values.numbers(hits, "distance"), values.numbers(hits, "rowId"));
        answer.check(k);
        V truncated = values.member(output, "truncated");
        return new Ranked<>(
                hits,
                answer,
                count(values, step, output, "rows"),
                count(values, step, output, "nprobes"),
                truncated != null && values.isTrue(truncated));
    }

    private static <V> double count(Values<V> values, String step, V output, String name) {
        V member = values.member(output, name);
        double count = member == null ? Double.NaN : values.number(member);
        if (!(WholeNumber.is(count) && count >= 0)) {
            throw new ShardFailedException(step, "answer has no whole number \"" + name + "\"");
        }
        return count;
    }
}
