package dev.evodb.cli.edge;

import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.chain.jvm.json.ChainJson;
import dev.evodb.chain.jvm.plan.TreeAdvice;
import dev.evodb.chain.jvm.plan.TreeDemand;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The chain that a sharded pack becomes: routers in a tree of `shape` over the shards, the top one
/// `router`, those below it `router-0`, `router-0-1`, …, the shards `shard-0`, `shard-1`, ….
///
/// `most` has for each level of routers, from the top, how many of its branches one asks: those with the
/// nearest centroids. Levels that are not there, and routers with no more branches, ask all of them.
///
/// `url` is where each of them will be asked, with `{id}` for its id; each has a host of its own.
///
/// `requests` is how many subrequests a router may use. Those that the branches it asks leave are for asking
/// one of them once more that failed: without that, one shard that the platform ends once would take the whole
/// answer with it. 0: every branch is asked once.
public record PackChain(TreeShape shape, List<Integer> most, String url, int requests) {
    /// Hosts that can never exist, to be replaced when the pack is deployed.
    public static final String DEFAULT_URL = "https://{id}.example/search";

    static final String FILE = "chain.json";
    static final String MODULE = "main.js";
    static final StepId ROUTER = new StepId("router");
    private static final ChainId ID = new ChainId("pack");
    private static final String PLACE = "{id}";

    /// @throws IllegalArgumentException if `url` is not one for each snippet, see [Snippet#url()]
    public PackChain {
        most = List.copyOf(most);
        int at = url.indexOf(PLACE);
        int path = url.indexOf('/', url.indexOf("://") + 3);
        if (at < 0 || (path >= 0 && at > path)) {
            throw new IllegalArgumentException("the URL of a chain's snippets must have {id} in its host, got " + url);
        }
        Snippet.of(url.replace(PLACE, ROUTER.text()), Cost.UNKNOWN);
    }

    /// The cheapest legal tree over `shards` shards where every router has the subrequests of `limits`, and
    /// uses all of them.
    ///
    /// @throws dev.evodb.error.LimitExceededException if there is none
    /// @throws IllegalArgumentException if the tree would be no chain, because it has too many steps
    public static PackChain cheapest(int shards, Profile limits, String url) {
        TreeDemand demand = TreeDemand.of(ROUTER, shards, Cost.UNKNOWN, ProfileBudgets.budget(limits));
        PackChain chain = new PackChain(TreeAdvice.cheapest(demand), List.of(), url, limits.subrequests());
        chain.of(new LinkedHashMap<>());
        return chain;
    }

    /// The same with another tree of routers, which ask as `newMost` says.
    PackChain asking(TreeShape newShape, List<Integer> newMost) {
        return new PackChain(newShape, newMost, url, requests);
    }

    /// The same where every branch is asked once.
    public PackChain withoutRetries() {
        return new PackChain(shape, most, url, 0);
    }

    /// Removes what says that `folder` holds a chain: it holds one pack now.
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        Files.deleteIfExists(folder.resolve(ShardMap.FILE));
    }

    static StepId shardId(int shard) {
        return new StepId("shard-" + shard);
    }

    /// The chain, where `costs` has what is known of steps by their ids.
    Chain of(Map<StepId, Cost> costs) {
        List<ChainPart> shards = new ArrayList<>();
        for (int shard = 0; shard < shape.leaves(); shard++) {
            shards.add(Patterns.invoke(shardId(shard), snippet(shardId(shard), costs)));
        }
        return withRetries(
                Patterns.vectorSearchTree(ROUTER, id -> Placement.at(snippet(id, costs)), shape, shards, most)
                        .chain(ID));
    }

    /// `chain` where each router that has requests to spare asks once more who failed, and may do so as often
    /// as it has them.
    private Chain withRetries(Chain chain) {
        Set<StepId> retried = new HashSet<>();
        chain.steps().stream().filter(step -> spare(step) > 0).forEach(router -> retried.addAll(router.calls()));
        List<Step> steps = new ArrayList<>();
        for (Step step : chain.steps()) {
            Step called = retried.contains(step.id()) ? EdgeFolder.withHop(step, PackChain::onceMore) : step;
            steps.add(
                    called instanceof Step.Parallel router && spare(router) > 0
                            ? new Step.Parallel(
                                    router.id(),
                                    router.placement(),
                                    router.fanOut().withRetryBudget(spare(router)),
                                    router.calls())
                            : called);
        }
        return Chain.of(chain.id(), chain.entry(), steps);
    }

    private int spare(Step step) {
        return step instanceof Step.Parallel router
                ? requests - router.fanOut().partitioner().called(router.calls().size())
                : 0;
    }

    private static Placement.Hop onceMore(Placement.Hop hop) {
        return new Placement.Hop(hop.snippet(), hop.policy().withRetries(1));
    }

    /// Where step `id` will be asked.
    String url(StepId id) {
        return url.replace(PLACE, id.text());
    }

    private Snippet snippet(StepId id, Map<StepId, Cost> costs) {
        return Snippet.of(url(id), costs.getOrDefault(id, Cost.UNKNOWN));
    }

    /// What was written: the routers' modules in bytes, by the id of the step, the top one first.
    public record Written(Chain chain, Map<StepId, Integer> routerBytes) {
        /// Of the largest router.
        public int largestRouterBytes() {
            return routerBytes.values().stream().mapToInt(bytes -> bytes).max().orElse(0);
        }
    }

    /// The modules of the routers, the top one first. Those that choose have `centroids`.
    ///
    /// @throws dev.evodb.error.LimitExceededException if one would be larger than a snippet may be
    Map<StepId, byte[]> modules(Centroids centroids) {
        Chain bare = of(Map.of());
        Map<StepId, byte[]> modules = new LinkedHashMap<>();
        for (Step step : bare.callersFirst()) {
            if (step instanceof Step.Parallel router) {
                String module = RouterModule.render(bare, router.id(), centroids);
                modules.put(router.id(), module.getBytes(StandardCharsets.UTF_8));
            }
        }
        return modules;
    }

    /// As below, where all routers ask all.
    public Written write(Path folder, List<Cost> shards) throws IOException {
        return write(folder, shards, Centroids.NONE);
    }

    /// Writes a router into each of `folder/router`, `folder/router-0`, …, and the chain with the costs
    /// that are known, those of `shards` and the sizes of the routers, as `folder/chain.json`. Routers that
    /// choose have `centroids`.
    ///
    /// @throws dev.evodb.error.LimitExceededException if a router would be larger than a snippet may be
    public Written write(Path folder, List<Cost> shards, Centroids centroids) throws IOException {
        Map<StepId, Cost> costs = new LinkedHashMap<>();
        Map<StepId, Integer> routerBytes = new LinkedHashMap<>();
        for (Map.Entry<StepId, byte[]> router : modules(centroids).entrySet()) {
            Path place = Files.createDirectories(folder.resolve(router.getKey().text()));
            Files.write(place.resolve(MODULE), router.getValue());
            routerBytes.put(router.getKey(), router.getValue().length);
            costs.put(router.getKey(), Cost.UNKNOWN.withPackageBytes(router.getValue().length));
        }
        for (int shard = 0; shard < shards.size(); shard++) {
            costs.put(shardId(shard), shards.get(shard));
        }
        Chain chain = of(costs);
        Files.writeString(folder.resolve(FILE), ChainJson.write(chain));
        // A pack that was there before is not what the folder holds any more.
        Files.deleteIfExists(folder.resolve(PackFacts.FILE));
        return new Written(chain, routerBytes);
    }
}
