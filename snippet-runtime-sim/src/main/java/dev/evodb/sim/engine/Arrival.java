package dev.evodb.sim.engine;

import dev.evodb.sim.net.OriginResponse;
import java.util.Optional;

/// What a waiting snippet is handed in its next turn. `id` is that of the operation.
public sealed interface Arrival {
    int id();

    /// A subrequest was answered, by `url` after redirects.
    record Answer(int id, String url, boolean isRedirected, OriginResponse response) implements Arrival {}

    /// A subrequest failed as the network does: its promise is rejected with a `TypeError`.
    record Failure(int id, String message) implements Arrival {}

    /// A body that was to be read is there.
    record Body(Operation.ReadBody operation) implements Arrival {
        @Override
        public int id() {
            return operation.id();
        }
    }

    /// The Cache API has done what it was asked for; the promise is resolved with `value`, or with
    /// nothing if it is empty.
    record CacheDone(int id, Optional<Boolean> value) implements Arrival {}

    /// A timer is due.
    record Tick(int id) implements Arrival {}
}
