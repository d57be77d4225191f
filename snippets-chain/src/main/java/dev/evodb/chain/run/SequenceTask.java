package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// One stage after the other; its shards are those of all stages.
final class SequenceTask<V> extends Task<V> implements Owner<V> {
    private @Nullable Task<V> running;
    private int asked;
    private int answered;

    SequenceTask(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        super(run, step, input, owner, place, enclosing);
    }

    @Override
    void start() {
        startStage(0, input);
    }

    @Override
    void cancel() {
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void answered(int stage, Output<V> output) {
        asked += output.asked();
        answered += output.answered();
        if (stage + 1 < run.program.stages(step)) {
            startStage(stage + 1, output.value());
        } else {
            owner.answered(place, new Output<>(output.value(), asked, answered));
        }
    }

    @Override
    public void failed(int stage, Failure failure) {
        owner.failed(place, failure);
    }

    private void startStage(int stage, V given) {
        running = run.kinds.task(run, run.program.stage(step, stage), given, this, stage, enclosing);
        running.start();
    }
}
