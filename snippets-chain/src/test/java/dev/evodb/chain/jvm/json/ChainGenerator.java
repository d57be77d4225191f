package dev.evodb.chain.jvm.json;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/// Chains of every kind of step, value and default, the same for the same seed.
final class ChainGenerator {
    private final Random random;

    private ChainGenerator(Random random) {
        this.random = random;
    }

    static Chain chain(Random random) {
        return new ChainGenerator(random).chain();
    }

    /// Step `i` calls only later ones, and every step but the first is called by an earlier one.
    private Chain chain() {
        int count = 1 + random.nextInt(12);
        List<List<StepId>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(new ArrayList<>());
        }
        for (int i = 1; i < count; i++) {
            // A conditional step calls two at most.
            calls.get(i < 3 ? 0 : 1 + random.nextInt(i - 1)).add(id(i));
            if (random.nextInt(5) == 0) {
                calls.get(random.nextInt(i)).add(id(i));
            }
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step(i, calls.get(i)));
        }
        Collections.shuffle(steps, random);
        return Chain.of(new ChainId("chain-" + random.nextInt(100)), id(0), steps);
    }

    private Step step(int i, List<StepId> calls) {
        Placement.Hop hop = new Placement.Hop(snippet(i), policy());
        if (calls.isEmpty()) {
            return new Step.Invoke(id(i), hop);
        }
        // Only few hosts fit on a path.
        Placement placement = i == 0 || (random.nextInt(4) == 0 && i < 8) ? hop : Placement.inLine();
        if (calls.size() <= 2 && random.nextInt(3) == 0) {
            boolean isThen = calls.size() == 2 || random.nextBoolean();
            return new Step.Conditional(
                    id(i),
                    placement,
                    condition(),
                    isThen ? Optional.of(calls.getFirst()) : Optional.empty(),
                    isThen && calls.size() == 1 ? Optional.empty() : Optional.of(calls.getLast()));
        }
        return random.nextBoolean()
                ? new Step.Sequential(id(i), placement, calls)
                : new Step.Parallel(id(i), placement, fanOut(calls.size()), calls);
    }

    private FanOut fanOut(int branches) {
        Partitioner partitioner = switch (random.nextInt(5)) {
            case 0 -> new Partitioner.Slices(List.of());
            case 1 ->
                new Partitioner.Slices(random.ints(branches, 1, 1 << 20).boxed().toList());
            case 2 -> new Partitioner.ByHash(text());
            case 3 -> new Partitioner.ByCentroid(1 + random.nextInt(6));
            default -> new Partitioner.Broadcast();
        };
        Combiner combiner = switch (random.nextInt(5)) {
            case 0 -> new Combiner.Collect();
            case 1 -> new Combiner.Concatenate();
            case 2 -> new Combiner.Sum();
            case 3 -> new Combiner.Nearest();
            default -> new Combiner.ReciprocalRankFusion(1 + random.nextInt(10_000));
        };
        return new FanOut(
                partitioner,
                combiner,
                maybe(1, partitioner.called(branches)),
                maybe(1, Step.MAX_WIDTH),
                maybe(0, FanOut.MAX_RETRY_BUDGET));
    }

    private Condition condition() {
        return switch (random.nextInt(3)) {
            case 0 -> new Condition.Present(text());
            case 1 -> new Condition.Equals(text(), random.nextInt(4) == 0 ? "" : text());
            default -> new Condition.AtLeast(text(), random.nextLong() >> 11);
        };
    }

    private Snippet snippet(int i) {
        String url = (random.nextBoolean() ? "https" : "http") + "://s" + i + ".example"
                + (random.nextInt(3) == 0 ? "" : "/search;v=" + random.nextInt(9));
        Optional<String> profile = random.nextInt(3) == 0 ? Optional.of("pro") : Optional.empty();
        return new Snippet(url, profile, random.nextInt(3) == 0 ? Cost.UNKNOWN : cost());
    }

    private Cost cost() {
        return new Cost(
                random.nextInt(3) == 0 ? 0 : random.nextInt(Integer.MAX_VALUE),
                figure(),
                figure(),
                figure(),
                figure(),
                random.nextBoolean() ? Cost.PerCall.NONE : new Cost.PerCall(figure().orElse(0), figure().orElse(0)));
    }

    private OptionalLong figure() {
        return switch (random.nextInt(4)) {
            case 0 -> OptionalLong.empty();
            case 1 -> OptionalLong.of(0);
            case 2 -> OptionalLong.of(Cost.MAX_FIGURE);
            default -> OptionalLong.of(random.nextLong(Cost.MAX_FIGURE));
        };
    }

    private CallPolicy policy() {
        return new CallPolicy(
                maybe(1_000, CallPolicy.MAX_MILLIS), random.nextInt(CallPolicy.MAX_RETRIES + 1), maybe(1, 999));
    }

    private OptionalInt maybe(int least, int most) {
        return random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(least, most + 1));
    }

    /// With what JSON must escape, and beyond the first plane.
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(6); length > 0; length--) {
            String[] some = {"a", "Z", "0", " ", "\"", "\\", "\n", "\u0000", "/", "é", "\u2028", "😀", "</script>"};
            text.append(some[random.nextInt(some.length)]);
        }
        return text.toString();
    }

    private static StepId id(int i) {
        return new StepId("s" + i);
    }
}
