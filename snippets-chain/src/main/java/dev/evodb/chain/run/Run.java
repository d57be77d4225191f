package dev.evodb.chain.run;

import dev.evodb.chain.Digits;
import dev.evodb.chain.Hops;
import org.jspecify.annotations.Nullable;

/// One request on its way through a coordinator: the state machine that every executor drives. It is told
/// what happened ([#start], [#answered], [#failed], [#elapsed], [#cancel]) and says what to do
/// ([Actions]); the same events give the same actions.
///
/// Times are milliseconds since the start, whole and never falling; each event says when it happened.
/// Whatever is late then has failed: an answer counts if it comes before its time is over. A run ends
/// exactly once, by [Actions#finished], when its deadline is reached at the latest; nothing is under way
/// then. Not thread-safe.
public final class Run<V> {
    /// A time that does not come.
    public static final int NEVER = Integer.MAX_VALUE;

    final Program program;
    final StepKinds<V> kinds;
    final Values<V> values;
    final Arrival arrival;

    private final Actions<V> actions;
    private final int deadline;
    private final String hops;
    /// Calls under way, in the order of their first requests.
    private @Nullable CallTask<V> firstCall;

    private @Nullable CallTask<V> lastCall;
    private @Nullable Task<V> root;
    private int now;
    private int sent;
    private int extra;
    private int wakeAt = NEVER;
    private boolean isFinished;

    public Run(Program program, StepKinds<V> kinds, Values<V> values, Arrival arrival, Actions<V> actions) {
        this.program = program;
        this.kinds = kinds;
        this.values = values;
        this.arrival = arrival;
        this.actions = actions;
        int own = program.deadlineMillis() > 0 ? program.deadlineMillis() : NEVER;
        deadline = arrival.deadlineMillis() > 0 ? Math.min(own, arrival.deadlineMillis()) : own;
        hops = Hops.plus(arrival.hops(), arrival.host());
    }

    /// Begins, at time 0, with the body of the request. The first event.
    public void start(V input) {
        String refusal = Hops.refusal(arrival.hops(), arrival.host());
        int missing = program.calls() - program.subrequests();
        if (!refusal.isEmpty()) {
            finish(Failure.of(FailureKind.LOOP, program.id(), refusal));
        } else if (missing > 0) {
            finish(Failure.of(
                    FailureKind.SUBREQUESTS,
                    program.id(),
                    "subrequests limit is " + Digits.text(program.subrequests()) + ", needed "
                            + Digits.text(program.calls()) + ", " + Digits.text(missing) + " too many"));
        } else {
            root = kinds.task(this, 0, input, new Root(), 0, null);
            root.start();
            settle();
        }
    }

    /// The snippet answered request `attempt` with status 200 and this body. Without effect if the
    /// request has ended already: answers may come twice, or after they were given up.
    public void answered(int time, int attempt, V body) {
        advance(time);
        CallTask<V> call = callOf(attempt);
        if (call != null) {
            call.answered(attempt, body);
        }
        settle();
    }

    /// Request `attempt` ended otherwise. Without effect if it has ended already.
    public void failed(int time, int attempt, Problem problem) {
        advance(time);
        CallTask<V> call = callOf(attempt);
        if (call != null) {
            call.failed(attempt, problem);
        }
        settle();
    }

    /// It is that late, and nothing else happened. May come early, and more often than was asked for.
    public void elapsed(int time) {
        advance(time);
        settle();
    }

    /// Whoever asked does not wait any more: gives up what is under way. The run has no outcome then.
    public void cancel() {
        if (root != null && !isFinished) {
            root.cancel();
        }
        isFinished = true;
        settle();
    }

    /// Whether the outcome was told, or the run was cancelled.
    public boolean isFinished() {
        return isFinished;
    }

    /// Requests sent so far, each a subrequest of the invocation.
    public int subrequests() {
        return sent;
    }

    /// Of them, retries and hedged requests.
    public int extraRequests() {
        return extra;
    }

    int now() {
        return now;
    }

    /// The time by which the run must have ended, or `NEVER`.
    int deadline() {
        return deadline;
    }

    /// Sends a request of `call` and answers its id.
    int send(CallTask<V> call, int number, int timeLeft) {
        int id = sent++;
        actions.send(
                new Attempt<>(id, program.id(call.step), program.url(call.step), call.input, number, timeLeft, hops));
        return id;
    }

    void cancelAttempt(int attempt) {
        actions.cancel(attempt);
    }

    /// Whether one more request than the calls need may be sent; then it counts. Enough is kept for all
    /// calls that the run may still have to make.
    boolean takeExtra(@Nullable ParallelTask<V> enclosing) {
        if (program.calls() + extra >= program.subrequests()) {
            return false;
        }
        for (ParallelTask<V> above = enclosing; above != null; above = above.enclosing) {
            if (!above.hasRetryLeft()) {
                return false;
            }
        }
        for (ParallelTask<V> above = enclosing; above != null; above = above.enclosing) {
            above.countRetry();
        }
        extra++;
        return true;
    }

    /// `call` has requests under way from now on.
    void begin(CallTask<V> call) {
        if (lastCall == null) {
            firstCall = call;
        } else {
            lastCall.next = call;
            call.previous = lastCall;
        }
        lastCall = call;
    }

    /// `call` has none any more.
    void end(CallTask<V> call) {
        CallTask<V> before = call.previous;
        CallTask<V> behind = call.next;
        if (before == null) {
            firstCall = behind;
        } else {
            before.next = behind;
        }
        if (behind == null) {
            lastCall = before;
        } else {
            behind.previous = before;
        }
        call.previous = null;
        call.next = null;
    }

    private void advance(int time) {
        now = Math.max(now, time);
        // What is due may end or begin any call: start over after each.
        CallTask<V> call = firstCall;
        while (call != null) {
            if (call.dueAt() <= now) {
                call.elapsed();
                call = firstCall;
            } else {
                call = call.next;
            }
        }
    }

    private @Nullable CallTask<V> callOf(int attempt) {
        CallTask<V> call = firstCall;
        while (call != null && !call.hasUnderWay(attempt)) {
            call = call.next;
        }
        return call;
    }

    private void settle() {
        int wanted = NEVER;
        for (CallTask<V> call = firstCall; call != null; call = call.next) {
            wanted = Math.min(wanted, call.dueAt());
        }
        if (wanted != wakeAt && !isFinished) {
            wakeAt = wanted;
            actions.wakeAt(wanted);
        }
    }

    private void finish(Failure failure) {
        isFinished = true;
        actions.finished(failure);
    }

    /// Of the coordinator's own step.
    private final class Root implements Owner<V> {
        @Override
        public void answered(int place, Output<V> output) {
            isFinished = true;
            actions.finished(output);
        }

        @Override
        public void failed(int place, Failure failure) {
            finish(failure);
        }
    }
}
