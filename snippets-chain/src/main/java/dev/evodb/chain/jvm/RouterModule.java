package dev.evodb.chain.jvm;

import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.chain.jvm.plan.Invocation;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.chain.jvm.run.ProgramJson;
import dev.evodb.chain.jvm.run.ProgramWriter;
import dev.evodb.chain.jvm.run.Value;
import dev.evodb.chain.run.DataKinds;
import dev.evodb.chain.run.DealtKinds;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.RankedKinds;
import dev.evodb.chain.run.RouterKinds;
import dev.evodb.chain.run.StepKinds;
import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// A coordinator as the text to deploy: the state machine as TeaVM compiled it, with the program of its part
/// of a chain written into it.
///
/// Not all kinds of steps have room in one snippet. There are several compiled texts, each of some kinds;
/// the first that has all of a program's is taken.
public final class RouterModule {
    /// Where the router of [#render(List)] is said to be; it does not ask itself.
    private static final String SOMEWHERE = "https://router.invalid/";

    /// The least first. Of classes in `dev.evodb.chain.js` that are named like them.
    private static final List<Compiled> COMPILED = List.of(
            new Compiled("router.js", new RouterKinds<>()),
            new Compiled("ranked.js", new RankedKinds<>()),
            new Compiled("data.js", new DataKinds<>()),
            new Compiled("dealt.js", new DealtKinds<>()));

    private RouterModule() {}

    /// A compiled text, and the kinds that it has.
    private record Compiled(String resource, StepKinds<Value> kinds) {
        SnippetBundle bundle() {
            try (InputStream in = RouterModule.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("the compiled coordinator " + resource + " is missing");
                }
                return SnippetBundle.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The module `main.js` of the coordinator that `step` of `chain` is, whose invocation may start
    /// `subrequests` fetches. It keeps the policies of what it calls. `centroids` has those of the steps
    /// that partition by them.
    ///
    /// @throws IllegalArgumentException if the step is no coordinator, centroids are missing or do not
    ///     fit, or no compiled text has all of its kinds; the message names the step
    /// @throws dev.evodb.error.LimitExceededException if the module would be longer than a snippet may be
    public static String render(Chain chain, StepId step, int subrequests, Centroids centroids) {
        Program program = ProgramWriter.write(chain, step, subrequests, centroids);
        for (Compiled compiled : COMPILED) {
            if (compiled.kinds().suffice(program)) {
                return compiled.bundle().module(ProgramJson.write(program));
            }
        }
        throw new IllegalArgumentException("step " + step + ": it and the steps in line below it do more than has room"
                + " in one snippet; give a step in line a snippet of its own (docs/format/chain.md, Programs)");
    }

    /// As above, without centroids.
    public static String render(Chain chain, StepId step, int subrequests) {
        return render(chain, step, subrequests, Centroids.NONE);
    }

    /// As the first; the invocation may start as many fetches as the step and its policies can need. Whether
    /// a budget has room for these is for [ChainPlan] to say.
    public static String render(Chain chain, StepId step, Centroids centroids) {
        for (Invocation invocation : ChainPlan.of(chain, Budgets.unlimited()).invocations()) {
            if (invocation.step().id().equals(step)) {
                return render(chain, step, invocation.load().subrequests(), centroids);
            }
        }
        throw new IllegalArgumentException("step " + step + " is no coordinator: it has no snippet");
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
        return render(search.chain(new ChainId("search")), router, Centroids.NONE);
    }
}
