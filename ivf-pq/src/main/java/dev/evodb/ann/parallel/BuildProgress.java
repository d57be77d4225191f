package dev.evodb.ann.parallel;

/// Watches a long piece of work and may end it. Called by several threads, though never by two at once
/// within a phase.
public interface BuildProgress {
    /// Watches nothing.
    BuildProgress NONE = (_, _, _) -> {};

    /// `done` of `total` units of `phase` (`centroids`, `encoding`) are done.
    void report(String phase, long done, long total);

    /// Asked before each task; true ends the work with a [java.util.concurrent.CancellationException].
    default boolean isCancelled() {
        return false;
    }
}
