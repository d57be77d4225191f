package dev.evodb.cli.edge;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Hops;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.cli.pack.Neighbours;
import dev.evodb.cli.pack.Regions;
import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// Who is asked for what lies in regions: routers that ask the nearest shards only, found by measuring.
///
/// One router can choose among as many shards as its module has room for centroids of; only those that it
/// asks are subrequests. So a tree is made only where one router would have to ask more than it may, or has
/// no room. In a tree each router chooses among its branches, and what is measured is what all of them choose together.
///
/// @param regions  in the order of the chain's shards
/// @param asked    shards that a request asks at most
/// @param coverage share of the true nearest rows of the sampled queries in the shards that are asked; NaN
///     where nothing was measured
public record RegionRouting(PackChain chain, Regions regions, int asked, double coverage) {
    /// How many shards are asked.
    ///
    /// @param shards   as many; empty for the fewest with enough coverage
    /// @param coverage that is enough
    /// @param requests subrequests of a router
    public record Wanted(OptionalInt shards, double coverage, int requests) {}

    /// Chooses the tree that asks the fewest shards whose coverage is enough; or if there is a number of
    /// shards, the one that asks no more of them and covers most. Among equal ones the lowest. `all` is the
    /// tree that asks all shards, and stays if no other does.
    ///
    /// @throws LimitExceededException if no router has room for the centroids that it would need
    public static RegionRouting of(Regions regions, PackChain all, Wanted wanted) {
        RegionRouting everything =
                new RegionRouting(all, regions, regions.count(), regions.isMeasured() ? 1 : Double.NaN);
        int most = wanted.shards().orElse(regions.toAsk(wanted.coverage()));
        if (most >= regions.count()) {
            return everything;
        }
        List<RegionRouting> candidates = new ArrayList<>();
        for (int levels = 1; levels < Hops.MAX; levels++) {
            int width = width(regions.count(), levels);
            if (width <= Step.MAX_WIDTH) {
                candidates.addAll(candidates(even(regions.count(), levels), regions, all, wanted));
            }
            if (width == 2) {
                break;
            }
        }
        candidates.removeIf(candidate -> !candidate.isEnough(wanted));
        candidates.sort(order(wanted));
        Map<List<Boolean>, LimitExceededException> refused = new HashMap<>();
        for (RegionRouting candidate : candidates) {
            // What a module weighs depends on which routers choose, and hardly on how many they ask.
            List<Boolean> choosing = candidate.choosing();
            if (!refused.containsKey(choosing)) {
                try {
                    candidate.chain.modules(candidate.centroids().ofChoosing());
                    return candidate;
                } catch (LimitExceededException e) {
                    refused.put(choosing, e);
                }
            }
        }
        if (!candidates.isEmpty()) {
            throw Objects.requireNonNull(refused.get(candidates.getFirst().choosing()));
        }
        return everything;
    }

    /// Those of the routers that choose.
    public RouterCentroids centroids() {
        return centroids(chain.of(Map.of()), regions);
    }

    private static RouterCentroids centroids(Chain chain, Regions regions) {
        Map<StepId, float[]> shards = new HashMap<>();
        for (int i = 0; i < regions.count(); i++) {
            shards.put(PackChain.shardId(i), regions.centroids()[i]);
        }
        return RouterCentroids.of(chain, regions.metric(), shards);
    }

    private boolean isEnough(Wanted wanted) {
        return wanted.shards().isPresent()
                ? asked <= wanted.shards().getAsInt()
                : asked < regions.count() && coverage >= wanted.coverage();
    }

    /// The levels of the tree, and whether the routers of each choose.
    private List<Boolean> choosing() {
        List<Boolean> choosing = new ArrayList<>();
        int levels = chain.shape().levels();
        for (int level = 0; level < levels; level++) {
            choosing.add(chain.most().get(level) < widest(chain.shape(), level));
        }
        return choosing;
    }

