package dev.evodb.chain.js;

import dev.evodb.chain.run.RouterKinds;
import org.teavm.jso.JSExport;

/// A router over shards, in as few bytes as it takes: what most coordinators are.
public final class RouterSnippet {
    private RouterSnippet() {}

    /// Makes the handler of a program as `dev.evodb.chain.jvm.run.ProgramJson` writes it.
    @JSExport
    public static Handler open(ProgramText config) {
        return Coordinator.handler(config, new RouterKinds<>());
    }
}
