package dev.evodb.chain.jvm.plan;

/// What one invocation of one snippet may use. Every hop of a chain has a budget of its own.
///
/// `profile` names it in messages. `cpuMicros` is CPU time in microseconds, `memoryBytes` is live memory,
/// `subrequests` counts the fetches that the invocation starts, `packageBytes` is the size of the
/// deployed module. All are at least 0, and allowed to be used up.
public record Budget(String profile, long cpuMicros, long memoryBytes, int subrequests, long packageBytes) {
    public Budget {
        if (cpuMicros < 0 || memoryBytes < 0 || subrequests < 0 || packageBytes < 0) {
            throw new IllegalArgumentException("figures of budget " + profile + " must be at least 0, got cpuMicros "
                    + cpuMicros + ", memoryBytes " + memoryBytes + ", subrequests " + subrequests + ", packageBytes "
                    + packageBytes);
        }
    }
}
