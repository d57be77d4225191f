package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// Branches, as many at one time as the step allows, until all have ended or too few are left to answer.
final class ParallelTask<V> extends Task<V> implements Owner<V> {
    private final Gather<V> gather;
    private final Partition<V> partition;
    private final Slots<Task<V>> branches;
    private final Slots<Failure> failures;
    private int begun;
    private int succeeded;
    private int failed;
    private int asked;
    private int answered;
    private int retries;
    private boolean isStarting;
    private boolean isOver;

    ParallelTask(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        super(run, step, input, owner, place, enclosing);
        gather = run.kinds.gather(run, step);
        partition = run.kinds.partition(run, step, input);
        branches = new Slots<>(partition.size());
        failures = new Slots<>(partition.size());
    }

    @Override
    void start() {
        if (partition.problem().isEmpty()) {
            startBranches();
        } else {
            owner.failed(place, Failure.of(FailureKind.INPUT, run.program.id(step), partition.problem()));
        }
    }

    @Override
    void cancel() {
        isOver = true;
        for (int i = 0; i < begun; i++) {
            Task<V> branch = branches.get(i);
            if (branch != null) {
                branch.cancel();
            }
        }
    }

    @Override
    public void answered(int branch, Output<V> output) {
        String problem = gather.accept(branch, output.value());
        if (!problem.isEmpty()) {
            failed(branch, branches.at(branch).refused(problem));
            return;
        }
        branches.clear(branch);
        succeeded++;
        asked += output.asked();
        answered += output.answered();
        proceed();
    }

    @Override
    public void failed(int branch, Failure failure) {
        branches.clear(branch);
        failures.set(branch, failure);
        failed++;
        asked += run.program.shards(partition.step(branch));
        proceed();
    }

    boolean hasRetryLeft() {
        int budget = run.program.retryBudget(step);
        return budget < 0 || retries < budget;
    }

    void countRetry() {
        retries++;
    }

    /// One branch more has ended.
    private void proceed() {
        int quorum = run.program.quorum(step);
        if (isOver) {
            return;
        }
        if (failed > partition.size() - quorum) {
            cancel();
            owner.failed(place, Failure.ofQuorum(run.program.id(step), partition.size(), quorum, causes()));
        } else if (succeeded + failed == partition.size()) {
            isOver = true;
            gather();
        } else if (!isStarting) {
            startBranches();
        }
    }

    /// A branch may end before its start returns: this loop then goes on, instead of one inside it.
    private void startBranches() {
        isStarting = true;
        int most = run.program.concurrency(step);
        while (!isOver && begun < partition.size() && begun - succeeded - failed < most) {
            int branch = begun++;
            Task<V> task = run.kinds.task(run, partition.step(branch), partition.input(branch), this, branch, this);
            branches.set(branch, task);
            task.start();
        }
        isStarting = false;
    }

    private void gather() {
        V value = gather.combine(asked, answered);
        if (value == null) {
            owner.failed(place, Failure.of(FailureKind.ANSWER, run.program.id(step), gather.problem()));
        } else {
            owner.answered(place, new Output<>(value, asked, answered));
        }
    }

    private Failure[] causes() {
        Failure[] causes = new Failure[failed];
        int count = 0;
        for (int i = 0; i < failures.size(); i++) {
            Failure failure = failures.get(i);
            if (failure != null) {
                causes[count++] = failure;
            }
        }
        return causes;
    }
}
