package dev.evodb.lance.verify;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.verify.Finding.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Looks at one Lance file of any use: its tables, the places of its pages, and every page of every
/// column.
final class LanceFileCheck {
    private final ReadLimits limits;
    private final Findings findings;
    private long pages;
    private long rows;

    LanceFileCheck(ReadLimits limits, Findings findings) {
        this.limits = limits;
        this.findings = findings;
    }

    /// Pages that were decoded so far, of all files.
    long pages() {
        return pages;
    }

    /// Rows of files that were looked at so far.
    long rows() {
        return rows;
    }

    /// Reads all of `file`, whose bytes are `source`.
    void check(ByteSource source, LanceFile file) throws IOException {
        Location at = Location.of(file.name());
        List<FileLayout> layouts = new ArrayList<>();
        if (file.version().major() >= 2) {
            findings.guard(Kind.FILE_STRUCTURE, at, () -> layouts.add(FileLayout.read(source, limits, findings)));
        }
        rows += file.rows();
        for (StoredField stored : StoredField.of(file)) {
            Location column = at.inColumn(stored.schema().name());
            findings.guard(Kind.PAGE, column, () -> {
                for (long[] range : ranges(file, stored, layouts)) {
                    pages++;
                    findings.guard(Kind.PAGE, column, () -> decode(file, stored, range[0], range[1]));
                }
            });
        }
    }

    /// Rows `[from, to)`, in smaller steps if they are too much at a time.
    private static void decode(LanceFile file, StoredField stored, long from, long to) throws IOException {
        long at = from;
        int step = (int) Math.min(to - from, 1 << 20);
        while (at < to) {
            int count = (int) Math.min(step, to - at);
            try {
                file.read(stored.schema(), at, count);
                at += count;
            } catch (LimitExceededException e) {
                if (count <= 1) {
                    throw e;
                }
                step = count / 2;
            }
        }
    }

    /// Stretches of rows in which no leaf of `stored` begins another page.
    private static List<long[]> ranges(LanceFile file, StoredField stored, List<FileLayout> layouts) {
        TreeSet<Long> starts = new TreeSet<>();
        starts.add(0L);
        for (FileLayout layout : layouts) {
            for (int column : stored.columns()) {
                // Below lists, files of version 2.0 count items.
                List<FileLayout.PageExtent> columnPages =
                        column < layout.columns().size() ? layout.columns().get(column) : List.of();
                columnPages.stream()
                        .map(FileLayout.PageExtent::firstRow)
                        .filter(row -> row < file.rows())
                        .forEach(starts::add);
            }
        }
        List<long[]> ranges = new ArrayList<>();
        for (long start : starts) {
            Long next = starts.higher(start);
            ranges.add(new long[] {start, next == null ? file.rows() : next});
        }
        return ranges;
    }
}
