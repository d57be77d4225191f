package dev.evodb.chain.jvm;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The router snippet as the text to deploy: `dev.evodb.chain.js.RouterSnippet` as TeaVM compiled it,
/// with the shards written into it.
public final class RouterModule {
    private static final String RESOURCE = "router.js";

    private RouterModule() {}

    /// The module `main.js` of the router that `step` of `chain` is.
    ///
    /// @throws IllegalArgumentException if the router snippet cannot do what the step asks for: it
    ///     sends to all branches, each of which has a snippet, and gathers the nearest hits of all
    /// @throws dev.evodb.error.LimitExceededException if the module would be longer than a snippet may be
    public static String render(Chain chain, StepId step) {
        if (!(chain.step(step) instanceof Step.Parallel router
                && router.fanOut().equals(FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest())))) {
            throw new IllegalArgumentException("step " + step + " is no router: it must broadcast to all branches"
                    + " and gather the nearest hits of all");
        }
        List<String> urls = new ArrayList<>();
        for (StepId branch : router.calls()) {
            switch (chain.step(branch).placement()) {
                case Placement.Hop hop -> {
                    if (!hop.policy().equals(CallPolicy.ONCE)) {
                        throw new IllegalArgumentException(
                                "step " + branch + ": the router snippet calls once, without a timeout");
                    }
                    urls.add(hop.snippet().url());
                }
                case Placement.InLine _ ->
                    throw new IllegalArgumentException("step " + branch + " has no snippet for a router to ask");
            }
        }
        return render(urls);
    }

    /// The module `main.js` of a router over `shardUrls`, which follow the rules of [Snippet#url()];
    /// their order breaks ties between equal hits of one row.
    ///
    /// @throws IllegalArgumentException if there is no URL, one is used twice or breaks the rules
    /// @throws dev.evodb.error.LimitExceededException if the module would be longer than a snippet may be
    public static String render(List<String> shardUrls) {
        if (shardUrls.isEmpty()) {
            throw new IllegalArgumentException("a router needs at least 1 shard url, got 0");
        }
        Set<String> seen = new HashSet<>();
        List<String> quoted = new ArrayList<>();
        for (String url : shardUrls) {
            // The rules leave nothing in a URL that a string literal would have to escape.
            quoted.add('"' + Snippet.of(url, Cost.UNKNOWN).url() + '"');
            if (!seen.add(url)) {
                throw new IllegalArgumentException("shard url is used twice: " + url);
            }
        }
        return compiled().module("{\"shards\":[" + String.join(",", quoted) + "]}");
    }

    private static SnippetBundle compiled() {
        try (InputStream in = RouterModule.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the compiled router " + RESOURCE + " is missing from this build");
            }
            return SnippetBundle.parse(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
