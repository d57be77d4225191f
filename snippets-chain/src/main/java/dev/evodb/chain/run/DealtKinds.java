package dev.evodb.chain.run;

/// Calls, and fan-outs that deal a list to their branches and rank hits.
public final class DealtKinds<V> extends RouterKinds<V> {
    @Override
    boolean hasPartitioner(int partitioner) {
        return partitioner != Program.BY_CENTROID;
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
        return switch (run.program.partitioner(step)) {
            case Program.SLICES -> Partition.slices(run, step, input);
            case Program.BY_HASH -> Partition.byHash(run, step, input);
            default -> Partition.broadcast(run.program, step, input);
        };
    }
}
