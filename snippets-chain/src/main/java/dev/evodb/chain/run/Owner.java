package dev.evodb.chain.run;

/// Whom a task tells its outcome, once, unless it was cancelled. `place` is where the owner put it.
interface Owner<V> {
    void answered(int place, Output<V> output);

    void failed(int place, Failure failure);
}
