package dev.evodb.chain;

/// Where a step runs: in an invocation of its own, or in that of the step that calls it. A closed set.
public sealed interface Placement {
    /// An invocation of `snippet`, called over HTTP as `policy` says, with a budget of its own.
    record Hop(Snippet snippet, CallPolicy policy) implements Placement {}

    /// No invocation: the snippet of the nearest step above makes the calls of this one, and they count
    /// against its budget.
    record InLine() implements Placement {}

    /// In the invocation of the caller.
    static InLine inLine() {
        return new InLine();
    }

    /// One attempt at calling `snippet`, without a limit of its own.
    static Hop at(Snippet snippet) {
        return new Hop(snippet, CallPolicy.ONCE);
    }
}
