package dev.evodb.snippets.lance.jvm;

/// Told how far a packing is. Called on the packing thread.
@FunctionalInterface
public interface PackProgress {
    /// Tells nobody.
    PackProgress NONE = (stage, done, total) -> {};

    /// `stage` is `read`, `train`, `assign` or `write`; `total` is 0 where it is not known.
    void at(String stage, int done, int total);
}
