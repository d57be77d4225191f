package dev.evodb.chain.jvm.run;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/// Chains of every kind of step whose leaves compute something that can be checked: trees, so that the id
/// of a step says which of its runs is meant.
final class WorldGenerator {
    /// Hosts on a path are limited, and a chain that is too wide takes long.
    private static final int MAX_DEPTH = 3;

    private final Random random;
    private final boolean isTimed;
    private final Map<StepId, float[][]> centroids = new HashMap<>();
    private final Map<StepId, Task> leaves = new HashMap<>();
    private int steps;

    WorldGenerator(Random random) {
        this(random, true);
    }

    /// Without times if not `isTimed`, so that the clock of the machine has no say.
    WorldGenerator(Random random, boolean isTimed) {
        this.random = random;
        this.isTimed = isTimed;
    }

    /// What the leaves of a chain do.
    enum Task {
        /// Vector in, ranked hits out.
        SEARCH,
        /// List of words in, how often each is there out.
        COUNT,
        /// List of words in, the same words out.
        LIST
    }

    Chain chain(Task task) {
        ChainPart part;
        do {
            steps = 0;
            centroids.clear();
            leaves.clear();
            part = part(task, 0);
        } while (part.steps().size() == 1);
        return part.chain(new ChainId("world"));
    }

    Centroids centroids() {
        return new Centroids(centroids);
    }

    /// What each leaf does.
    Map<StepId, Task> leaves() {
        return leaves;
    }

    private ChainPart part(Task task, int depth) {
        StepId id = new StepId("s" + steps++);
        boolean isLeaf = depth == MAX_DEPTH || (depth > 0 && random.nextInt(3) > 0);
        if (isLeaf) {
            leaves.put(id, task);
            return ChainPart.of(new Step.Invoke(id, hop(id)));
        }
        Placement placement = depth == 0 || random.nextInt(3) > 0 ? hop(id) : Placement.inLine();
        return switch (random.nextInt(8)) {
            case 0 -> conditional(id, placement, task, depth);
            case 1 -> sequential(id, placement, task, depth);
            default -> parallel(id, placement, task, depth);
        };
    }

    private ChainPart conditional(StepId id, Placement placement, Task task, int depth) {
        ChainPart then = part(task, depth + 1);
        ChainPart otherwise = part(task, depth + 1);
        Condition condition = switch (random.nextInt(3)) {
            case 0 -> new Condition.Present("filter");
            case 1 -> new Condition.Equals("filter", "common");
            default -> new Condition.AtLeast("k", 5);
        };
        return ChainPart.over(
                new Step.Conditional(id, placement, condition, Optional.of(then.root()), Optional.of(otherwise.root())),
                List.of(then, otherwise));
    }

    /// Words are listed before anything is made of them.
    private ChainPart sequential(StepId id, Placement placement, Task task, int depth) {
        List<ChainPart> stages = new ArrayList<>();
        if (task != Task.SEARCH) {
            stages.add(part(Task.LIST, depth + 1));
        }
        stages.add(part(task, depth + 1));
        return Patterns.pipeline(id, placement, stages);
    }

    private ChainPart parallel(StepId id, Placement placement, Task task, int depth) {
        int width = 1 + random.nextInt(4);
        List<ChainPart> branches = new ArrayList<>();
        List<StepId> roots = new ArrayList<>();
        for (int b = 0; b < width; b++) {
            branches.add(part(task, depth + 1));
            roots.add(branches.getLast().root());
        }
        Partitioner partitioner = partitioner(id, task, width);
        int called = partitioner.called(width);
        FanOut fanOut = new FanOut(partitioner, combiner(task), maybe(1, called), maybe(1, 3), maybe(0, 3));
        return ChainPart.over(new Step.Parallel(id, placement, fanOut, roots), branches);
    }

    private Partitioner partitioner(StepId id, Task task, int width) {
        if (task != Task.SEARCH) {
            List<Integer> weights = random.nextBoolean()
                    ? List.of()
                    : random.ints(width, 1, 5).boxed().toList();
            return random.nextBoolean() ? new Partitioner.ByHash("word") : new Partitioner.Slices(weights);
        }
        if (random.nextInt(3) > 0) {
            return new Partitioner.Broadcast();
        }
        float[][] rows = new float[width][2];
        for (float[] row : rows) {
            row[0] = random.nextInt(20);
            row[1] = random.nextInt(20);
        }
        centroids.put(id, rows);
        return new Partitioner.ByCentroid(1 + random.nextInt(width + 1));
    }

    private Combiner combiner(Task task) {
        return switch (task) {
            case SEARCH -> random.nextInt(4) == 0 ? new Combiner.ReciprocalRankFusion(60) : new Combiner.Nearest();
            case COUNT -> new Combiner.Sum();
            case LIST -> new Combiner.Concatenate();
        };
    }

    private Placement.Hop hop(StepId id) {
        if (!isTimed) {
            return new Placement.Hop(
                    Snippet.of("https://" + id.text() + ".example/x", Cost.UNKNOWN),
                    CallPolicy.ONCE.withRetries(random.nextInt(3)));
        }
        OptionalInt timeout = maybe(20, 120);
        CallPolicy policy = new CallPolicy(timeout, random.nextInt(3), maybe(5, 19));
        Snippet snippet = Snippet.of("https://" + id.text() + ".example/x", Cost.UNKNOWN);
        return new Placement.Hop(
                snippet, id.text().equals("s0") ? policy.withTimeoutMillis(100 + random.nextInt(200)) : policy);
    }

    private OptionalInt maybe(int least, int most) {
        return random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(least, most + 1));
    }
}
