package dev.evodb.cli.edge;

import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// A folder that packing wrote, as a deployment: which snippet answers which hostname, and which folder
/// the objects come from.
///
/// One object: `pack.bin`, `main.js`, `pack.json`. Several shards: `shard-0`, `shard-1`, … each with
/// those three, and `router/main.js`, which scatters to them.
public final class EdgeFolder {
    private static final String MODULE = "main.js";
    private static final String ROUTER = "router";
    private static final String ROUTER_HOST = "router.example";
    private static final String SINGLE_HOST = "search.example";
    private static final String PATH = "/search";

    private final Path folder;
    private final List<PackFacts> objects;
    private final Map<String, SnippetModule> snippets;
    private final boolean isChain;

    private EdgeFolder(Path folder, List<PackFacts> objects, Map<String, SnippetModule> snippets, boolean isChain) {
        this.folder = folder;
        this.objects = List.copyOf(objects);
        this.snippets = Map.copyOf(snippets);
        this.isChain = isChain;
    }

    /// Reads what is there.
    ///
    /// @throws NoSuchFileException if `folder` holds no pack
    /// @throws CorruptFileException if a file is missing or damaged
    public static EdgeFolder open(Path folder) throws IOException {
        Map<String, SnippetModule> snippets = new LinkedHashMap<>();
        if (PackFacts.isIn(folder)) {
            PackFacts facts = PackFacts.read(folder);
            snippets.put(SINGLE_HOST, module(folder));
            return new EdgeFolder(folder, List.of(facts), snippets, false);
        }
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no file or folder " + folder);
        }
        if (!PackFacts.isIn(folder.resolve("shard-0"))) {
            throw new NoSuchFileException(
                    folder.toString(), null, "no pack in " + folder + ": neither pack.json nor shard-0/pack.json");
        }
        List<PackFacts> objects = new ArrayList<>();
        int shards = PackFacts.read(folder.resolve("shard-0")).shards();
        for (int shard = 0; shard < shards; shard++) {
            Path shardFolder = folder.resolve("shard-" + shard);
            if (!PackFacts.isIn(shardFolder)) {
                throw new CorruptFileException(
                        Location.of(shardFolder.toString()), "shard " + shard + " of " + shards + " is missing");
            }
            objects.add(PackFacts.read(shardFolder));
            snippets.put(shardHost(shard), module(shardFolder));
        }
        snippets.put(ROUTER_HOST, module(folder.resolve(ROUTER)));
        return new EdgeFolder(folder, objects, snippets, true);
    }

    /// Writes the router over `shards` packed shards below `folder`; answers its size in bytes.
    public static int writeRouter(Path folder, int shards) throws IOException {
        byte[] module = RouterModule.render(shardUrls(shards)).getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(folder.resolve(ROUTER));
        Files.write(folder.resolve(ROUTER).resolve(MODULE), module);
        return module.length;
    }

    public boolean isChain() {
        return isChain;
    }

    /// The facts of the objects, in shard order; equal but for the URL and sizes.
    public List<PackFacts> objects() {
        return objects;
    }

    /// The folder of each object, in shard order.
    public List<Path> objectFolders() {
        List<Path> folders = new ArrayList<>();
        for (int shard = 0; shard < objects.size(); shard++) {
            folders.add(isChain ? folder.resolve("shard-" + shard) : folder);
        }
        return folders;
    }

    /// The folder of the router of a chain.
    public Path routerFolder() {
        return folder.resolve(ROUTER);
    }

    /// The URLs that the router was packed with, in shard order; none without a router.
    public List<String> shardUrls() {
        return isChain ? shardUrls(objects.size()) : List.of();
    }

    private static List<String> shardUrls(int shards) {
        List<String> urls = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            urls.add("https://" + shardHost(shard) + PATH);
        }
        return urls;
    }

    /// Module by hostname.
    public Map<String, SnippetModule> snippets() {
        return snippets;
    }

    /// Hostname of the object store to the folder that plays it.
    public Map<String, Path> origins() throws IOException {
        return Map.of(Url.parse(objects.getFirst().url()).host(), folder.toAbsolutePath());
    }

    /// Checks, before anything runs, that no invocation needs more than `profile` gives when `nprobes`
    /// partitions are visited.
    ///
    /// @throws dev.evodb.error.LimitExceededException naming the step that does
    public ChainPlan plan(Profile profile, int nprobes) {
        ChainPart chain;
        if (isChain) {
            List<ChainPart> shards = new ArrayList<>();
            for (int shard = 0; shard < objects.size(); shard++) {
                shards.add(search(shardHost(shard), nprobes));
            }
            chain = Patterns.vectorSearch(
                    stepId(ROUTER_HOST), Placement.at(snippet(ROUTER_HOST, 0)), shards, OptionalInt.empty());
        } else {
            chain = search(SINGLE_HOST, nprobes);
        }
        return ChainPlan.check(chain.chain(new ChainId("pack")), Budgets.of(ProfileBudgets.budget(profile)));
    }

    /// The request that asks for the `k` nearest of `vector`, probing `nprobes` partitions (of every
    /// shard), or if that is 0 as many as the pack wants for it.
    public SnippetRequest request(float[] vector, int k, int nprobes) {
        String url = "https://" + (isChain ? ROUTER_HOST : SINGLE_HOST) + PATH + "?k=" + k;
        return SnippetRequest.post(nprobes == 0 ? url : url + "&nprobes=" + nprobes, EdgeAnswer.littleEndian(vector))
                .withHeader("content-type", "application/octet-stream");
    }

    /// A cold isolate fetches the head and each probed partition.
    private ChainPart search(String host, int nprobes) {
        return Patterns.invoke(stepId(host), snippet(host, 1 + nprobes));
    }

    private static StepId stepId(String host) {
        return new StepId(host.substring(0, host.indexOf('.')));
    }

    private Snippet snippet(String host, int subrequests) {
        int packageBytes = Objects.requireNonNull(snippets.get(host)).packageBytes();
        return Snippet.of(
                "https://" + host + PATH, Cost.ofSubrequests(subrequests).withPackageBytes(packageBytes));
    }

    private static SnippetModule module(Path folder) throws IOException {
        return new SnippetModule(MODULE, Files.readString(folder.resolve(MODULE)));
    }

    private static String shardHost(int shard) {
        return "shard-" + shard + ".example";
    }
}
