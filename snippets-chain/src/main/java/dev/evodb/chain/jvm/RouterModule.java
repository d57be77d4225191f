package dev.evodb.chain.jvm;

import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.chain.jvm.plan.Invocation;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.chain.jvm.run.ProgramJson;
import dev.evodb.chain.jvm.run.ProgramWriter;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.RouterKinds;
import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// The router snippet as the text to deploy: `dev.evodb.chain.js.RouterSnippet` as TeaVM compiled it,
/// with the program of its part of a chain written into it.
public final class RouterModule {
    private static final String RESOURCE = "router.js";

    /// Where the router of [#render(List)] is said to be; it does not ask itself.
    private static final String SOMEWHERE = "https://router.invalid/";

    private RouterModule() {}

    /// The module `main.js` of the router that `step` of `chain` is, whose invocation may start
    /// `subrequests` fetches. It keeps the policies of what it calls.
    ///
    /// @throws IllegalArgumentException if the router snippet cannot do what the step asks for: it
    ///     sends to all branches and gathers the nearest hits
    /// @throws dev.evodb.error.LimitExceededException if the module would be longer than a snippet may be
    public static String render(Chain chain, StepId step, int subrequests) {
        if (!(chain.step(step) instanceof Step.Parallel router
                && router.fanOut().partitioner() instanceof Partitioner.Broadcast)) {
            throw noRouter(step);
        }
        Program program = ProgramWriter.write(chain, step, subrequests, Centroids.NONE);
        if (!RouterKinds.suffice(program)) {
            throw noRouter(step);
        }
        return compiled().module(ProgramJson.write(program));
    }

    /// As above; the invocation may start as many fetches as the step and its policies can need. Whether a budget has
    /// room for these is for [ChainPlan] to say.
    public static String render(Chain chain, StepId step) {
        for (Invocation invocation : ChainPlan.of(chain, Budgets.unlimited()).invocations()) {
            if (invocation.step().id().equals(step)) {
                return render(chain, step, invocation.load().subrequests());
            }
        }
        throw noRouter(step);
    }

    private static IllegalArgumentException noRouter(StepId step) {
        return new IllegalArgumentException("step " + step
                + " is no router: it, and every step in line below it, must broadcast to all branches and gather the"
                + " nearest hits");
    }

    /// The module `main.js` of a router over `shardUrls`, which follow the rules of [Snippet#url()];
    /// their order breaks ties between equal hits of one row. All must answer, and each is asked once.
    ///
    /// @throws IllegalArgumentException if there is no URL, one is used twice or breaks the rules
    /// @throws dev.evodb.error.LimitExceededException if the module would be longer than a snippet may be
    public static String render(List<String> shardUrls) {
        if (shardUrls.isEmpty()) {
            throw new IllegalArgumentException("a router needs at least 1 shard url, got 0");
        }
        Set<String> seen = new HashSet<>();
        List<ChainPart> shards = new ArrayList<>();
        for (String url : shardUrls) {
            if (!seen.add(url)) {
                throw new IllegalArgumentException("shard url is used twice: " + url);
            }
            shards.add(Patterns.invoke(new StepId("shard-" + shards.size()), Snippet.of(url, Cost.UNKNOWN)));
        }
        StepId router = new StepId("router");
        Placement placement = Placement.at(Snippet.of(SOMEWHERE, Cost.UNKNOWN));
        ChainPart search = Patterns.vectorSearch(router, placement, shards, OptionalInt.empty());
        return render(search.chain(new ChainId("search")), router);
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
