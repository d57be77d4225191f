package dev.evodb.lance;

import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A scan, understood: what to read of which fragments. Immutable, thread-safe. The fragments are
/// independent of each other; what they give is put in their order.
record ScanPlan(
        Fragments fragments,
        List<DataFragment> scanned,
        Projection projection,
        Optional<FilterPlan> filter,
        int batchRows,
        int parallelism) {
    /// @throws IllegalArgumentException for unknown columns and for filters that do not make sense
    static ScanPlan of(LanceDataset table, ScanRequest request) {
        List<String> names = new ArrayList<>(request.columns().orElseGet(table::columnNames));
        if (request.hasRowId() && !names.contains(LanceDataset.ROW_ID)) {
            names.add(LanceDataset.ROW_ID);
        }
        if (request.hasRowAddress() && !names.contains(LanceDataset.ROW_ADDRESS)) {
            names.add(LanceDataset.ROW_ADDRESS);
        }
        return new ScanPlan(
                table.fragments(),
                scanned(table.fragments(), request),
                table.project(names),
                request.filter().map(text -> new FilterPlan(table, text, request.usesScalarIndices())),
                request.batchRows(),
                parallelism(request));
    }

    /// What to do in one fragment. Asks the indices, if there is a filter.
    FragmentPlan on(DataFragment fragment) throws IOException {
        if (filter.isEmpty()) {
            CandidateRows live =
                    new CandidateRows(fragments.physicalRows(fragment), fragments.deletions(fragment), null);
            return new FragmentPlan(fragment, live, Optional.empty(), projection);
        }
        FilterPlan.Part part = filter.get().on(fragment);
        DeletionVector deleted = part.isNothing() ? DeletionVector.NONE : fragments.deletions(fragment);
        CandidateRows candidates = new CandidateRows(
                fragments.physicalRows(fragment), deleted, part.rows().orElse(null));
        return new FragmentPlan(fragment, candidates, part.filter(), part.columns());
    }

    /// Starts on one fragment; for one thread, which closes it.
    FragmentScan scan(DataFragment fragment) throws IOException {
        return new FragmentScan(this, on(fragment), fragments.reader(fragment));
    }

    /// How many rows to read at once, so that columns of `projection` stay within the limit of memory as
    /// far as that can be told without reading them.
    int rowsAtOnce(Projection columns) {
        return rowsWithin(fragments.limits().decodedBytes(), columns);
    }

    /// As [#rowsAtOnce], within `bytes`.
    int rowsWithin(long bytes, Projection columns) {
        // Half, because rows of variable length are only guessed; a guess that was too low is corrected when met.
        return Math.clamp(bytes / 2 / columns.rowBytes(), 1, batchRows);
    }

    /// Rows that pass a filter can be counted by one thread only, in their order.
    private static int parallelism(ScanRequest request) {
        boolean countsPassing = request.filter().isPresent()
                && (request.offset() > 0 || request.limit().isPresent());
        return countsPassing ? 1 : request.parallelism();
    }

    private static List<DataFragment> scanned(Fragments fragments, ScanRequest request) {
        return request.fragments().isEmpty()
                ? fragments.all()
                : fragments.all().stream()
                        .filter(fragment -> request.fragments().get().contains(fragment.id()))
                        .toList();
    }
}
