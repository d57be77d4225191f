package dev.evodb.chain;

/// Names one step within its chain, in plans, messages and answers.
///
/// `text` has 1 to 64 letters, digits, `.`, `_` and `-`, a letter or digit first.
public record StepId(String text) {
    public StepId {
        Names.require("step id", text);
    }

    /// The same as [#text()].
    @Override
    public String toString() {
        return text;
    }
}
