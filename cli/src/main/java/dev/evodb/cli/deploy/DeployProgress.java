package dev.evodb.cli.deploy;

/// Hears how far a deployment is.
@FunctionalInterface
public interface DeployProgress {
    /// `done` of `total` steps of `stage` are done; `total` is 0 where it is not known.
    void at(String stage, int done, int total);
}
