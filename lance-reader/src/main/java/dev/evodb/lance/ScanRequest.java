package dev.evodb.lance;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What to read of a table. Immutable; every method answers a changed copy.
///
/// `columns` are top-level names or dotted paths through structs and lists (`a.b.c`), absent for all
/// columns; names that hold dots themselves can be put into backticks or double quotes. A path gives the
/// field that it names, under the path as its name: null wherever a struct around it is, and in lists if
/// it is inside of lists. `offset` and `limit` count rows that pass the filter. `batchRows` is the most
/// that a batch has; memory limits can make it less. `parallelism` threads read, as many as there are
/// processors unless asked for otherwise; 1 reads in the caller's thread and nothing ahead. `fragments` are the
/// ids of those to read, absent for all.
public record ScanRequest(
        Optional<List<String>> columns,
        boolean hasRowId,
        boolean hasRowAddress,
        Optional<String> filter,
        long offset,
        OptionalLong limit,
        int batchRows,
        boolean usesScalarIndices,
        int parallelism,
        Optional<Set<Long>> fragments) {
    /// The most threads of one scan.
    public static final int MAX_PARALLELISM = 256;

    /// Every row and column, without row ids and addresses.
    public static final ScanRequest ALL = new ScanRequest(
            Optional.empty(),
            false,
            false,
            Optional.empty(),
            0,
            OptionalLong.empty(),
            8192,
            true,
            Runtime.getRuntime().availableProcessors(),
            Optional.empty());

    public ScanRequest {
        columns = columns.map(List::copyOf);
        fragments = fragments.map(Set::copyOf);
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw new IllegalArgumentException(
                    "parallelism must be in 1..=" + MAX_PARALLELISM + ", got " + parallelism);
        }
        if (offset < 0 || limit.orElse(0) < 0 || batchRows < 1) {
            throw new IllegalArgumentException("offset and limit must not be negative and batchRows positive, got "
                    + offset + ", " + limit.orElse(0) + " and " + batchRows);
        }
    }

    public ScanRequest columns(List<String> names) {
        return new ScanRequest(
                Optional.of(names),
                hasRowId,
                hasRowAddress,
                filter,
                offset,
                limit,
                batchRows,
                usesScalarIndices,
                parallelism,
                fragments);
    }

    public ScanRequest columns(String... names) {
        return columns(List.of(names));
    }

    /// Adds the column [LanceDataset#ROW_ID] after the others.
    public ScanRequest withRowId() {
        return new ScanRequest(
                columns,
                true,
                hasRowAddress,
                filter,
                offset,
                limit,
                batchRows,
                usesScalarIndices,
                parallelism,
                fragments);
    }

    /// Adds the column [LanceDataset#ROW_ADDRESS] after the others.
    public ScanRequest withRowAddress() {
        return new ScanRequest(
                columns, hasRowId, true, filter, offset, limit, batchRows, usesScalarIndices, parallelism, fragments);
    }

    /// Only rows for which `predicate` is true; see [dev.evodb.lance.filter.Filter] for the language.
    public ScanRequest where(String predicate) {
        return new ScanRequest(
                columns,
                hasRowId,
                hasRowAddress,
                Optional.of(predicate),
                offset,
                limit,
                batchRows,
                usesScalarIndices,
                parallelism,
                fragments);
    }

    public ScanRequest offset(long rows) {
        return new ScanRequest(
                columns,
                hasRowId,
                hasRowAddress,
                filter,
                rows,
                limit,
                batchRows,
                usesScalarIndices,
                parallelism,
                fragments);
    }

    public ScanRequest limit(long rows) {
        return new ScanRequest(
                columns,
                hasRowId,
                hasRowAddress,
                filter,
                offset,
                OptionalLong.of(rows),
                batchRows,
                usesScalarIndices,
                parallelism,
                fragments);
    }

    public ScanRequest batchRows(int rows) {
        return new ScanRequest(
                columns,
                hasRowId,
                hasRowAddress,
                filter,
                offset,
                limit,
                rows,
                usesScalarIndices,
                parallelism,
                fragments);
    }

    /// Whether scalar indices may be used to find the rows that pass the filter, as they are unless this
    /// says otherwise. The rows are the same; an index whose files are broken is an error only if it is
    /// used.
    public ScanRequest useScalarIndices(boolean isAllowed) {
        return new ScanRequest(
                columns, hasRowId, hasRowAddress, filter, offset, limit, batchRows, isAllowed, parallelism, fragments);
    }

    /// Reads with so many threads, in `1..=MAX_PARALLELISM`.
    public ScanRequest parallelism(int threads) {
        return new ScanRequest(
                columns,
                hasRowId,
                hasRowAddress,
                filter,
                offset,
                limit,
                batchRows,
                usesScalarIndices,
                threads,
                fragments);
    }

    /// Reads these fragments only, in the order of the table; an id that the table has not stands for no
    /// rows. Offset and limit count their rows.
    public ScanRequest fragments(Set<Long> ids) {
        return new ScanRequest(
                columns,
                hasRowId,
                hasRowAddress,
                filter,
                offset,
                limit,
                batchRows,
                usesScalarIndices,
                parallelism,
                Optional.of(ids));
    }
}
