package dev.evodb.sim.engine;

import dev.evodb.sim.net.SnippetRequest;

/// What a snippet asks of the world. `id` names the promise that waits for it.
public sealed interface Operation {
    int id();

    /// Whether it counts against the limit of subrequests.
    default boolean isSubrequest() {
        return this instanceof Fetch || this instanceof BadFetch;
    }

    /// A subrequest.
    record Fetch(int id, SnippetRequest request, Redirect redirect) implements Operation {}

    /// A subrequest that fails before it reaches the network, for example for a URL without a host.
    record BadFetch(int id, String message) implements Operation {}

    /// The bytes, or with `isText` the text, of a body that has arrived already.
    record ReadBody(int id, int body, boolean isText) implements Operation {}

    /// `setTimeout`; `delayMillis` is not negative.
    record Timer(int id, int delayMillis) implements Operation {}

    /// What `fetch` does with a redirect.
    enum Redirect {
        FOLLOW,
        MANUAL,
        ERROR
    }
}
