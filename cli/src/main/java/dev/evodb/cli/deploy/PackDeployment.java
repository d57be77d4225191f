package dev.evodb.cli.deploy;

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
import java.util.List;

/// Makes a deployment of what `evodb pack` wrote. A sharded pack becomes one snippet a shard, called
/// `NAME_shard_0`, `NAME_shard_1`, …, and the router, which is called `NAME` and asks them.
///
/// @param name         of the snippet that clients ask
/// @param zone         of that snippet
/// @param shardZone    of the shards
/// @param rule         of that snippet
/// @param shardUrl     where shard `{n}` will be asked; empty to leave the router as it was packed
/// @param cacheControl of the objects
public record PackDeployment(
        SnippetName name, String zone, String shardZone, SnippetRule rule, String shardUrl, String cacheControl) {
    private static final String MODULE = "main.js";
    private static final String PACK = "pack.bin";
    private static final String NUMBER = "{n}";

    /// Reads the files of `edge`.
    ///
    /// @throws NoSuchFileException if one is missing
    /// @throws CorruptFileException if a pack has not the length that its facts state
    /// @throws IllegalArgumentException if URLs of shards do not differ, or are none
    public Deployment of(EdgeFolder edge) throws IOException {
        List<PlannedSnippet> snippets = new ArrayList<>();
        List<StoredObject> objects = new ArrayList<>();
        List<Path> folders = edge.objectFolders();
        List<String> urls = shardUrls(edge);
        for (int i = 0; i < folders.size(); i++) {
            objects.add(object(edge, i));
            byte[] module = read(folders.get(i).resolve(MODULE));
            snippets.add(edge.isChain() ? shard(i, urls.get(i), module) : entry(module));
        }
        if (edge.isChain()) {
            snippets.add(entry(
                    shardUrl.isEmpty()
                            ? read(edge.routerFolder().resolve(MODULE))
                            : RouterModule.render(urls).getBytes(StandardCharsets.UTF_8)));
        }
        return new Deployment(snippets, objects);
    }

    /// Where the shards are asked, in order; empty for a pack of one object.
    public List<String> shardUrls(EdgeFolder edge) {
        List<String> packed = edge.shardUrls();
        if (shardUrl.isEmpty() || packed.isEmpty()) {
            return packed;
        }
        if (!shardUrl.contains(NUMBER)) {
            throw new IllegalArgumentException("--shard-url must hold " + NUMBER + " for the shard, got " + shardUrl);
        }
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < packed.size(); i++) {
            urls.add(shardUrl.replace(NUMBER, Integer.toString(i)));
        }
        return urls;
    }

    /// What of the way from the router to the shards will not work.
    public List<String> problems(EdgeFolder edge) {
        List<String> problems = new ArrayList<>();
        for (String url : shardUrls(edge)) {
            if (Deployment.isPlaceholder(URI.create(url))) {
                problems.add("the router asks " + url + ", which is a placeholder: give --shard-url");
            }
        }
        return problems;
    }

    private PlannedSnippet entry(byte[] module) {
        return new PlannedSnippet(zone, name, List.of(new PlannedSnippet.Module(MODULE, module)), rule);
    }

    private PlannedSnippet shard(int number, String url, byte[] module) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL of shard " + number + " is no URL: " + url, e);
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new PlannedSnippet(
                shardZone,
                new SnippetName(name + "_shard_" + number),
                List.of(new PlannedSnippet.Module(MODULE, module)),
                SnippetRule.of(host, path, rule.isEnabled()));
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
