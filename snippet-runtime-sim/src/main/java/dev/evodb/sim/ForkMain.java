package dev.evodb.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The other end of `ForkedRun`: runs the workload in the folder in the first argument.
final class ForkMain {
    private ForkMain() {}

    /// Any exception ends the process with exit code 1 and its text, which `ForkedRun` reports.
    public static void main(String[] arguments) throws IOException {
        ForkedRun.serve(Path.of(arguments[0]), workload -> List.of(workload.run()));
    }
}