    private static Comparator<RegionRouting> order(Wanted wanted) {
        Comparator<RegionRouting> byAsked = Comparator.comparingInt(RegionRouting::asked);
        Comparator<RegionRouting> byCoverage =
                Comparator.comparingDouble(RegionRouting::coverage).reversed();
        Comparator<RegionRouting> byLevels =
                Comparator.comparingInt(routing -> routing.chain().shape().levels());
        return wanted.shards().isPresent()
                ? Comparator.comparing((RegionRouting routing) ->
                                routing.isAsWanted(wanted.shards().getAsInt()) ? 0 : 1)
                        .thenComparing(byCoverage)
                        .thenComparing(byAsked.reversed())
                        .thenComparing(byLevels)
                : byAsked.thenComparing(byLevels).thenComparing(byCoverage);
    }

    /// One router that asks just as many: no tree chooses better, but by luck.
    private boolean isAsWanted(int shards) {
        return chain.shape().levels() == 1 && asked == shards;
    }

    /// Of one shape, all ways to choose.
    private static List<RegionRouting> candidates(TreeShape shape, Regions regions, PackChain all, Wanted wanted) {
        Regions ordered = regions.inOrder(Neighbours.order(shape, regions.centroids()));
        List<List<Integer>> ways = new ArrayList<>(List.of(List.of()));
        for (int level = 0; level < shape.levels(); level++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> way : ways) {
                for (int most = 1; most <= Math.min(widest(shape, level), wanted.requests()); most++) {
                    List<Integer> next = new ArrayList<>(way);
                    next.add(most);
                    longer.add(next);
                }
            }
            ways = longer;
        }
        Map<List<Integer>, Integer> found = found(shape, ordered, all);
        long rows = found.values().stream().mapToLong(Integer::longValue).sum();
        List<RegionRouting> candidates = new ArrayList<>();
        for (List<Integer> way : ways) {
            long covered = 0;
            for (Map.Entry<List<Integer>, Integer> path : found.entrySet()) {
                covered += isOn(path.getKey(), way) ? path.getValue() : 0;
            }
            candidates.add(new RegionRouting(
                    all.asking(shape, way),
                    ordered,
                    asked(shape, 0, way),
                    rows == 0 ? Double.NaN : (double) covered / rows));
        }
        return candidates;
    }

    /// How many true nearest rows lie behind branches of the same ranks, from the top router down.
    private static Map<List<Integer>, Integer> found(TreeShape shape, Regions regions, PackChain all) {
        RouterCentroids centroids = centroids(all.asking(shape, List.of()).of(Map.of()), regions);
        Map<List<Integer>, Integer> found = new HashMap<>();
        regions.forEachQuery((query, truths) -> {
            Map<StepId, int[]> ranks = centroids.ranks(query);
            for (int region : truths) {
                List<Integer> path = new ArrayList<>();
                for (int rank : Objects.requireNonNull(ranks.get(PackChain.shardId(region)))) {
                    path.add(rank);
                }
                found.merge(path, 1, Integer::sum);
            }
        });
        return found;
    }

    private static boolean isOn(List<Integer> ranks, List<Integer> most) {
        for (int level = 0; level < ranks.size(); level++) {
            if (ranks.get(level) >= most.get(level)) {
                return false;
            }
        }
        return true;
    }

    /// Leaves that are asked at most.
    private static int asked(TreeShape shape, int level, List<Integer> most) {
        return shape.isLeaf()
                ? 1
                : shape.children().stream()
                        .map(child -> asked(child, level + 1, most))
                        .sorted(Comparator.reverseOrder())
                        .limit(most.get(level))
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    private static int widest(TreeShape shape, int level) {
        return level == 0
                ? shape.children().size()
                : shape.children().stream()
                        .mapToInt(child -> widest(child, level - 1))
                        .max()
                        .orElse(0);
    }

    /// The least with which a tree of so many levels has room.
    private static int width(int leaves, int levels) {
        int width = 2;
        while (Math.pow(width, levels) < leaves) {
            width++;
        }
        return width;
    }

    /// A tree of `levels` levels of routers that are all about as wide: what a router chooses among is then
    /// of one size.
    private static TreeShape even(int leaves, int levels) {
        if (leaves == 1) {
            return TreeShape.of(1, 2);
        }
        int below = (int) Math.round(Math.pow(width(leaves, levels), levels - 1.0));
        int count = Math.max(2, (leaves + below - 1) / below);
        List<TreeShape> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            children.add(even(leaves / count + (i < leaves % count ? 1 : 0), Math.max(1, levels - 1)));
        }
        return new TreeShape(leaves, children);
    }
}
