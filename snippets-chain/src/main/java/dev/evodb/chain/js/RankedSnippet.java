package dev.evodb.chain.js;

import dev.evodb.chain.run.RankedKinds;
import org.teavm.jso.JSExport;

/// A coordinator of searches.
public final class RankedSnippet {
    private RankedSnippet() {}

    /// Makes the handler of a program as `dev.evodb.chain.jvm.run.ProgramJson` writes it.
    @JSExport
    public static Handler open(ProgramText config) {
        return Coordinator.handler(config, new RankedKinds<>());
    }
}
