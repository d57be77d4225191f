package dev.evodb.cli.edge;

import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A folder that packing wrote, as a deployment: which snippet answers which hostname, and which folder
/// the objects come from.
///
/// One object: `pack.bin`, `main.js`, `pack.json`. Several shards: `shard-0`, `shard-1`, … each with
/// those three, a folder with a `main.js` for each router, and `chain.json`, which says who asks whom.
/// Without that file there is one router, `router`, over all shards.
public final class EdgeFolder {
    private static final StepId SINGLE = new StepId("search");
    private static final ChainId ID = new ChainId("pack");

    private final Path folder;
    private final Chain chain;

    /// By the id of the shard, in the order of the chain.
    private final Map<StepId, PackFacts> shards;

    private final Map<String, SnippetModule> snippets;
    /// Of routers that choose; empty if all of them ask all.
    private final Optional<RouterCentroids> centroids;

    /// Whether the folder itself is that of the only step.
    private final boolean isSingle;

    private EdgeFolder(
            Path folder,
            Chain chain,
            Map<StepId, PackFacts> shards,
            Map<String, SnippetModule> snippets,
            Optional<RouterCentroids> centroids,
            boolean isSingle) {
        this.folder = folder;
        this.chain = chain;
        this.isSingle = isSingle;
        this.shards = shards;
        this.snippets = Map.copyOf(snippets);
        this.centroids = centroids;
    }

