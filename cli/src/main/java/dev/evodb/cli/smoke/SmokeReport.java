package dev.evodb.cli.smoke;

import java.util.List;

/// All checks, in the order in which they were made. A check that depends on one that failed is not made.
public record SmokeReport(List<SmokeCheck> checks) {
    public SmokeReport {
        checks = List.copyOf(checks);
    }

    public boolean isPassed() {
        return checks.stream().allMatch(SmokeCheck::isPassed);
    }
}
