package dev.evodb.chain;

/// Names a chain; the same characters as a [StepId].
public record ChainId(String text) {
    public ChainId {
        Names.require("chain id", text);
    }

    /// The same as [#text()].
    @Override
    public String toString() {
        return text;
    }
}
