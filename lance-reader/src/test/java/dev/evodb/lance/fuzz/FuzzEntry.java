package dev.evodb.lance.fuzz;

/// What Jazzer calls, with the id of a [FuzzTarget] as its only argument.
public final class FuzzEntry {
    private static FuzzTarget target = FuzzTarget.MANIFEST;

    private FuzzEntry() {}

    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.of(arguments[0]);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        target.run(bytes);
    }
}
