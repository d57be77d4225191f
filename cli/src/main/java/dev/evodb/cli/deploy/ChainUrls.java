package dev.evodb.cli.deploy;

import dev.evodb.chain.Chain;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.cli.edge.EdgeFolder;
import java.util.ArrayList;
import java.util.List;

/// Where the snippets of a chain will be asked.
///
/// @param routers of a router below the top one, with `{id}` for its id, such as `router-0`; empty for
///     where it was packed for
/// @param shards  of a shard, with `{n}` for its number; empty for where it was packed for
public record ChainUrls(String routers, String shards) {
    /// As packed.
    public static final ChainUrls PACKED = new ChainUrls("", "");

    private static final String NUMBER = "{n}";
    private static final String ID = "{id}";

    /// @throws IllegalArgumentException if snippets would not differ
    public ChainUrls {
        if (!shards.isEmpty() && !shards.contains(NUMBER)) {
            throw new IllegalArgumentException("--shard-url must hold {n} for the shard, got " + shards);
        }
        if (!routers.isEmpty() && !routers.contains(ID)) {
            throw new IllegalArgumentException("--router-url must hold {id} for the router, got " + routers);
        }
    }

    /// Whether all are where they were packed for.
    boolean isPacked() {
        return equals(PACKED);
    }

    /// The chain of `edge` with these URLs; policies, costs and the URL of the entry stay.
    Chain of(EdgeFolder edge) {
        Chain packed = edge.chain();
        List<Step> steps = new ArrayList<>();
        for (Step step : packed.steps()) {
            steps.add(
                    switch (step) {
                        case Step.Invoke shard ->
                            new Step.Invoke(shard.id(), moved(edge, step.id(), shard.placement()));
                        case Step.Parallel(StepId id, Placement.Hop hop, FanOut fanOut, List<StepId> calls)
                        when !id.equals(packed.entry()) -> new Step.Parallel(id, moved(edge, id, hop), fanOut, calls);
                        case Step.Parallel _, Step.Sequential _, Step.Conditional _ -> step;
                    });
        }
        return Chain.of(packed.id(), packed.entry(), steps);
    }

    private Placement.Hop moved(EdgeFolder edge, StepId id, Placement.Hop hop) {
        Snippet packed = hop.snippet();
        return new Placement.Hop(new Snippet(of(edge, id), packed.profile(), packed.cost()), hop.policy());
    }

    /// Of step `id`, which is not the entry.
    String of(EdgeFolder edge, StepId id) {
        boolean isShard = edge.chain().step(id) instanceof Step.Invoke;
        String wanted = isShard ? shards : routers;
        if (wanted.isEmpty()) {
            return edge.url(id);
        }
        return isShard
                ? wanted.replace(NUMBER, Integer.toString(edge.shardIds().indexOf(id)))
                : wanted.replace(ID, id.text());
    }
}
