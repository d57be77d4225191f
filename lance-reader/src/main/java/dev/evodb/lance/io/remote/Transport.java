package dev.evodb.lance.io.remote;

import java.io.IOException;
import java.time.Duration;

/// Sends one request once. Thread-safe.
interface Transport {
    /// Answers with whatever status comes back. Redirects are not followed.
    ///
    /// @throws java.net.http.HttpTimeoutException if the answer is not complete after `timeout`
    StoreResponse send(StoreRequest request, Duration timeout) throws IOException, InterruptedException;
}
