package dev.evodb.cli.deploy;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Everything that has to be at Cloudflare for a pack to be searched: snippets in the order in which they
/// are uploaded (the one that asks the others last), and the objects that they read.
public record Deployment(List<PlannedSnippet> snippets, List<StoredObject> objects) {
    /// @throws IllegalArgumentException if there is no snippet, or two have one name
    public Deployment {
        snippets = List.copyOf(snippets);
        objects = List.copyOf(objects);
        if (snippets.isEmpty()) {
            throw new IllegalArgumentException("a deployment has at least one snippet");
        }
        Set<SnippetName> names = new HashSet<>();
        for (PlannedSnippet snippet : snippets) {
            if (!names.add(snippet.name())) {
                throw new IllegalArgumentException("two snippets are called " + snippet.name());
            }
        }
    }

    /// Zones in the order of their last snippets: when the rules of a zone are written, those of the
    /// zones that its last snippet asks are there.
    public List<String> zones() {
        Set<String> zones = new LinkedHashSet<>();
        snippets.reversed().forEach(snippet -> zones.add(snippet.zone()));
        return List.copyOf(zones).reversed();
    }

    public List<PlannedSnippet> in(String zone) {
        return snippets.stream().filter(snippet -> snippet.zone().equals(zone)).toList();
    }

    public List<CacheRule> cacheRules() {
        return CacheRule.of(objects);
    }

    /// What will not work as it is: objects at hosts that do not exist, or that `plan` never caches.
    public List<String> problems(Plan plan) {
        List<String> problems = new ArrayList<>();
        for (StoredObject object : objects) {
            if (isPlaceholder(object.url())) {
                problems.add("the snippet asks " + object.url() + ", which is a placeholder: pack again with --url");
            }
            if (object.bytes() > plan.cacheableBytes()) {
                problems.add(object.key() + " has " + object.bytes() + " bytes, the plan " + plan + " caches up to "
                        + plan.cacheableBytes() + ": pack with more --shards");
            }
        }
        return problems;
    }

    /// What works, but not as well as it could.
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (StoredObject object : objects) {
            if (object.host().endsWith(".r2.dev")) {
                remarks.add(object.url()
                        + " is the development URL of a bucket, throttled and not cached: use a custom domain");
            }
        }
        return remarks;
    }

    /// Whether the host can never exist (RFC 2606).
    static boolean isPlaceholder(URI url) {
        String host = url.getHost();
        return host != null && (host.equals("example") || host.endsWith(".example"));
    }
}
