package dev.evodb.lance.verify;

/// Is told how far a verification is.
@FunctionalInterface
public interface VerifyProgress {
    /// For those who do not care.
    VerifyProgress NONE = (_, _, _) -> {};

    /// `done` of `total` steps of `stage` are done.
    void at(String stage, int done, int total);
}
