package dev.evodb.chain;

import java.util.List;

/// One step of a chain: an immutable tree whose nodes are invocations of snippets.
///
/// A closed set. What a new kind of step costs is decided in [ChainPlan], how it runs on the JVM in
/// `dev.evodb.chain.jvm.ChainExecutor`; both stop compiling until they say so.
public sealed interface Step {
    /// The snippet that carries this step out.
    Snippet snippet();

    /// The snippet answers by itself.
    record Invoke(Snippet snippet) implements Step {}

    /// The snippet is a router: it sends its query to all `shards` at once and answers the best of their
    /// hits. A shard may be a router itself.
    record ScatterGather(Snippet snippet, List<Step> shards) implements Step {
        public ScatterGather {
            shards = List.copyOf(shards);
            if (shards.isEmpty()) {
                throw new IllegalArgumentException(
                        "step " + snippet.id() + " scatters over 0 shards, needs at least 1");
            }
        }
    }
}
