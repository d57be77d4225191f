package dev.evodb.chain.js;

import dev.evodb.chain.run.FailureKind;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.RouterKinds;
import org.teavm.jso.JSExport;

/// A router over shards, in as few bytes as it takes: what most coordinators are.
public final class RouterSnippet {
    private RouterSnippet() {}

    /// Makes the handler of a program as `dev.evodb.chain.jvm.run.ProgramJson` writes it.
    @JSExport
    public static Handler open(ProgramText config) {
        Program program = ProgramReader.read(config);
        // While the module is evaluated: see SnippetBundle.EXPORT on what an ended request would leave.
        FailureKind.initialize();
        return request -> Coordinator.handle(program, new RouterKinds<>(), request);
    }
}
