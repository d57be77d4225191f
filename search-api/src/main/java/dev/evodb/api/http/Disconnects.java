package dev.evodb.api.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Looks from time to time whether clients are still there whose requests take long. Thread-safe.
final class Disconnects {
    private final Map<WatchedEndPoint, Runnable> watched = new ConcurrentHashMap<>();

    /// Runs `action` once if the client goes away.
    void watch(WatchedEndPoint endPoint, Runnable action) {
        watched.put(endPoint, action);
    }

    void forget(WatchedEndPoint endPoint) {
        watched.remove(endPoint);
    }

    /// Looks at all of them.
    void look() {
        watched.forEach((endPoint, action) -> {
            if (endPoint.looksGone() && watched.remove(endPoint) != null) {
                action.run();
            }
        });
    }
}
