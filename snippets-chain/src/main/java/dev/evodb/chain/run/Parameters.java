package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// The query string of the request that entered the chain. It travels with every call, so that conditions
/// and `k` mean the same wherever a step runs.
@FunctionalInterface
public interface Parameters {
    /// No query string.
    Parameters NONE = name -> null;

    /// The value of a parameter; null if it is not there.
    @Nullable
    String get(String name);
}
