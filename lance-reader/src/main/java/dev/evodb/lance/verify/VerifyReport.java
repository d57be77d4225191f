package dev.evodb.lance.verify;

import dev.evodb.lance.verify.Finding.Severity;
import java.util.List;

/// What a verification looked at, and everything that it found.
///
/// `versions`, `files`, `pages` and `indices` count what was opened, also if it turned out broken;
/// `bytes` are those of the files, `rows` those of their columns' pages that decode, once a file.
public record VerifyReport(
        String table,
        long versions,
        long files,
        long bytes,
        long pages,
        long rows,
        long indices,
        List<Finding> findings) {
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /// Whether nothing is damaged. Something may not have been checked all the same.
    public boolean isUndamaged() {
        return count(Severity.DAMAGE) == 0;
    }
}
