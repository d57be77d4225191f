package dev.evodb.chain;

import java.util.OptionalInt;

/// How a parallel step spreads its input over its branches and makes one output of theirs.
///
/// `quorum` is how many of the called branches must answer; with fewer the step fails, with fewer than
/// all its answer says that it is partial. Empty means all of them. `concurrency` is how many are called
/// at one time, empty for no cap. `retryBudget` is how many retries and hedged requests all branches may
/// make together in the invocation that the step runs in; empty for as many as their policies allow.
public record FanOut(
        Partitioner partitioner,
        Combiner combiner,
        OptionalInt quorum,
        OptionalInt concurrency,
        OptionalInt retryBudget) {
    /// The most that a retry budget may allow.
    public static final int MAX_RETRY_BUDGET = 1_000;

    public FanOut {
        requireInRange("quorum", quorum, 1, Step.MAX_WIDTH);
        requireInRange("concurrency", concurrency, 1, Step.MAX_WIDTH);
        requireInRange("retryBudget", retryBudget, 0, MAX_RETRY_BUDGET);
    }

    /// All branches must answer, and nothing is capped.
    public static FanOut of(Partitioner partitioner, Combiner combiner) {
        return new FanOut(partitioner, combiner, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    public FanOut withQuorum(int branches) {
        return new FanOut(partitioner, combiner, OptionalInt.of(branches), concurrency, retryBudget);
    }

    public FanOut withConcurrency(int branches) {
        return new FanOut(partitioner, combiner, quorum, OptionalInt.of(branches), retryBudget);
    }

    public FanOut withRetryBudget(int requests) {
        return new FanOut(partitioner, combiner, quorum, concurrency, OptionalInt.of(requests));
    }

    private static void requireInRange(String name, OptionalInt value, int least, int most) {
        if (value.isPresent() && (value.getAsInt() < least || value.getAsInt() > most)) {
            throw new IllegalArgumentException(
                    name + " must be in " + least + "..=" + most + ", got " + value.getAsInt());
        }
    }
}
