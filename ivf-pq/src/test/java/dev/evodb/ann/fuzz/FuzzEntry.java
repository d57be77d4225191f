package dev.evodb.ann.fuzz;

import java.io.IOException;

/// What Jazzer calls, with the id of a [FuzzTarget] as its only argument.
public final class FuzzEntry {
    private static FuzzTarget.Reading reading = input -> {};

    private FuzzEntry() {}

    /// Runs the seeds as well, so that classes are loaded before the clock of the first input runs.
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        FuzzTarget target = FuzzTarget.of(arguments[0]);
        reading = target.open();
        for (byte[] seed : target.seeds()) {
            FuzzTarget.run(reading, seed);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzTarget.run(reading, input);
    }
}
