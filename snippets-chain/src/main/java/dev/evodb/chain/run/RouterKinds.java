package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// What a router over shards has: calls, and fan-outs that broadcast and gather the nearest hits.
public final class RouterKinds<V> extends StepKinds<V> {
    /// Whether a coordinator that knows no more can run `program`.
    public static boolean suffice(Program program) {
        for (int step = 0; step < program.steps(); step++) {
            boolean isKnown = switch (program.kind(step)) {
                case Program.CALL -> true;
                case Program.PARALLEL ->
                    program.partitioner(step) == Program.BROADCAST && program.combiner(step) == Program.NEAREST;
                default -> false;
            };
            if (!isKnown) {
                return false;
            }
        }
        return true;
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
    Partition<V> partition(Values<V> values, Program program, int step, V input) {
        return Partition.broadcast(program, step, input);
    }
}
