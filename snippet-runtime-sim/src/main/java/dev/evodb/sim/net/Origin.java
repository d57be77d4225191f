package dev.evodb.sim.net;

import java.io.IOException;

/// What answers a hostname: an object store, a web server. Takes no simulated time of its own.
@FunctionalInterface
public interface Origin {
    /// Answers one request. `request` and its body are borrowed for the call.
    ///
    /// @throws IOException where the network would fail; the snippet's `fetch` is rejected with its message
    OriginResponse answer(SnippetRequest request) throws IOException;

    /// What stands behind a hostname that nothing answers.
    static Origin absent(String host) {
        return request -> {
            throw new IOException("no origin and no other snippet at " + host);
        };
    }
}
