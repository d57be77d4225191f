package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// The kinds of steps, partitioners and combiners that a [Run] knows. Apart from it, because a snippet
/// has no room for all: TeaVM leaves out what a coordinator cannot reach.
public abstract class StepKinds<V> {
    StepKinds() {}

    /// Whether a coordinator that knows no more can run `program`.
    public final boolean suffice(Program program) {
        for (int step = 0; step < program.steps(); step++) {
            int kind = program.kind(step);
            boolean isKnown = kind == Program.PARALLEL
                    ? hasPartitioner(program.partitioner(step)) && hasCombiner(program.combiner(step))
                    : hasStep(kind);
            if (!isKnown) {
                return false;
            }
        }
        return true;
    }

    /// Of steps that are not parallel.
    abstract boolean hasStep(int kind);

    abstract boolean hasPartitioner(int partitioner);

    abstract boolean hasCombiner(int combiner);

    /// The task of a step with `input`: in `place` of `owner`, below the fan-outs `enclosing`.
    abstract Task<V> task(
            Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing);

    /// What the fan-out `step` makes its output with.
    abstract Gather<V> gather(Run<V> run, int step);

    /// Whom the fan-out `step` calls for `input`.
    abstract Partition<V> partition(Run<V> run, int step, V input);

    /// What makes one ranking of those of the branches of the fan-out `step`.
    static <V> Gather<V> ranking(Run<V> run, int step) {
        return run.program.combiner(step) == Program.FUSION
                ? new FusionGather<>(run, step)
                : new NearestGather<>(run, step);
    }
}
