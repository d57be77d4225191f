package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// What a router over shards has: calls, and fan-outs that send the whole request to all branches or to
/// the nearest and gather the nearest hits.
public class RouterKinds<V> extends StepKinds<V> {
    @Override
    boolean hasStep(int kind) {
        return kind == Program.CALL;
    }

    @Override
    boolean hasPartitioner(int partitioner) {
        return partitioner == Program.BROADCAST || partitioner == Program.BY_CENTROID;
    }

    @Override
    boolean hasCombiner(int combiner) {
        return combiner == Program.NEAREST;
    }

    @Override
    Task<V> task(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        return run.program.kind(step) == Program.CALL
                ? new CallTask<>(run, step, input, owner, place, enclosing)
                : new ParallelTask<>(run, step, input, owner, place, enclosing);
    }

    @Override
    Gather<V> gather(Run<V> run, int step) {
        return new NearestGather<>(run, step);
    }

    @Override
    Partition<V> partition(Run<V> run, int step, V input) {
        return run.program.partitioner(step) == Program.BY_CENTROID
                ? Partition.byCentroid(run, step, input)
                : Partition.broadcast(run.program, step, input);
    }
}
