package dev.evodb.sim.net;

/// How one hop through the simulated network went. Times are from the start of the hop.
public sealed interface Delivery {
    /// When the head was there, or the failure.
    long headMicros();

    /// What went wrong on purpose; empty for nothing.
    String fault();

    /// An answer arrived.
    ///
    /// @param bodyMicros  when the body was there, or known not to come
    /// @param bodyError   why the body did not come to its end; empty if it did
    /// @param originBytes pulled from an origin for it
    record Answered(
            OriginResponse response,
            long headMicros,
            long bodyMicros,
            String bodyError,
            CacheStatus cache,
            long originBytes,
            String fault)
            implements Delivery {}

    /// The network failed before an answer.
    record Failed(String message, long headMicros, String fault) implements Delivery {}
}
