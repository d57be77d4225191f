package dev.evodb.chain.run;

import dev.evodb.chain.Digits;
import org.jspecify.annotations.Nullable;

/// A call of a snippet: an attempt, retries after it failed, and one hedged request beside an attempt
/// that takes long. The first answer counts.
///
/// At most two requests are under way. While one of them may still answer, a failure of the other that
/// might be different next time is not retried; one that would be the same again ends the call.
final class CallTask<V> extends Task<V> {
    private static final int NONE = -1;

    /// Links of the run's calls under way.
    @Nullable
    CallTask<V> next;

    @Nullable
    CallTask<V> previous;

    private int attempt = NONE;
    private int attemptEnds = Run.NEVER;
    private int hedge = NONE;
    private int hedgeEnds = Run.NEVER;
    private int hedgeAt = Run.NEVER;
    private boolean isHedged;
    private boolean sawChangedPack;
    private int sent;
    private int retries;

    CallTask(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        super(run, step, input, owner, place, enclosing);
    }

    @Override
    void start() {
        if (hasTime()) {
            run.begin(this);
            sendAttempt();
        } else {
            owner.failed(place, failure(late()));
        }
    }

    @Override
    void cancel() {
        if (attempt != NONE || hedge != NONE) {
            drop(attempt);
            drop(hedge);
            end();
        }
    }

    @Override
    Failure refused(String why) {
        return failure(new Problem(FailureKind.ANSWER, 200, why));
    }

    boolean hasUnderWay(int id) {
        return id != NONE && (attempt == id || hedge == id);
    }

    /// When something is to be done unless a request ends before.
    int dueAt() {
        return Math.min(hedgeAt, Math.min(attemptEnds, hedgeEnds));
    }

    /// Request `id`, which is under way, was answered.
    void answered(int id, V body) {
        drop(attempt == id ? hedge : attempt);
        end();
        int form = run.program.form(step);
        Output<V> output = Answers.read(run.values, form, body);
        if (output == null) {
            owner.failed(place, refused(Answers.problem(run.values, form, body)));
        } else {
            owner.answered(place, output);
        }
    }

    /// Request `id`, which was under way, ended otherwise.
    void failed(int id, Problem problem) {
        if (attempt == id) {
            attempt = NONE;
            attemptEnds = Run.NEVER;
            hedgeAt = Run.NEVER;
        } else {
            hedge = NONE;
            hedgeEnds = Run.NEVER;
        }
        boolean mayDiffer = problem.isTransient() || (problem.isChangedPack() && !sawChangedPack);
        sawChangedPack |= problem.isChangedPack();
        boolean isOtherUnderWay = attempt != NONE || hedge != NONE;
        if (mayDiffer && isOtherUnderWay) {
            return;
        }
        if (mayDiffer && retries < run.program.retries(step) && hasTime() && run.takeExtra(enclosing)) {
            retries++;
            sendAttempt();
            return;
        }
        drop(attempt);
        drop(hedge);
        end();
        owner.failed(place, failure(problem));
    }

    /// At least one of the times is over.
    void elapsed() {
        int now = run.now();
        if (attemptEnds <= now) {
            int id = attempt;
            run.cancelAttempt(id);
            failed(id, overdue());
        } else if (hedgeEnds <= now) {
            int id = hedge;
            run.cancelAttempt(id);
            failed(id, overdue());
        } else {
            hedgeAt = Run.NEVER;
            if (hasTime() && run.takeExtra(enclosing)) {
                isHedged = true;
                hedgeEnds = endOfRequest();
                hedge = send(hedgeEnds);
            }
        }
    }

    private void sendAttempt() {
        int hedgeAfter = run.program.hedgeAfterMillis(step);
        hedgeAt = hedgeAfter == 0 || isHedged ? Run.NEVER : run.now() + hedgeAfter;
        attemptEnds = endOfRequest();
        attempt = send(attemptEnds);
    }

    private int send(int ends) {
        sent++;
        return run.send(this, sent, ends == Run.NEVER ? 0 : Deadline.carried(ends - run.now()));
    }

    private int endOfRequest() {
        int timeout = run.program.timeoutMillis(step);
        return timeout == 0 ? run.deadline() : Math.min(run.deadline(), run.now() + timeout);
    }

    private boolean hasTime() {
        return run.now() < run.deadline();
    }

    private Problem overdue() {
        return run.deadline() <= run.now()
                ? late()
                : new Problem(
                        FailureKind.TIMEOUT,
                        0,
                        "gave no answer within " + Digits.text(run.program.timeoutMillis(step)) + " ms");
    }

    private Problem late() {
        String verb = sent == 0 ? "was not called before" : "gave no answer before";
        return new Problem(FailureKind.DEADLINE, 0, verb + " the deadline of " + Digits.text(run.deadline()) + " ms");
    }

    private Failure failure(Problem problem) {
        return Failure.ofCall(run.program.id(step), run.program.url(step), sent, problem);
    }

    private void drop(int id) {
        if (id != NONE) {
            run.cancelAttempt(id);
        }
    }

    private void end() {
        attempt = NONE;
        attemptEnds = Run.NEVER;
        hedge = NONE;
        hedgeEnds = Run.NEVER;
        hedgeAt = Run.NEVER;
        run.end(this);
    }
}
