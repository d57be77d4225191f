package dev.evodb.sim.engine;

import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;

/// What a snippet asks of the world. `id` names the promise that waits for it.
public sealed interface Operation {
    int id();

    /// Whether it counts against the limit of subrequests.
    default boolean isSubrequest() {
        return switch (this) {
            case Fetch _, BadFetch _ -> true;
            case CacheCall(int _, Cache call, boolean isCounted) -> isCounted;
            case ReadBody _, Timer _ -> false;
        };
    }

    /// A subrequest. A redirect is the answer if `isRedirectManual`, and followed otherwise.
    record Fetch(int id, SnippetRequest request, boolean isRedirectManual) implements Operation {}

    /// A subrequest that fails before it reaches the network, for example for a URL without a host.
    record BadFetch(int id, String message) implements Operation {}

    /// The bytes, or with `isText` the text, of a body that has arrived already.
    record ReadBody(int id, int body, boolean isText) implements Operation {}

    /// `setTimeout`; `delayMillis` is not negative.
    record Timer(int id, int delayMillis) implements Operation {}

    /// A call of the Cache API, which is a subrequest if `isCounted`.
    record CacheCall(int id, Cache call, boolean isCounted) implements Operation {}

    /// What a call of the Cache API wants of the cache named `cache`.
    sealed interface Cache {
        String cache();

        SnippetRequest request();

        /// The answer kept for the request.
        record Match(String cache, SnippetRequest request) implements Cache {}

        /// `response` to be kept.
        record Put(String cache, SnippetRequest request, OriginResponse response) implements Cache {}

        /// The answer to be forgotten.
        record Delete(String cache, SnippetRequest request) implements Cache {}
    }
}
