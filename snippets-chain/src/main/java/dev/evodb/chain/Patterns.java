package dev.evodb.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/// The usual chains, made of ordinary steps: nothing downstream knows that a pattern made them.
public final class Patterns {
    private Patterns() {}

    /// One snippet, called once.
    public static ChainPart invoke(StepId id, Snippet snippet) {
        return ChainPart.of(new Step.Invoke(id, Placement.at(snippet)));
    }

    /// All of `parts` get the whole input at once; `combiner` makes one output of theirs.
    public static ChainPart scatterGather(StepId id, Placement placement, List<ChainPart> parts, Combiner combiner) {
        return parallel(id, placement, FanOut.of(new Partitioner.Broadcast(), combiner), parts);
    }

    /// The input, a list, is cut into one slice for each mapper; `reducer` calls them and reduces what
    /// they answer.
    public static ChainPart mapReduce(StepId id, Placement reducer, List<ChainPart> mappers, Combiner reduction) {
        return parallel(id, reducer, FanOut.of(new Partitioner.Slices(List.of()), reduction), mappers);
    }

    /// The same with a tree of reducers of the given shape, each in a snippet of its own that `reducers`
    /// places: the top one has the id `id`, the others that of the one above with `-0`, `-1`, … behind
    /// it. Slices are weighted by the mappers below, so that every mapper has an equal share.
    ///
    /// @throws IllegalArgumentException if the shape has another number of leaves than there are
    ///     mappers, or a tree would answer something else than one reducer
    public static ChainPart mapReduceTree(
            StepId id,
            Function<StepId, Placement.Hop> reducers,
            TreeShape shape,
            List<ChainPart> mappers,
            Combiner reduction) {
        return tree(id, reducers, shape, mappers, 0, (_, below) -> {
            List<Integer> weights = new ArrayList<>();
            for (TreeShape child : below) {
                weights.add(child.leaves());
            }
            return FanOut.of(new Partitioner.Slices(weights), reduction);
        });
    }

    /// One after the other: each gets the output of the one before it.
    public static ChainPart pipeline(StepId id, Placement placement, List<ChainPart> stages) {
        return ChainPart.over(new Step.Sequential(id, placement, roots(stages)), stages);
    }

    /// All of `tasks` get the whole input at once, and `fanIn` the list of what they answer. The fan-out
    /// runs in line, as a step with `-fan-out` behind `id`.
    public static ChainPart fanOutFanIn(StepId id, Placement placement, List<ChainPart> tasks, ChainPart fanIn) {
        ChainPart fanOut =
                scatterGather(new StepId(id + "-fan-out"), Placement.inLine(), tasks, new Combiner.Collect());
        return pipeline(id, placement, List.of(fanOut, fanIn));
    }

    /// The query goes to all shards, or to the `nearestShards` whose centroids are nearest to it; the
    /// best hits of all are the answer.
    public static ChainPart vectorSearch(
            StepId id, Placement router, List<ChainPart> shards, OptionalInt nearestShards) {
        Partitioner choice = nearestShards.isPresent()
                ? new Partitioner.ByCentroid(nearestShards.getAsInt())
                : new Partitioner.Broadcast();
        return parallel(id, router, FanOut.of(choice, new Combiner.Nearest()), shards);
    }

    /// The query goes to all shards through a tree of routers; ids as in [#mapReduceTree].
    ///
    /// @throws IllegalArgumentException if the shape has another number of leaves than there are shards
    public static ChainPart vectorSearchTree(
            StepId id, Function<StepId, Placement.Hop> routers, TreeShape shape, List<ChainPart> shards) {
        return vectorSearchTree(id, routers, shape, shards, List.of());
    }

    /// The same where routers ask only those whose centroids are nearest to the query: `most` has for each
    /// level, the top one first, how many. A router that has no more branches asks all of them, and so does
    /// every router of a level that is not there.
    ///
    /// @throws IllegalArgumentException if the shape has another number of leaves than there are shards,
    ///     or a number of `most` is below 1
    public static ChainPart vectorSearchTree(
            StepId id,
            Function<StepId, Placement.Hop> routers,
            TreeShape shape,
            List<ChainPart> shards,
            List<Integer> most) {
        return tree(id, routers, shape, shards, 0, (level, below) -> {
            boolean isChoice = level < most.size() && most.get(level) < below.size();
            Partitioner choice = isChoice ? new Partitioner.ByCentroid(most.get(level)) : new Partitioner.Broadcast();
            return FanOut.of(choice, new Combiner.Nearest());
        });
    }

    /// The request goes to branches that rank by different measures (a vector search, keywords, a
    /// filter); their ranks decide, by [Combiner.ReciprocalRankFusion].
    public static ChainPart hybrid(StepId id, Placement placement, List<ChainPart> branches) {
        return scatterGather(
                id,
                placement,
                branches,
                new Combiner.ReciprocalRankFusion(Combiner.ReciprocalRankFusion.DEFAULT_RANK_CONSTANT));
    }

    /// How a step of a tree spreads over what is below it, on its level from the top.
    private interface FanOuts {
        FanOut of(int level, List<TreeShape> below);
    }

    private static ChainPart tree(
            StepId id,
            Function<StepId, Placement.Hop> places,
            TreeShape shape,
            List<ChainPart> leaves,
            int level,
            FanOuts fanOuts) {
        if (shape.leaves() != leaves.size()) {
            throw new IllegalArgumentException(
                    "step " + id + ": a tree of " + shape.leaves() + " leaves for " + leaves.size() + " steps");
        }
        if (shape.isLeaf()) {
            return leaves.getFirst();
        }
        FanOut fanOut = fanOuts.of(level, shape.children());
        if (shape.levels() > 1 && !fanOut.combiner().isAssociative()) {
            throw new IllegalArgumentException("step " + id + ": combiner "
                    + fanOut.combiner().kind() + " answers in a tree something else than at once");
        }
        List<ChainPart> below = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < shape.children().size(); i++) {
            TreeShape child = shape.children().get(i);
            int to = from + child.leaves();
            below.add(tree(new StepId(id + "-" + i), places, child, leaves.subList(from, to), level + 1, fanOuts));
            from = to;
        }
        return parallel(id, places.apply(id), fanOut, below);
    }

    private static ChainPart parallel(StepId id, Placement placement, FanOut fanOut, List<ChainPart> parts) {
        return ChainPart.over(new Step.Parallel(id, placement, fanOut, roots(parts)), parts);
    }

    private static List<StepId> roots(List<ChainPart> parts) {
        List<StepId> roots = new ArrayList<>();
        for (ChainPart part : parts) {
            roots.add(part.root());
        }
        return roots;
    }
}
