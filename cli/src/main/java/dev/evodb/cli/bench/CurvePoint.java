package dev.evodb.cli.bench;

/// One setting, measured: recall at `k` against exact truth, queries a second of the CPU time of the one
/// query thread, and percentiles of wall time in microseconds.
public record CurvePoint(
        int nprobes, int refine, double recall, double queriesPerSecond, double p50, double p99, double codesScored) {}
