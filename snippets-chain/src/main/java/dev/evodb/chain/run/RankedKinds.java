package dev.evodb.chain.run;

/// What searches have: every kind of step, fan-outs that send the whole request to all branches and rank
/// hits.
public final class RankedKinds<V> extends AllKinds<V> {
    @Override
    boolean hasPartitioner(int partitioner) {
        return partitioner == Program.BROADCAST;
    }

    @Override
    boolean hasCombiner(int combiner) {
        return combiner >= Program.NEAREST;
    }

    @Override
    Gather<V> gather(Run<V> run, int step) {
        return ranking(run, step);
    }

    @Override
    Partition<V> partition(Run<V> run, int step, V input) {
        return Partition.broadcast(run.program, step, input);
    }
}