    /// Reads what is there: a folder, or the file of a chain whose shards are in folders beside it, named
    /// by their ids. The coordinators of such a file are made as it says, of any kind, and a leaf may be
    /// another snippet, a `main.js` without a pack.
    ///
    /// @throws NoSuchFileException if `path` holds no pack
    /// @throws CorruptFileException if a file is missing or damaged
    /// @throws UnsupportedFeatureException if the chain of a folder has steps that are neither routers nor
    ///     shards
    /// @throws IllegalArgumentException if the chain is none, see `ChainJson`
    public static EdgeFolder open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no file or folder " + path);
        }
        if (Files.isRegularFile(path)) {
            Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
            return open(folder, ChainFile.read(path), path.toString(), true);
        }
        Path file = path.resolve(PackChain.FILE);
        if (Files.isRegularFile(file)) {
            return open(path, ChainFile.read(file), file.toString(), false);
        }
        if (PackFacts.isIn(path)) {
            Snippet snippet = Snippet.of(PackChain.DEFAULT_URL.replace("{id}", SINGLE.text()), Cost.UNKNOWN);
            Chain chain = Patterns.invoke(SINGLE, snippet).chain(ID);
            return new EdgeFolder(
                    path,
                    chain,
                    Map.of(SINGLE, PackFacts.read(path)),
                    Map.of(host(snippet), module(path)),
                    Optional.empty(),
                    true);
        }
        Path first = path.resolve(PackChain.shardId(0).text());
        if (!PackFacts.isIn(first)) {
            throw new NoSuchFileException(
                    path.toString(), null, "no pack in " + path + ": neither pack.json nor shard-0/pack.json");
        }
        int count = PackFacts.read(first).shards();
        Chain chain = new PackChain(TreeShape.of(count, Math.max(2, count)), List.of(), PackChain.DEFAULT_URL, 0)
                .of(Map.of());
        return open(path, chain, path.toString(), false);
    }

    private static EdgeFolder open(Path folder, Chain chain, String name, boolean isRendered) throws IOException {
        Map<StepId, PackFacts> shards = new LinkedHashMap<>();
        Map<String, SnippetModule> snippets = new LinkedHashMap<>();
        Optional<ShardMap> map = isChoosing(chain) ? Optional.of(ShardMap.read(folder)) : Optional.empty();
        Optional<RouterCentroids> centroids = map.map(known -> known.centroids(chain, folder));
        for (Step step : chain.steps()) {
            if (!isRendered) {
                requireOfPack(step, name);
            }
            if (step.snippet().isEmpty()) {
                continue;
            }
            Path place = folder.resolve(step.id().text());
            SnippetModule module;
            if (isRendered && !step.calls().isEmpty()) {
                module =
                        new SnippetModule(PackChain.MODULE, RouterModule.render(chain, step.id(), choosing(centroids)));
            } else {
                boolean isLeaf = step.calls().isEmpty();
                // A chain that somebody wrote may call snippets of his own, which are no shards.
                if (isLeaf
                        && (!isRendered || PackFacts.isIn(place) || !Files.exists(place.resolve(PackChain.MODULE)))) {
                    shards.put(step.id(), facts(place, step.id(), name));
                }
                module = module(place);
            }
            if (snippets.put(host(snippet(step)), module) != null) {
                throw new IllegalArgumentException("step " + step.id() + ": another step has its host "
                        + host(snippet(step)) + ", and hosts tell snippets apart (file=" + name + ")");
            }
        }
        if (shards.isEmpty()) {
            throw new IllegalArgumentException(
                    "no step is a shard: none has a pack.json in a folder of its name (file=" + name + ")");
        }
        PackFacts first = shards.values().iterator().next();
        map.ifPresent(known -> known.requireFor(first, folder));
        shards.forEach((id, facts) -> {
            if (facts.dims() != first.dims() || !facts.metric().equals(first.metric())) {
                throw new CorruptFileException(
                        Location.of(name),
                        "shard " + id + " has " + facts.dims() + " dims and metric " + facts.metric()
                                + ", the first one " + first.dims() + " and " + first.metric());
            }
            if (facts.shards() != 1 && facts.shards() != shards.size()) {
                throw new CorruptFileException(
                        Location.of(name),
                        "shard " + id + " is one of " + facts.shards() + ", the chain has " + shards.size());
            }
        });
        return new EdgeFolder(folder, chain, shards, snippets, centroids, false);
    }

    private static boolean isChoosing(Chain chain) {
        return chain.steps().stream()
                .anyMatch(step -> step instanceof Step.Parallel router
                        && router.fanOut().partitioner() instanceof Partitioner.ByCentroid);
    }

    private static PackFacts facts(Path place, StepId id, String name) throws IOException {
        if (!PackFacts.isIn(place)) {
            throw new CorruptFileException(Location.of(name), "shard " + id + " is missing: no pack.json in " + place);
        }
        return PackFacts.read(place);
    }

    /// Packing makes routers and shards, each a snippet, and what deploys packs knows no more.
    private static void requireOfPack(Step step, String name) {
        if (step.snippet().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "step " + step.id(), "in line", "routers and shards of a pack", Location.of(name));
        }
        String kind = switch (step) {
            case Step.Invoke _, Step.Parallel _ -> "";
            case Step.Sequential _ -> "sequential";
            case Step.Conditional _ -> "conditional";
        };
        if (!kind.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "step " + step.id() + ": kind", kind, "parallel, invoke", Location.of(name));
        }
    }

    /// Whether snippets ask snippets.
    public boolean isChain() {
        return chain.steps().size() > 1;
    }

    /// Who asks whom; one step for a pack of one object.
    public Chain chain() {
        return chain;
    }

    /// By which the routers choose whom they ask; none if all of them ask all.
    public Centroids centroids() {
        return choosing(centroids);
    }

    private static Centroids choosing(Optional<RouterCentroids> all) {
        return all.map(RouterCentroids::ofChoosing).orElse(Centroids.NONE);
    }

    /// The folders of the objects whose snippets are asked about `vector`, in shard order.
    public List<Path> askedFolders(float[] vector) {
        return centroids.map(known -> known.asked(vector)).orElseGet(this::shardIds).stream()
                .map(this::folder)
                .toList();
    }

    /// The facts of the objects, in shard order; equal but for the URL and sizes.
    public List<PackFacts> objects() {
        return List.copyOf(shards.values());
    }

    /// The ids of the shards, in shard order.
    public List<StepId> shardIds() {
        return List.copyOf(shards.keySet());
    }

    /// The folder of each object, in shard order.
    public List<Path> objectFolders() {
        return shards.keySet().stream().map(this::folder).toList();
    }

    /// The folder with the module of step `id`.
    public Path folder(StepId id) {
        return isSingle ? folder : folder.resolve(id.text());
    }

    /// Module by hostname.
    public Map<String, SnippetModule> snippets() {
        return snippets;
    }

    /// The module of step `id`.
    public SnippetModule module(StepId id) {
        return Objects.requireNonNull(snippets.get(host(snippet(chain.step(id)))));
    }

    /// Hostname of the object stores to the folder that plays them.
    public Map<String, Path> origins() {
        Map<String, Path> origins = new HashMap<>();
        shards.values().forEach(facts -> origins.put(Url.parse(facts.url()).host(), folder.toAbsolutePath()));
        return origins;
    }

    /// Checks, before anything runs, that no invocation needs more than its profile gives: `profile`, unless
    /// the chain names another for a snippet. `nprobes` is how many partitions requests ask for, 0 for as many
    /// as each pack wants, of which the most count: those of a hard query.
    ///
    /// @throws dev.evodb.error.LimitExceededException naming the step that does
    public ChainPlan plan(Profile profile, int nprobes) {
        List<Step> steps = new ArrayList<>();
        for (Step step : chain.steps()) {
            if (step.snippet().isEmpty()) {
                steps.add(step);
                continue;
            }
            Cost stated = snippet(step).cost();
            PackFacts facts = shards.get(step.id());
            Cost known = new Cost(
                            facts == null ? stated.subrequests() : fetches(facts, nprobes),
                            stated.cpuMicros(),
                            stated.wallMicros(),
                            stated.memoryBytes(),
                            stated.packageBytes(),
                            stated.perCall())
                    .withPackageBytes(module(step.id()).packageBytes());
            steps.add(withCost(step, known));
        }
        return ChainPlan.check(Chain.of(chain.id(), chain.entry(), steps), ProfileBudgets.budgets(profile));
    }

    /// What a shard fetches in a new isolate: the head and each probed partition.
    private static int fetches(PackFacts facts, int nprobes) {
        return nprobes > 0 ? 1 + nprobes : facts.mostFetches();
    }

    /// `step`, which has a snippet, with another cost.
    static Step withCost(Step step, Cost cost) {
        return withHop(
                step,
                hop -> new Placement.Hop(
                        new Snippet(hop.snippet().url(), hop.snippet().profile(), cost), hop.policy()));
    }

    /// `step` with what `change` makes of how it is called; a step in line as it is.
    static Step withHop(Step step, UnaryOperator<Placement.Hop> change) {
        Placement placement = step.placement() instanceof Placement.Hop hop ? change.apply(hop) : step.placement();
        return switch (step) {
            case Step.Invoke(StepId id, Placement.Hop hop) -> new Step.Invoke(id, change.apply(hop));
            case Step.Parallel parallel ->
                new Step.Parallel(parallel.id(), placement, parallel.fanOut(), parallel.calls());
            case Step.Sequential sequence -> new Step.Sequential(sequence.id(), placement, sequence.calls());
            case Step.Conditional either ->
                new Step.Conditional(either.id(), placement, either.condition(), either.then(), either.otherwise());
        };
    }

    /// As below, without further parameters.
    public SnippetRequest request(float[] vector, int k, int nprobes) {
        return request(vector, k, nprobes, Map.of());
    }

    /// The request that asks for the `k` nearest of `vector`, probing `nprobes` partitions (of every
    /// shard), or if that is 0 as many as the pack wants for it. `parameters` are added to its query string.
    public SnippetRequest request(float[] vector, int k, int nprobes, Map<String, String> parameters) {
        StringBuilder url = new StringBuilder(entryUrl()).append("?k=").append(k);
        if (nprobes > 0) {
            url.append("&nprobes=").append(nprobes);
        }
        parameters.forEach((name, value) -> url.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return SnippetRequest.post(url.toString(), EdgeAnswer.littleEndian(vector))
                .withHeader("content-type", "application/octet-stream");
    }

    /// Where requests enter.
    public String entryUrl() {
        return snippet(chain.step(chain.entry())).url();
    }

    /// The URL of step `id`.
    public String url(StepId id) {
        return snippet(chain.step(id)).url();
    }

    /// The host of step `id`, without a port.
    public String host(StepId id) {
        return host(snippet(chain.step(id)));
    }

    private static Snippet snippet(Step step) {
        return step.snippet().orElseThrow();
    }

    private static String host(Snippet snippet) {
        return Url.parse(snippet.url()).host();
    }

    private static SnippetModule module(Path folder) throws IOException {
        return new SnippetModule(PackChain.MODULE, Files.readString(folder.resolve(PackChain.MODULE)));
    }
}
