package dev.evodb.chain.jvm.run;

import dev.evodb.chain.run.Actions;
import dev.evodb.chain.run.AllKinds;
import dev.evodb.chain.run.Arrival;
import dev.evodb.chain.run.Attempt;
import dev.evodb.chain.run.Failure;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Problem;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.Run;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Drives one run with the clock of this machine: the thread that calls [#run] handles all events, each
/// request blocks a virtual thread of its own.
final class RunDriver implements Actions<Value> {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Run<Value> run;
    private final Map<String, String> parameters;
    private final Caller caller;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Integer, Ended> underWay = new HashMap<>();
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final long startNanos = System.nanoTime();
    private int wakeAt = Run.NEVER;
    private @Nullable Output<Value> output;
    private @Nullable Failure failure;

    RunDriver(Program program, Arrival arrival, Map<String, String> parameters, Caller caller) {
        run = new Run<>(program, new AllKinds<>(), ValueTree.INSTANCE, arrival, this);
        this.parameters = parameters;
        this.caller = caller;
    }

    /// A request that tells when it has ended, however it did.
    private final class Ended extends FutureTask<Value> {
        private final int attempt;

        Ended(int attempt, Call call) {
            super(() -> caller.call(call));
            this.attempt = attempt;
        }

        @Override
        protected void done() {
            ended.add(this);
        }
    }

    Output<Value> run(Value input) throws ChainFailedException, InterruptedException {
        try (threads) {
            try {
                run.start(input);
                while (!run.isFinished()) {
                    handle(next());
                }
            } finally {
                // Of use only if this thread was interrupted, or a caller broke down.
                run.cancel();
            }
        }
        if (failure != null) {
            throw new ChainFailedException(failure);
        }
        if (output == null) {
            throw new IllegalStateException("the run ended without an outcome");
        }
        return output;
    }

    @Override
    public void send(Attempt<Value> attempt) {
        Call call = new Call(
                attempt.step(),
                attempt.url(),
                attempt.input(),
                parameters,
                attempt.number(),
                attempt.timeLeft(),
                attempt.hops());
        Ended request = new Ended(attempt.id(), call);
        underWay.put(attempt.id(), request);
        threads.execute(request);
    }

    @Override
    public void cancel(int attempt) {
        Ended request = underWay.remove(attempt);
        if (request != null) {
            request.cancel(true);
        }
    }

    @Override
    public void wakeAt(int millis) {
        wakeAt = millis;
    }

    @Override
    public void finished(Output<Value> found) {
        output = found;
    }

    @Override
    public void finished(Failure found) {
        failure = found;
    }

    /// The next request that has ended, or null if it is time for something else.
    private @Nullable Ended next() throws InterruptedException {
        if (wakeAt == Run.NEVER) {
            return ended.take();
        }
        long wait = wakeAt * NANOS_PER_MILLI - (System.nanoTime() - startNanos);
        return ended.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
    }

    private void handle(@Nullable Ended request) throws InterruptedException {
        int now = (int) Math.min(Run.NEVER - 1, (System.nanoTime() - startNanos) / NANOS_PER_MILLI);
        if (request == null) {
            run.elapsed(now);
        } else if (underWay.remove(request.attempt) != null) {
            try {
                run.answered(now, request.attempt, request.get());
            } catch (ExecutionException e) {
                run.failed(now, request.attempt, problem(e));
            }
        }
    }

    /// @throws Error if that is what ended the request: it is no matter of the chain
    private static Problem problem(ExecutionException e) {
        return switch (e.getCause()) {
            case CallFailedException failed -> failed.problem();
            case Error error -> throw error;
            case IOException io -> Problem.network(io.toString());
            case InterruptedException interrupted -> Problem.network(interrupted.toString());
            // A function of this process that breaks down is like a snippet that throws.
            case Throwable thrown -> Problem.status(500, thrown.toString());
            case null -> throw new IllegalStateException("request ended without cause", e);
        };
    }
}
