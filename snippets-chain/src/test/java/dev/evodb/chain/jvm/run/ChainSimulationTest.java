package dev.evodb.chain.jvm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Random chains over random shards with faults, in virtual time. `-Devodb.chain.seeds=N` runs more of
/// them, `-Devodb.chain.seed=S` one, with its transcript.
class ChainSimulationTest {
    private static final int SEEDS = Integer.getInteger("evodb.chain.seeds", 10_000);

    @Test
    void everyAnswerIsExactOrPartialOrATypedFailureInTime() {
        long only = Long.getLong("evodb.chain.seed", -1);
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = only < 0 ? 0 : only; seed < (only < 0 ? SEEDS : only + 1); seed++) {
            ChainWorld.Result result = run(seed);
            seen.merge(kind(result), 1, Integer::sum);
            result.faults().forEach(fault -> seen.merge("fault: " + fault, 1, Integer::sum));
        }
        if (only < 0) {
            for (String kind : new String[] {
                "whole",
                "partial",
                "quorum",
                "deadline",
                "subrequests",
                "fault: answered twice",
                "fault: changed pack",
                "fault: lost",
                "fault: loop",
                "fault: slow",
                "fault: stall",
                "fault: truncated",
                "fault: 503"
            }) {
                assertTrue(seen.getOrDefault(kind, 0) >= SEEDS / 1000, () -> kind + " is too rare: " + seen);
            }
        }
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            assertEquals(run(seed).transcript(), run(seed).transcript(), "seed " + seed);
        }
    }

    private static ChainWorld.Result run(long seed) {
        try {
            return new ChainWorld(seed).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + " (-Devodb.chain.seed=" + seed + "): " + e.getMessage(), e);
        }
    }

    private static String kind(ChainWorld.Result result) {
        if (result.output() != null) {
            return result.output().isPartial() ? "partial" : "whole";
        }
        return result.failure() == null ? "nothing" : result.failure().kind().text();
    }
}
