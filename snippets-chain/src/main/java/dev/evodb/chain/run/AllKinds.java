package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// Everything that a chain may have. What leaves some of it out overrides what makes it.
public class AllKinds<V> extends StepKinds<V> {
    @Override
    boolean hasStep(int kind) {
        return true;
    }

    @Override
    boolean hasPartitioner(int partitioner) {
        return true;
    }

    @Override
    boolean hasCombiner(int combiner) {
        return true;
    }

    @Override
    Task<V> task(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        return switch (run.program.kind(step)) {
            case Program.CALL -> new CallTask<>(run, step, input, owner, place, enclosing);
            case Program.SEQUENCE -> new SequenceTask<>(run, step, input, owner, place, enclosing);
            case Program.PARALLEL -> new ParallelTask<>(run, step, input, owner, place, enclosing);
            default -> new ConditionTask<>(run, step, input, owner, place, enclosing);
        };
    }

    @Override
    Gather<V> gather(Run<V> run, int step) {
        return switch (run.program.combiner(step)) {
            case Program.COLLECT, Program.CONCATENATE -> new ListGather<>(run, step);
            case Program.SUM -> new SumGather<>(run, step);
            default -> ranking(run, step);
        };
    }

    @Override
    Partition<V> partition(Run<V> run, int step, V input) {
        return switch (run.program.partitioner(step)) {
            case Program.SLICES -> Partition.slices(run, step, input);
            case Program.BY_HASH -> Partition.byHash(run, step, input);
            case Program.BY_CENTROID -> Partition.byCentroid(run, step, input);
            default -> Partition.broadcast(run.program, step, input);
        };
    }
}
