package dev.evodb.cli.bench;

/// One setting, measured: `amount` of an effort, and the refine factor; recall at `k` against exact
/// truth, queries a second of the CPU time of the one query thread, and percentiles of wall time in
/// microseconds.
public record CurvePoint(
        Effort effort,
        int amount,
        int refine,
        double recall,
        double queriesPerSecond,
        double p50,
        double p99,
        double codesScored) {}
