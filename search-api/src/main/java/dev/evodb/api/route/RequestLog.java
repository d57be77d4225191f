package dev.evodb.api.route;

import org.jspecify.annotations.Nullable;

/// Is told of every request when its answer has ended. Thread-safe.
@FunctionalInterface
public interface RequestLog {
    /// One request: its id, the form of its path, the name of its key (empty without one), the status that
    /// was answered (0 if none was), the time that it took, and what failed.
    record Entry(
            String requestId,
            String method,
            String route,
            String principal,
            int status,
            long nanos,
            @Nullable Throwable failure) {
        /// Whether the failure is a fault of the server or of its data, not of the client.
        public boolean isFault() {
            return Dispatcher.isFault(failure);
        }
    }

    void log(Entry entry);
}
