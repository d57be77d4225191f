package dev.evodb.cli.deploy;

import java.util.List;

/// What became of the rules of a zone. `isWritten` is false if they were as wanted already;
/// `isMergedAgain` says that somebody else changed them while snippets were uploaded, and that this
/// change was kept.
public record ZoneChange(String zone, RuleList before, RuleList after, boolean isWritten, boolean isMergedAgain) {
    /// One line a rule, see [RuleList#diff].
    public List<String> diff() {
        return before.diff(after);
    }
}
