package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// One run of one step. It is started once, tells its owner one outcome, perhaps before `start` returns,
/// and after that or after `cancel` does nothing more.
abstract class Task<V> {
    final Run<V> run;
    final int step;
    final V input;
    final Owner<V> owner;
    final int place;
    /// The nearest fan-out above in this invocation, whose retry budget counts.
    final @Nullable ParallelTask<V> enclosing;

    Task(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        this.run = run;
        this.step = step;
        this.input = input;
        this.owner = owner;
        this.place = place;
        this.enclosing = enclosing;
    }

    /// The failure that an answer of this task is after all: the owner cannot use it.
    Failure refused(String why) {
        return Failure.of(FailureKind.ANSWER, run.program.id(step), why);
    }

    abstract void start();

    /// Gives up what is under way.
    abstract void cancel();
}
