package dev.evodb.chain.js;

import dev.evodb.chain.run.DealtKinds;
import org.teavm.jso.JSExport;

/// A coordinator that deals a list to branches that search.
public final class DealtSnippet {
    private DealtSnippet() {}

    /// Makes the handler of a program as `dev.evodb.chain.jvm.run.ProgramJson` writes it.
    @JSExport
    public static Handler open(ProgramText config) {
        return Coordinator.handler(config, new DealtKinds<>());
    }
}
