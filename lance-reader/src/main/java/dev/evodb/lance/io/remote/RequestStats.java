package dev.evodb.lance.io.remote;

/// Requests that were sent to a store, bytes of their bodies that came back, and how many of the requests
/// were retries.
public record RequestStats(long requests, long bytes, long retries) {
    /// What came on top of `earlier`.
    public RequestStats since(RequestStats earlier) {
        return new RequestStats(requests - earlier.requests, bytes - earlier.bytes, retries - earlier.retries);
    }
}
