package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// What searches have: every kind of step, fan-outs that send the whole request to all branches and rank
/// hits.
public final class RankedKinds<V> extends StepKinds<V> {
    @Override
    boolean hasStep(int kind) {
        return true;
    }

    @Override
    boolean hasPartitioner(int partitioner) {
        return partitioner == Program.BROADCAST;
    }

    @Override
    boolean hasCombiner(int combiner) {
        return combiner >= Program.NEAREST;
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
        return run.program.combiner(step) == Program.FUSION
                ? new FusionGather<>(run, step)
                : new NearestGather<>(run, step);
    }

    @Override
    Partition<V> partition(Run<V> run, int step, V input) {
        return Partition.broadcast(run.program, step, input);
    }
}
