package dev.evodb.chain.jvm.plan;

/// What a plan checks, with its unit.
public enum Limit {
    SUBREQUESTS("subrequests"),
    CPU("CPU microseconds"),
    MEMORY("memory bytes"),
    PACKAGE("package bytes"),
    /// Wall time of a step with all that it calls, against the timeout of its own policy.
    TIMEOUT("wall microseconds");

    private final String unit;

    Limit(String unit) {
        this.unit = unit;
    }

    public String unit() {
        return unit;
    }
}
