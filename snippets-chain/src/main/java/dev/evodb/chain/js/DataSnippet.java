package dev.evodb.chain.js;

import dev.evodb.chain.run.DataKinds;
import org.teavm.jso.JSExport;

/// A coordinator of chains over data.
public final class DataSnippet {
    private DataSnippet() {}

    /// Makes the handler of a program as `dev.evodb.chain.jvm.run.ProgramJson` writes it.
    @JSExport
    public static Handler open(ProgramText config) {
        return Coordinator.handler(config, new DataKinds<>());
    }
}
