package dev.evodb.chain.jvm.run;

import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.run.Actions;
import dev.evodb.chain.run.AllKinds;
import dev.evodb.chain.run.Answers;
import dev.evodb.chain.run.Arrival;
import dev.evodb.chain.run.Attempt;
import dev.evodb.chain.run.Failure;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Problem;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.Run;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A run whose events a test writes by hand; what it does is text, as `send 0 s0`.
final class RunRecorder implements Actions<Value> {
    final List<Attempt<Value>> sent = new ArrayList<>();

    private final Program program;
    private final Run<Value> run;
    private StringJoiner log = new StringJoiner("; ");
    private @Nullable Failure failure;

    RunRecorder(ChainPart chain, int subrequests, int deadlineMillis) {
        this(chain, subrequests, deadlineMillis, Map.of(), Centroids.NONE, "");
    }

    RunRecorder(
            ChainPart chain,
            int subrequests,
            int deadlineMillis,
            Map<String, String> parameters,
            Centroids centroids,
            String hops) {
        program = ProgramWriter.write(chain.chain(new ChainId("test")), chain.root(), subrequests, centroids);
        Map<String, String> query = new HashMap<>(parameters);
        Arrival arrival = new Arrival(
                chain.root() + ".example",
                hops,
                Integer.parseInt(query.getOrDefault("k", "10")),
                deadlineMillis,
                query::get);
        run = new Run<>(program, new AllKinds<>(), ValueTree.INSTANCE, arrival, this);
    }

    String start(Value input) {
        run.start(input);
        return actions();
    }

    String answered(int time, int attempt, Value body) {
        run.answered(time, attempt, body);
        return actions();
    }

    String failed(int time, int attempt, Problem problem) {
        run.failed(time, attempt, problem);
        return actions();
    }

    String elapsed(int time) {
        run.elapsed(time);
        return actions();
    }

    String cancel() {
        run.cancel();
        return actions();
    }

    /// The body of the response of a run that failed.
    String failureBody() {
        if (failure == null) {
            throw new AssertionError("it has not failed");
        }
        return json(Answers.body(ValueTree.INSTANCE, failure));
    }

    private String actions() {
        String text = log.toString();
        log = new StringJoiner("; ");
        return text;
    }

    @Override
    public void send(Attempt<Value> attempt) {
        sent.add(attempt);
        log.add("send " + attempt.id() + " " + attempt.step());
    }

    @Override
    public void cancel(int attempt) {
        log.add("cancel " + attempt);
    }

    @Override
    public void wakeAt(int millis) {
        log.add(millis == Run.NEVER ? "sleep" : "wake " + millis);
    }

    @Override
    public void finished(Output<Value> output) {
        log.add("answer " + json(Answers.body(ValueTree.INSTANCE, program, output)));
    }

    @Override
    public void finished(Failure found) {
        failure = found;
        log.add(found.kind().text() + ": " + found.message());
    }

    static String json(Value value) {
        return new String(ValueJson.write(value), StandardCharsets.UTF_8);
    }
}
