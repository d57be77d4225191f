package dev.evodb.chain.jvm.run;

import dev.evodb.chain.Chain;
import dev.evodb.chain.HitCount;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.run.Answers;
import dev.evodb.chain.run.Arrival;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Program;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Runs a chain on virtual threads: the calls of other programs' snippets by [Caller]s, its coordinators
/// in this process, each with the budget of its own invocation and the same state machine as when it is
/// deployed ([dev.evodb.chain.run.Run]). Immutable and thread-safe.
public final class ChainExecutor {
    /// The host of whoever asks; no host of a URL has parentheses.
    private static final String CLIENT = "(client)";

    private final Chain chain;
    private final Map<StepId, Program> programs = new HashMap<>();
    private final Map<StepId, Caller> callers = new HashMap<>();

    /// `callers` by the URL of the snippet. A coordinator without one runs here; `budgets` say how many
    /// subrequests it has beside those of its own cost.
    ///
    /// @throws IllegalArgumentException if a leaf has no caller, or a step has no centroids although
    ///     it needs some; the message names the step
    public ChainExecutor(Chain chain, Budgets budgets, Map<String, Caller> callers, Centroids centroids) {
        this.chain = chain;
        for (Step step : chain.steps()) {
            Optional<Snippet> placed = step.snippet();
            if (placed.isEmpty()) {
                continue;
            }
            Snippet snippet = placed.get();
            Caller caller = callers.get(snippet.url());
            if (caller != null) {
                this.callers.put(step.id(), caller);
            } else if (step instanceof Step.Invoke) {
                throw new IllegalArgumentException("step " + step.id() + ": no caller for " + snippet.url());
            } else {
                int left = budgets.of(step.id(), snippet).subrequests()
                        - snippet.cost().subrequests();
                programs.put(step.id(), ProgramWriter.write(chain, step.id(), Math.max(0, left), centroids));
            }
        }
    }

    /// Answers one request with the output of the entry. `parameters` is its query string; `k` is how
    /// many hits it asks for, 10 if it does not say.
    ///
    /// Blocks. No thread of the run is left when it returns, so callers that do not heed interrupts can
    /// hold it up.
    ///
    /// @throws IllegalArgumentException if `k` is no whole number in `1..=1000`
    /// @throws ChainFailedException naming the step that failed; an [Error] of a caller is
    ///     passed on as it is
    /// @throws InterruptedException if this thread was interrupted; what was under way was
    ///     interrupted too
    public Output<Value> run(Value input, Map<String, String> parameters)
            throws ChainFailedException, InterruptedException {
        Map<String, String> all = new HashMap<>(parameters);
        all.putIfAbsent("k", Integer.toString(HitCount.DEFAULT));
        hits(all);
        Program program = programs.get(chain.entry());
        return program == null
                ? drive(ProgramWriter.entry(chain), CLIENT, "", 0, input, all)
                : drive(program, host(chain.entry()), "", 0, input, all);
    }

    private Output<Value> drive(
            Program program, String host, String hops, int timeLeft, Value input, Map<String, String> parameters)
            throws ChainFailedException, InterruptedException {
        Arrival arrival = new Arrival(host, hops, hits(parameters), timeLeft, parameters::get);
        return new RunDriver(program, arrival, parameters, this::call).run(input);
    }

    private Value call(Call call) throws IOException, InterruptedException {
        StepId id = new StepId(call.step());
        Caller caller = callers.get(id);
        if (caller != null) {
            return caller.call(id.equals(chain.entry()) ? call.entering() : call);
        }
        Program program = programs.get(id);
        if (program == null) {
            throw new IllegalStateException("step " + id + " is neither called nor run");
        }
        try {
            Output<Value> output =
                    drive(program, host(id), call.hops(), call.timeLeft(), call.input(), call.parameters());
            return Answers.body(ValueTree.INSTANCE, program, output);
        } catch (ChainFailedException e) {
            // What a deployed coordinator answers.
            throw CallFailedException.status(
                    e.failure().kind().status(), e.failure().message());
        }
    }

    private static int hits(Map<String, String> parameters) {
        return HitCount.parse(parameters.getOrDefault("k", ""));
    }

    private String host(StepId step) {
        return chain.step(step).snippet().orElseThrow().host();
    }
}
