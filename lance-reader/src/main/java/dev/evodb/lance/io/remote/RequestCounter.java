package dev.evodb.lance.io.remote;

import java.util.concurrent.atomic.LongAdder;

/// What the requests of a store came to. Thread-safe.
final class RequestCounter {
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder retries = new LongAdder();

    void addRequest() {
        requests.increment();
    }

    void addBytes(long received) {
        bytes.add(received);
    }

    /// Counts a retry if the budget has one left: `floor` retries, and `percent` for each hundred
    /// requests.
    synchronized boolean tryRetry(int percent, int floor) {
        if (retries.sum() >= floor + requests.sum() * percent / 100) {
            return false;
        }
        retries.increment();
        return true;
    }

    RequestStats stats() {
        return new RequestStats(requests.sum(), bytes.sum(), retries.sum());
    }
}
