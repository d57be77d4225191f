package dev.evodb.lance.fuzz;

import java.io.IOException;

/// What Jazzer calls, with the id of a [FuzzTarget] as its only argument.
public final class FuzzEntry {
    private static FuzzTarget target = FuzzTarget.MANIFEST;

    private FuzzEntry() {}

    /// Runs the seeds as well, so that classes are loaded and instrumented before the clock of the first
    /// input runs.
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        target = FuzzTarget.of(arguments[0]);
        Seeds.of(target).forEach(target::run);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        target.run(bytes);
    }
}
