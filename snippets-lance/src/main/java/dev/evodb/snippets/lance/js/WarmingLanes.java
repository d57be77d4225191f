package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.LaneWeights;
import dev.evodb.snippets.lance.Lanes;

/// The lanes of one scan of an isolate that grows warm: so many groups go through loops, which the
/// engine's compiler gets to see that way, and the rest through large integers, which need no compiler. All
/// at once the loops would take an isolate that has never run them some 20 ms. The answers are the same.
final class WarmingLanes implements Lanes {
    private final Lanes loops;
    private final Lanes integers;
    private int left;

    /// `groups` go through `loops`.
    WarmingLanes(Lanes loops, Lanes integers, int groups) {
        this.loops = loops;
        this.integers = integers;
        this.left = groups;
    }

    @Override
    public double[] best(byte[] bytes, int from, int count, LaneWeights weights, int keep) {
        return (left-- > 0 ? loops : integers).best(bytes, from, count, weights, keep);
    }

    @Override
    public double dot(double[] a, int aFrom, double[] b, int bFrom, int count) {
        return loops.dot(a, aFrom, b, bFrom, count);
    }

    @Override
    public void decode(byte[] bytes, int from, int step, float[] means, float[] steps, double[] out, int at) {
        loops.decode(bytes, from, step, means, steps, out, at);
    }

    @Override
    public double low(byte[] bytes, int from, double[] weights) {
        return loops.low(bytes, from, weights);
    }

    @Override
    public void copy(byte[] from, int at, byte[] to, int toAt, int count) {
        (left > 0 ? loops : integers).copy(from, at, to, toAt, count);
    }

    @Override
    public void sort(double[] values) {
        loops.sort(values);
    }
}
