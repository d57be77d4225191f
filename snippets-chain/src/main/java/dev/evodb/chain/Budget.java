package dev.evodb.chain;

/// What one invocation of one snippet may use. Every hop of a chain has a budget of its own.
///
/// `cpuMicros` is CPU time in microseconds, `memoryBytes` is live memory, `subrequests` counts the fetches
/// that the invocation starts, `packageBytes` is the size of the deployed module. All are at least 0.
public record Budget(long cpuMicros, long memoryBytes, int subrequests, long packageBytes) {
    public Budget {
        requireNotNegative("cpuMicros", cpuMicros);
        requireNotNegative("memoryBytes", memoryBytes);
        requireNotNegative("subrequests", subrequests);
        requireNotNegative("packageBytes", packageBytes);
    }

    static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must be at least 0, got " + value);
        }
    }
}
