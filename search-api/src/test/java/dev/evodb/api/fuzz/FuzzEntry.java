package dev.evodb.api.fuzz;

/// What Jazzer calls, with the id of a [FuzzTarget] as its only argument.
public final class FuzzEntry {
    private static FuzzTarget target = FuzzTarget.QUERY;

    private FuzzEntry() {}

    /// Runs the seeds as well, so that classes are loaded before the clock of the first input runs.
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.of(arguments[0]);
        target.seeds().forEach(target::run);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        target.run(input);
    }
}
