package dev.evodb.cli.deploy;

import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Makes a deployment of what `evodb pack` wrote. A sharded pack becomes one snippet a shard, called
/// `NAME_shard_0`, `NAME_shard_1`, …, one a router below the top, called `NAME_router_0`,
/// `NAME_router_0_1`, …, and the router that clients ask, which is called `NAME`. Whoever is asked is
/// uploaded before those that ask.
///
/// @param name         of the snippet that clients ask
/// @param rule         of that snippet
/// @param cacheControl of the objects
public record PackDeployment(
        SnippetName name, ChainZones zones, SnippetRule rule, ChainUrls urls, String cacheControl) {
    private static final String MODULE = "main.js";
    private static final String PACK = "pack.bin";

    /// Reads the files of `edge`.
    ///
    /// @throws NoSuchFileException if one is missing
    /// @throws CorruptFileException if a pack has not the length that its facts state
    /// @throws IllegalArgumentException if URLs of shards do not differ, or are none
    public Deployment of(EdgeFolder edge) throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        for (int i = 0; i < edge.shardIds().size(); i++) {
            objects.add(object(edge, i));
        }
        if (!edge.isChain()) {
            return new Deployment(
                    List.of(snippet(
                            zones.entry(),
                            name,
                            read(edge.folder(edge.chain().entry()).resolve(MODULE)),
                            rule)),
                    objects);
        }
        Map<StepId, Integer> levels = levels(edge);
        List<PlannedSnippet> snippets = new ArrayList<>();
        for (StepId shard : edge.shardIds()) {
            snippets.add(
                    below(edge, shard, zones.shards(), read(edge.folder(shard).resolve(MODULE))));
        }
        for (Step router : edge.chain().callersFirst().reversed()) {
            if (router instanceof Step.Parallel
                    && !router.id().equals(edge.chain().entry())) {
                int level = Objects.requireNonNull(levels.get(router.id()));
                snippets.add(below(edge, router.id(), zones.ofRouter(level), router(edge, router)));
            }
        }
        Step entry = edge.chain().step(edge.chain().entry());
        snippets.add(snippet(zones.entry(), name, router(edge, entry), rule));
        return new Deployment(snippets, objects);
    }

    /// What of the way from routers to whom they ask will not work.
    public List<String> problems(EdgeFolder edge) {
        List<String> problems = new ArrayList<>();
        for (Step step : edge.chain().callersFirst()) {
            for (StepId asked : step.calls()) {
                String url = urls.of(edge, asked);
                if (Deployment.isPlaceholder(URI.create(url))) {
                    boolean isShard = edge.chain().step(asked) instanceof Step.Invoke;
                    problems.add("the router asks " + url + ", which is a placeholder: give "
                            + (isShard ? "--shard-url" : "--router-url"));
                }
            }
        }
        return problems;
    }

    /// The routers that ask snippets of their own zones, one line each.
    public List<String> sameZoneCalls(EdgeFolder edge) {
        Map<StepId, Integer> levels = levels(edge);
        List<String> calls = new ArrayList<>();
        for (Step step : edge.chain().callersFirst()) {
            List<String> asked = step.calls().stream()
                    .filter(id -> zone(edge, levels, id).equals(zone(edge, levels, step.id())))
                    .map(StepId::text)
                    .toList();
            if (!asked.isEmpty()) {
                calls.add(step.id() + " asks " + asked.getFirst()
                        + (asked.size() == 1 ? "" : " and " + (asked.size() - 1) + " more") + " in its own zone "
                        + zone(edge, levels, step.id()));
            }
        }
        return calls;
    }

    private String zone(EdgeFolder edge, Map<StepId, Integer> levels, StepId id) {
        return edge.chain().step(id) instanceof Step.Invoke
                ? zones.shards()
                : zones.ofRouter(Objects.requireNonNull(levels.get(id)));
    }

    /// How many routers are on the longest way to each step, itself included.
    private static Map<StepId, Integer> levels(EdgeFolder edge) {
        Map<StepId, Integer> levels = new HashMap<>(Map.of(edge.chain().entry(), 1));
        for (Step step : edge.chain().callersFirst()) {
            int level = Objects.requireNonNull(levels.get(step.id()));
            step.calls().forEach(called -> levels.merge(called, level + 1, Math::max));
        }
        return levels;
    }

    private byte[] router(EdgeFolder edge, Step router) {
        if (urls.isPacked()) {
            return edge.module(router.id()).source().getBytes(StandardCharsets.UTF_8);
        }
        return RouterModule.render(urls.of(edge), router.id(), edge.centroids()).getBytes(StandardCharsets.UTF_8);
    }

    private static PlannedSnippet snippet(String zone, SnippetName name, byte[] module, SnippetRule rule) {
        return new PlannedSnippet(zone, name, List.of(new PlannedSnippet.Module(MODULE, module)), rule);
    }

    /// A snippet that another one asks.
    private PlannedSnippet below(EdgeFolder edge, StepId id, String zone, byte[] module) {
        String url = urls.of(edge, id);
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL of " + id + " is no URL: " + url, e);
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String suffix = id.text().toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        return snippet(
                zone, new SnippetName(name + "_" + suffix), module, SnippetRule.of(host, path, rule.isEnabled()));
    }

    private StoredObject object(EdgeFolder edge, int number) throws IOException {
        Path file = edge.objectFolders().get(number).resolve(PACK);
        if (!Files.isRegularFile(file)) {
            throw missing(file);
        }
        StoredObject object = StoredObject.of(edge.objects().get(number).url(), file, cacheControl);
        long stated = edge.objects().get(number).bytes();
        if (object.bytes() != stated) {
            throw new CorruptFileException(
                    Location.of(file.toString()), "has " + object.bytes() + " bytes, pack.json states " + stated);
        }
        return object;
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw missing(file);
        }
        return Files.readAllBytes(file);
    }

    private static NoSuchFileException missing(Path file) {
        return new NoSuchFileException(file.toString(), null, "the pack lacks " + file);
    }
}
