package dev.evodb.lance;

import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A scan, understood: what to read of which fragments. Immutable, thread-safe. The fragments are
/// independent of each other; what they give is put in their order.
record ScanPlan(Fragments fragments, Projection projection, Optional<FilterPlan> filter, int batchRows) {
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
                table.project(names),
                request.filter().map(text -> new FilterPlan(table, text, request.usesScalarIndices())),
                request.batchRows());
    }

    /// Starts on one fragment; for one thread, which closes it.
    FragmentScan scan(DataFragment fragment) throws IOException {
        Optional<FilterPlan.Part> part =
                filter.isEmpty() ? Optional.empty() : Optional.of(filter.get().on(fragment));
        boolean isNothing = part.isPresent() && part.get().isNothing();
        DeletionVector deleted = isNothing ? DeletionVector.NONE : fragments.deletions(fragment);
        return new FragmentScan(this, fragments.reader(fragment), deleted, part);
    }

    /// How many rows to read at once, so that columns of `projection` stay within the limit of memory as
    /// far as that can be told without reading them.
    int rowsAtOnce(Projection columns) {
        // Half, because rows of variable length are only guessed; a guess that was too low is corrected when met.
        return Math.clamp(fragments.limits().decodedBytes() / 2 / columns.rowBytes(), 1, batchRows);
    }
}
