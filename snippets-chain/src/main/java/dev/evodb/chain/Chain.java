package dev.evodb.chain;

import java.util.List;
import java.util.Optional;

/// Steps that call each other, checked: whoever holds a chain knows that every step that is called is
/// there, that all are reached from the entry, that no step calls itself through others, and that no
/// request can come back to a host that it has passed. Immutable; equal if id, entry and steps in their
/// order are.
///
/// A step may be called by several others; each call is a run of its own. What the runs cost and whether
/// a budget has room for them is for `dev.evodb.chain.jvm.plan.ChainPlan` to say.
public final class Chain {
    /// Steps of one chain.
    public static final int MAX_STEPS = 1_024;

    /// Steps on the longest path.
    public static final int MAX_NESTING = 32;

    /// Calls of steps in one run, each side of a condition counted.
    public static final int MAX_RUNS = 10_000;

    private final ChainId id;
    private final StepId entry;
    private final List<Step> steps;
    private final StepGraph graph;

    private Chain(ChainId id, StepId entry, List<Step> steps, StepGraph graph) {
        this.id = id;
        this.entry = entry;
        this.steps = steps;
        this.graph = graph;
    }

    /// Checks `steps` in the order that [#problem] tells.
    ///
    /// @throws IllegalArgumentException with the message of the first problem
    public static Chain of(ChainId id, StepId entry, List<Step> steps) {
        List<Step> copy = List.copyOf(steps);
        Optional<ChainProblem> problem = problem(entry, copy);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get().message());
        }
        return new Chain(id, entry, copy, StepGraph.of(copy));
    }

    /// The first reason why `steps` are no chain that `entry` begins: too many steps; an id that is used
    /// twice; an entry or a called step that is not there; a cycle; a step that is not reached; an entry
    /// in line; too many steps or snippets on a path; a host that a path reaches twice; too many runs.
    public static Optional<ChainProblem> problem(StepId entry, List<Step> steps) {
        return StepGraph.problem(entry, steps);
    }

    public ChainId id() {
        return id;
    }

    /// The step that requests enter at. It has a snippet.
    public StepId entry() {
        return entry;
    }

    /// All steps, in the order in which they were given.
    public List<Step> steps() {
        return steps;
    }

    /// The step of that id.
    ///
    /// @throws IllegalArgumentException if there is none
    public Step step(StepId wanted) {
        Step step = graph.find(wanted);
        if (step == null) {
            throw new IllegalArgumentException("chain " + id + " has no step " + wanted);
        }
        return step;
    }

    /// All steps, each behind all that call it: the entry first.
    public List<Step> callersFirst() {
        return graph.callersFirst();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Chain that
                && id.equals(that.id)
                && entry.equals(that.entry)
                && steps.equals(that.steps);
    }

    @Override
    public int hashCode() {
        return (id.hashCode() * 31 + entry.hashCode()) * 31 + steps.hashCode();
    }

    @Override
    public String toString() {
        return "chain " + id + " of " + steps.size() + " steps, entry " + entry;
    }
}
