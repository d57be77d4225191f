package dev.evodb.chain.run;

/// What chains over data have: every kind of step, fan-outs that combine anything but ranked hits.
public final class DataKinds<V> extends AllKinds<V> {
    @Override
    boolean hasCombiner(int combiner) {
        return combiner < Program.NEAREST;
    }

    @Override
    Gather<V> gather(Run<V> run, int step) {
        return run.program.combiner(step) == Program.SUM ? new SumGather<>(run, step) : new ListGather<>(run, step);
    }
}
