package dev.evodb.sim;

/// How the isolates of a measured workload are kept, and which of V8's tiers run.
public enum Mode {
    /// A fresh isolate for each request: evaluation of the module, first compilation, nothing cached.
    COLD("cold"),
    /// Isolates are kept and have served the stated warm-up requests.
    WARM("warm"),
    /// A fresh isolate for each request and no compilation to machine code: an upper bound that does not
    /// depend on how busy the machine is, for gates. V8's flags hold for a process, so it needs one of its
    /// own.
    INTERPRETER("interpreter");

    private final String wireName;

    Mode(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the command line and in reports.
    public String wireName() {
        return wireName;
    }

    /// The mode with wire name `cold`, `warm` or `interpreter`.
    ///
    /// @throws IllegalArgumentException for any other name
    public static Mode of(String wireName) {
        for (Mode mode : values()) {
            if (mode.wireName.equals(wireName)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode must be cold, warm or interpreter, got " + wireName);
    }
}
