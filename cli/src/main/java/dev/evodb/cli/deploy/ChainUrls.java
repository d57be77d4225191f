package dev.evodb.cli.deploy;

import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.cli.edge.EdgeFolder;

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
