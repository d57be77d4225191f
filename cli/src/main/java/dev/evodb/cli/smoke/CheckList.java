package dev.evodb.cli.smoke;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Checks as they are made.
final class CheckList {
    private final List<SmokeCheck> checks = new ArrayList<>();

    /// Adds a check and answers whether it passed.
    boolean add(String subject, String what, boolean isPassed, String found) {
        checks.add(new SmokeCheck(subject, what, isPassed, found));
        return isPassed;
    }

    SmokeReport report() {
        return new SmokeReport(checks);
    }

    /// Why there is no answer.
    static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
