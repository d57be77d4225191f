package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// Calls, and fan-outs that deal a list to their branches and rank hits.
public final class DealtKinds<V> extends StepKinds<V> {
    @Override
    boolean hasStep(int kind) {
        return kind == Program.CALL;
    }

    @Override
    boolean hasPartitioner(int partitioner) {
        return partitioner != Program.BY_CENTROID;
    }

    @Override
    boolean hasCombiner(int combiner) {
        return combiner >= Program.NEAREST;
    }

    @Override
    Task<V> task(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        return run.program.kind(step) == Program.CALL
                ? new CallTask<>(run, step, input, owner, place, enclosing)
                : new ParallelTask<>(run, step, input, owner, place, enclosing);
    }

    @Override
    Gather<V> gather(Run<V> run, int step) {
        return run.program.combiner(step) == Program.FUSION
                ? new FusionGather<>(run, step)
                : new NearestGather<>(run, step);
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
