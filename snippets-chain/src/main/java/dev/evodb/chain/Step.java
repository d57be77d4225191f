package dev.evodb.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One step of a chain: it makes one output of one input. It names the steps that it calls by their ids;
/// a [Chain] checks that they are there.
///
/// A closed set. What a kind of step costs is decided in `dev.evodb.chain.jvm.plan.ChainPlan`, how it is
/// written in `dev.evodb.chain.jvm.json.ChainJson`, how it runs in
/// `dev.evodb.chain.jvm.run.ProgramWriter`; all stop compiling until they know a new one.
public sealed interface Step {
    /// Steps that one step may call at most. Each kind refuses more with an [InvalidStepException].
    int MAX_WIDTH = 64;

    StepId id();

    Placement placement();

    /// Steps that this one depends on, in order; as often as it calls them.
    List<StepId> calls();

    /// The snippet whose invocation this step is, unless it runs in line.
    default Optional<Snippet> snippet() {
        return switch (placement()) {
            case Placement.Hop hop -> Optional.of(hop.snippet());
            case Placement.InLine inLine -> Optional.empty();
        };
    }

    /// The snippet answers by itself: a leaf.
    record Invoke(StepId id, Placement.Hop placement) implements Step {
        @Override
        public List<StepId> calls() {
            return List.of();
        }
    }

    /// One step after the other: the first gets the input, each other one the output of the step before
    /// it, and the output of the last one is the output. Fails with the first that fails.
    record Sequential(StepId id, Placement placement, List<StepId> calls) implements Step {
        public Sequential {
            calls = List.copyOf(calls);
            requireWidth(id, calls.size(), "steps");
        }
    }

    /// All branches at once, as far as `fanOut` allows.
    record Parallel(StepId id, Placement placement, FanOut fanOut, List<StepId> calls) implements Step {
        public Parallel {
            calls = List.copyOf(calls);
            int branches = calls.size();
            requireWidth(id, branches, "branches");
            int called = fanOut.partitioner().called(branches);
            if (fanOut.quorum().orElse(1) > called) {
                throw new InvalidStepException(
                        id,
                        "quorum is " + fanOut.quorum().getAsInt() + ", but it calls " + called
                                + (called == 1 ? " branch" : " branches"));
            }
            if (fanOut.partitioner() instanceof Partitioner.Slices slices
                    && !slices.weights().isEmpty()
                    && slices.weights().size() != branches) {
                throw new InvalidStepException(
                        id, "slices has " + slices.weights().size() + " weights for " + branches + " branches");
            }
        }
    }

    /// One of two steps, or none: the input goes to `then` if it meets the condition, else to
    /// `otherwise`. A side that is empty passes the input on as the output.
    record Conditional(
            StepId id, Placement placement, Condition condition, Optional<StepId> then, Optional<StepId> otherwise)
            implements Step {
        public Conditional {
            if (then.isEmpty() && otherwise.isEmpty()) {
                throw new InvalidStepException(id, "neither then nor otherwise names a step");
            }
        }

        @Override
        public List<StepId> calls() {
            List<StepId> calls = new ArrayList<>();
            then.ifPresent(calls::add);
            otherwise.ifPresent(calls::add);
            return calls;
        }
    }

    private static void requireWidth(StepId id, int width, String what) {
        if (width < 1 || width > MAX_WIDTH) {
            throw new InvalidStepException(id, "width must be 1..=" + MAX_WIDTH + " " + what + ", got " + width);
        }
    }
}
